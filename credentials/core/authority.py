"""Whether the issuer of a card may speak for the co-op that the card names.

https://www.w3.org/TR/vc-data-model-2.0/#issuer, https://identity.foundation/linked-vp/. A co-op speaks for
itself. Anybody else needs two signed words: of a body that names it for this very co-op, and of the co-op,
which publishes that accreditation with its own signature at an address that its own DID document gives.
Neither alone makes a stranger's card count, and a word is never passed on: who was named for a co-op cannot
name another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from credentials.core.accreditation import (
    AccreditationClaims,
    check_accreditation,
    read_accreditation,
)
from credentials.core.canonical.jsonld import check_document
from credentials.core.checks import check_dates, check_form, check_signature, issuer_named
from credentials.core.credential import period_of
from credentials.core.data_integrity.proof import Expected, verify_proof
from credentials.core.definition import MEMBERSHIP_TYPE
from credentials.core.did.document import linked_addresses
from credentials.core.did.web import web_address
from credentials.core.errors import CoreError, CredentialError, UnreachableError
from credentials.core.lists import ListReader, check_statuses
from credentials.core.presentation import LINKED_PURPOSE, MOST_LINKED, linked_credentials
from credentials.core.report import FAILED, NOT_CHECKED, PASSED, Check, passed, refused, skipped
from credentials.core.types import JSON, Did, Document, FetchLinked, Resolve

NAME: Final = "authority"
MOST_TRIED: Final = 4
"""So many accreditations that name the issuer are verified; more would let one card cause any number of requests."""

# The farther down, the nearer it came to being good: that is told.
_SENTENCES: Final = {
    "no_accreditation": "What the co-op publishes of itself holds no accreditation.",
    "other_subject": "The co-op shows an accreditation of somebody else.",
    "not_named": "No accreditation of the co-op names this issuer.",
    "not_for_memberships": "The accreditation that names the issuer is not for membership cards.",
    "other_name": "The card gives the co-op a name that it does not have.",
    "accreditation_forged": "The accreditation that names the issuer is not genuine.",
    "accreditation_unsure": "The status of the accreditation cannot be relied on.",
    "accreditation_not_yet_valid": "The accreditation that names the issuer is not valid yet.",
    "accreditation_expired": "The accreditation that names the issuer has expired.",
    "accreditation_ended": "The accreditation that names the issuer has been ended.",
    "accreditation_suspended": "The accreditation that names the issuer is suspended for now.",
}
_RANKS: Final = list(_SENTENCES)
_CODES: Final = {
    "not_yet_valid": "accreditation_not_yet_valid",
    "expired": "accreditation_expired",
    "ended": "accreditation_ended",
    "suspended": "accreditation_suspended",
}
_FORGED: Final = {"form", "context", "issuer", "signature"}


@dataclass(frozen=True)
class Accredited:
    """An accreditation that a co-op publishes of itself. ``check`` says whether it holds now."""

    claims: AccreditationClaims
    valid_until: datetime | None
    check: Check


class AccreditationReader:
    """What co-ops publish that others vouch for them; each publication is read once."""

    def __init__(
        self, now: datetime, resolve: Resolve, fetch: FetchLinked | None, lists: ListReader
    ) -> None:
        """Take the moment and the ways to ask. ``lists`` are those of the accreditations too."""
        self._now, self._resolve, self._fetch, self._lists = now, resolve, fetch, lists
        self._read: dict[Did, list[tuple[AccreditationClaims, Document]] | CoreError] = {}

    def shown(self, home: Did) -> list[tuple[AccreditationClaims, Document]]:
        """What the co-op itself shows, with its signature; the accreditations in it are not verified yet.

        Raises:
            CoreError: ``not_linked``, ``linked_elsewhere``, ``linked_by_another``,
                ``too_many_credentials`` or the code of what else is wrong; ``UnreachableError`` when it
                could not be asked for.
        """
        if home not in self._read:
            try:
                self._read[home] = list(self._published(home))
            except CoreError as error:
                self._read[home] = error
        found = self._read[home]
        if isinstance(found, CoreError):
            raise found
        return found

    def accredited(self, home: Did, bodies: Container[Did]) -> list[Accredited]:
        """What these bodies say of the co-op, as it shows it, each word verified; no other body is asked.

        Raises:
            CoreError: As for ``shown``.
        """
        return [
            Accredited(claims, period_of(document)[1], self.verified(document))
            for claims, document in self.shown(home)
            if claims.subject == home and claims.issuer in bodies
        ]

    def verified(self, document: Document) -> Check:
        """Whether an accreditation holds: form, our words, signature, dates and both statuses."""
        form, context = check_form(document, ours=check_accreditation)
        issuer, signature = check_signature(
            document, form, context, now=self._now, resolve=self._resolve
        )
        checks = [form, context, issuer, signature, check_dates(document, self._now)]
        if signature.outcome is PASSED:
            checks += check_statuses(
                document.get("credentialStatus"),
                issuer_named(document),
                required=True,
                reader=self._lists,
            )
        wrong = [check for check in checks if check.outcome is not PASSED]
        if not wrong:
            return passed(NAME)
        # Bad news is believed alone; what could not be asked leaves the rest open.
        worst = next((check for check in wrong if check.outcome is FAILED), wrong[0])
        if worst.outcome is NOT_CHECKED:
            return Check(NAME, NOT_CHECKED, "accreditation_not_checked", worst.sentence)
        return _failed(
            "accreditation_forged"
            if worst.name in _FORGED
            else _CODES.get(worst.code, "accreditation_unsure")
        )

    def _published(self, home: Did) -> Iterator[tuple[AccreditationClaims, Document]]:
        if self._fetch is None:
            raise UnreachableError("not_asked", "The co-op was not asked who may issue for it.")
        addresses = linked_addresses(self._resolve(home), home)
        if not addresses:
            raise CredentialError("not_linked", "The co-op names nobody who may issue for it.")
        if not all(_is_at_home(address, home) for address in addresses):
            raise CredentialError("linked_elsewhere", "The co-op links to a place not its own.")
        credentials = [one for address in addresses for one in self._presented(address, home)]
        if len(credentials) > MOST_LINKED:
            raise CredentialError("too_many_credentials", "The co-op publishes too much of itself.")
        for one in credentials:
            try:
                yield read_accreditation(one), one
            except CoreError:
                continue  # other things may be shown there; they say nothing about authority

    def _presented(self, address: str, home: Did) -> list[Document]:
        presentation: JSON = self._fetch(address) if self._fetch else None
        credentials = linked_credentials(presentation)
        check_document(presentation)
        made_for = Expected(purpose=LINKED_PURPOSE)
        signer = verify_proof(presentation, resolve=self._resolve, now=self._now, expected=made_for)
        if signer != home or presentation.get("holder") != home:
            raise CredentialError("linked_by_another", "What the co-op links to is not its own.")
        return credentials


def check_authority(
    document: Document, issuer: Did, reader: AccreditationReader | None
) -> list[Check]:
    """One check, of a document that calls itself a membership card; without a reader it is not made."""
    if not _is_card(document):
        return []
    home = home_of(document)
    if reader is None:
        return [skipped(NAME)]
    if not home:
        return [Check(NAME, FAILED, "no_home", "The card names no co-op, or several.")]
    name = _names(document["credentialSubject"]["memberOf"])
    return [may_speak(home, issuer, reader, name=name)]


def may_speak(
    home: Did, issuer: Did, reader: AccreditationReader, *, name: str | None = None
) -> Check:
    """Whether an issuer may sign membership cards for a co-op, and call it by this name if one is given."""
    if home == issuer:
        return passed(NAME)
    try:
        shown = reader.shown(home)
    except CoreError as error:
        return refused(NAME, error)
    told = [_failed("no_accreditation")]
    naming = []
    for claims, accreditation in shown:
        fault = _fault(claims, home, issuer, name)
        if fault:
            told.append(_failed(fault))
        else:
            naming.append(accreditation)
    told += _first_good(naming[:MOST_TRIED], reader.verified)
    return max(told, key=_rank)


def _first_good(
    accreditations: Iterable[Document], verified: Callable[[Document], Check]
) -> Iterator[Check]:
    for accreditation in accreditations:
        check = verified(accreditation)
        yield check
        if check.outcome is PASSED:
            return


def _fault(claims: AccreditationClaims, home: Did, issuer: Did, name: str | None) -> str:
    """Why an accreditation would not do even if it were genuine; empty where it would."""
    faults = {
        "other_subject": claims.subject != home,
        "not_named": issuer not in claims.issuers,
        "not_for_memberships": MEMBERSHIP_TYPE not in claims.authorized_to_issue,
        "other_name": name is not None and not _is_called(claims, name),
    }
    return next((code for code, holds in faults.items() if holds), "")


def _is_called(claims: AccreditationClaims, name: str) -> bool:
    return bool(name) and name in {_plain(claims.legal_name), _plain(claims.trading_name)}


def _rank(check: Check) -> tuple[int, int]:
    """Passed before not checked before refused; of those, the one that came nearest."""
    outcomes = (FAILED, NOT_CHECKED, PASSED)
    code = check.code
    return outcomes.index(check.outcome), _RANKS.index(code) if code in _RANKS else 0


def _failed(code: str) -> Check:
    return Check(NAME, FAILED, code, _SENTENCES[code])


def home_of(document: Document) -> Did:
    """The co-op whose member a card is about; empty where the document is no card or names none."""
    subject = document.get("credentialSubject")
    if not _is_card(document) or not isinstance(subject, dict):
        return ""
    found = subject.get("memberOf")
    name = found.get("id") if isinstance(found, dict) else found
    return name if isinstance(name, str) else ""


def _is_card(document: Document) -> bool:
    kinds = document.get("type")
    return MEMBERSHIP_TYPE in (kinds if isinstance(kinds, list) else [kinds])


def _names(party: JSON) -> str:
    name = party.get("name") if isinstance(party, dict) else None
    return _plain(name) if isinstance(name, str) else ""


def _plain(name: str) -> str:
    """A name as people compare it: neither case nor spacing tells two co-ops apart."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()


def _is_at_home(address: str, home: Did) -> bool:
    """Whether an address is beside the DID document: the same host, in the same folder or below."""
    try:
        place, found = urlsplit(web_address(home)), urlsplit(address)
    except (CoreError, ValueError):
        return False
    folder = place.path.removesuffix("did.json").removesuffix(".well-known/")
    return (
        found.scheme in {"https", "http"}
        and found.netloc.lower() == place.netloc
        and found.path.startswith(folder)
        and "/.." not in found.path
        and not found.fragment
    )
