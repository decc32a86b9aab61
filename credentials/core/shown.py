"""Anybody's presentation: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations.

Who holds it out is known only where it is signed; that it was signed for this moment and for this asker only
where they were asked for. An unsigned one is a wrapper: what is in it is verified, and nothing is said of
who sent it. ``verification.verify_presentation`` is stricter: it takes nothing but answers to our questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from credentials.core.canonical.jsonld import check_document
from credentials.core.data_integrity.options import is_for
from credentials.core.data_integrity.proof import Expected, verify_proof
from credentials.core.encoding import check_json
from credentials.core.errors import CoreError, CredentialError
from credentials.core.lists import ListReader, careful
from credentials.core.presentation import LINKED_PURPOSE, PURPOSE
from credentials.core.report import FAILED, PASSED, Check, Report, refused
from credentials.core.types import JSON, Did, Document, FetchLinked, FetchStatus, Resolve
from credentials.core.verification import verify_credential
from credentials.core.vocabulary import CREDENTIALS_V2, is_absolute

MOST_SHOWN: Final = 6
FORM, SIGNED, CHALLENGE, DOMAIN = "presentation", "presentation_signature", "challenge", "domain"
_SENTENCES: Final = {
    FORM: "It is a complete presentation.",
    SIGNED: "Its holder signed it, and nothing was changed since.",
    CHALLENGE: "It answers the challenge that was given.",
    DOMAIN: "It was made for the domain that was given.",
}


@dataclass(frozen=True)
class Shown:
    """Its own checks, and a report on each credential in it. ``holder`` signed it; empty where nobody did."""

    checks: tuple[Check, ...]
    credentials: tuple[Report, ...] = ()
    holder: Did = ""

    @property
    def ok(self) -> bool:
        """Whether everything was checked and passed, in it and of it."""
        own = all(check.outcome is PASSED for check in self.checks)
        return own and all(report.ok for report in self.credentials)


def verify_shown(
    document: JSON,
    *,
    now: datetime,
    resolve: Resolve,
    fetch_status: FetchStatus,
    fetch_linked: FetchLinked | None = None,
    challenge: str = "",
    domain: str = "",
) -> Shown:
    """Verify a presentation and everything in it. Nothing raises; a challenge is the caller's to spend.

    A credential without a proof of its own counts as signed by the holder, where the holder is named, signed
    the presentation and is its issuer (§4.13.4).
    """
    asked = careful(resolve)
    try:
        shown = _form(document)
    except CoreError as error:
        return Shown((refused(FORM, error),))
    checks, holder = [_passed(FORM)], ""
    if "proof" in document or challenge or domain:
        try:
            holder = _signer(document, asked, now, answers=bool(challenge or domain))
            checks.append(_passed(SIGNED))
        except CoreError as error:
            checks.append(refused(SIGNED, error))
        checks += made_for(document.get("proof"), challenge, domain)
    lists = ListReader(now=now, resolve=asked, fetch_status=fetch_status)
    covers = holder if "holder" in document else ""
    reports = [
        verify_credential(
            one,
            now=now,
            resolve=asked,
            fetch_status=fetch_status,
            fetch_linked=fetch_linked,
            lists=lists,
            covered_by=covers,
        )
        for one in shown
    ]
    return Shown(tuple(checks), tuple(reports), holder)


def _passed(name: str) -> Check:
    return Check(name, PASSED, "ok", _SENTENCES[name])


def _form(document: JSON) -> list[Document]:
    """The credentials of a presentation whose form holds.

    Raises CredentialError, CanonicalError or EncodingError.
    """
    if not isinstance(document, dict):
        raise _bad()
    check_json(document)
    _check_kind(document)
    if "id" in document and not is_absolute(document["id"]):
        raise _bad()
    if "holder" in document and not is_absolute(_holder(document)):
        raise _bad()
    found = document.get("verifiableCredential", [])
    shown = found if isinstance(found, list) else [found]
    if len(shown) > MOST_SHOWN:
        raise CredentialError("too_many_credentials", "The presentation holds too much.")
    if not all(isinstance(one, dict) for one in shown):
        raise _bad()
    if not shown and "proof" not in document:
        raise CredentialError("nothing_shown", "It holds nothing, and nobody signed it.")
    check_document(document)
    return shown


def _check_kind(document: Document) -> None:
    contexts, types = document.get("@context"), document.get("type")
    listed = types if isinstance(types, list) else [types]
    if not isinstance(contexts, list) or contexts[:1] != [CREDENTIALS_V2]:
        raise _bad()
    if "VerifiablePresentation" not in listed or not all(isinstance(kind, str) for kind in listed):
        raise _bad()


def _bad() -> CredentialError:
    return CredentialError("bad_presentation", "This is not a presentation.")


def _holder(document: Document) -> JSON:
    named = document.get("holder")
    return named.get("id") if isinstance(named, dict) else named


def _signer(document: Document, resolve: Resolve, now: datetime, *, answers: bool) -> Did:
    """Who signed it: for this moment, or at least as the one who publishes it.

    Raises CoreError.
    """
    purposes = [proof.get("proofPurpose") for proof in _proofs(document.get("proof"))]
    published = not answers and set(map(str, purposes)) == {LINKED_PURPOSE}
    expected = Expected(purpose=LINKED_PURPOSE if published else PURPOSE)
    signer = verify_proof(document, resolve=resolve, now=now, expected=expected)
    if "holder" in document and _holder(document) != signer:
        raise CredentialError("signer_mismatch", "It was signed by somebody else than its holder.")
    return signer


def _proofs(proof: JSON) -> list[Document]:
    """One, or every one of a set."""
    listed = proof if isinstance(proof, list) else [proof]
    return [one for one in listed if isinstance(one, dict)]


def made_for(proof: JSON, challenge: str, domain: str) -> list[Check]:
    """Whether every proof was made for what was asked. What was not asked for is not looked at.

    A proof for several domains is for none of them alone (VC-DI §4.4): whoever is asked by one of several
    could hand on to the others what was made for all.
    """
    made = _proofs(proof)
    wrong = {
        CHALLENGE: Check(
            CHALLENGE, FAILED, "wrong_challenge", "It does not answer the challenge that was given."
        ),
        DOMAIN: Check(DOMAIN, FAILED, "wrong_domain", "It was made for another domain, or none."),
    }
    fits = {
        CHALLENGE: bool(made) and all(one.get("challenge") == challenge for one in made),
        DOMAIN: bool(made) and all(is_for(one, domain) for one in made),
    }
    wanted = [name for name, value in ((CHALLENGE, challenge), (DOMAIN, domain)) if value]
    return [_passed(name) if fits[name] else wrong[name] for name in wanted]
