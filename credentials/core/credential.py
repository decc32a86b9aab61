"""Credentials: building ours, checking the form of anybody's: https://www.w3.org/TR/vc-data-model-2.0/.

What a membership credential says is written down in ``definitions``. Facts that change live in the status
lists; a name is on the card where its owner agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from credentials.core import definition
from credentials.core.encoding import check_json
from credentials.core.errors import CredentialError, EncodingError
from credentials.core.status import StatusEntry
from credentials.core.times import parse_time, write_time
from credentials.core.types import JSON, Did, Document
from credentials.core.vocabulary import CREDENTIALS_V2, is_absolute

_TYPED: Final = (
    "credentialStatus",
    "credentialSchema",
    "evidence",
    "refreshService",
    "termsOfUse",
    "proof",
)
_NAMED: Final = ("credentialSchema", "relatedResource")
_TEXTS: Final = ("name", "description")


@dataclass(frozen=True)
class MembershipClaims:
    """What a co-op says of one membership. ``holder`` is a DID, and only where a key was bound."""

    urn: str
    issuer: Did
    issuer_name: str
    cooperative: Did
    cooperative_name: str
    membership_id: str
    membership_class: str
    class_name: str
    language: str
    eligible: bool
    programmes: tuple[str, ...] = ()
    member_since: date | None = None
    number: str = ""
    name: str = ""
    covers: tuple[int, int] | None = None
    home_country: str = ""
    home_region: str = ""
    evidence: tuple[tuple[str, date], ...] = ()
    voting: bool | None = None
    holder: Did = ""


def build_membership_credential(
    claims: MembershipClaims,
    *,
    valid_from: datetime,
    valid_until: datetime,
    status: Sequence[StatusEntry],
) -> Document:
    """The credential of a membership, yet unsigned; the same claims give the same document.

    Raises:
        CredentialError: ``not_membership`` when it would not meet its own schema, ``bad_period``
            when it would end before it begins.
        EncodingError: ``bad_time`` when a moment has no zone.
    """
    if valid_until <= valid_from:
        raise CredentialError("bad_period", "The credential would end before it begins.")
    document: Document = {
        "@context": [CREDENTIALS_V2, definition.CONTEXT],
        "id": claims.urn,
        "type": ["VerifiableCredential", definition.MEMBERSHIP_TYPE],
        "credentialSchema": dict(definition.SCHEMA_REFERENCE),
        "issuer": {"id": claims.issuer, "name": claims.issuer_name},
        "validFrom": write_time(valid_from),
        "validUntil": write_time(valid_until),
        "credentialStatus": [entry.to_json() for entry in status],
        "credentialSubject": _subject(claims),
    }
    if claims.evidence:
        document["evidence"] = [
            {"type": definition.EVIDENCE_TYPE, "method": method, "date": day.isoformat()}
            for method, day in sorted(set(claims.evidence), key=lambda item: (item[1], item[0]))
        ]
    check_membership(document)
    return document


def _subject(claims: MembershipClaims) -> Document:
    subject: Document = {"id": claims.holder} if claims.holder else {}
    subject |= {
        "memberOf": {"id": claims.cooperative, "name": claims.cooperative_name},
        "membershipId": claims.membership_id,
        "membershipClass": claims.membership_class,
        # Language tags are written small: some software does that by itself, and the signature differs.
        "membershipClassName": {
            "@value": claims.class_name,
            "@language": claims.language.lower(),
        },
        "reciprocity": _reciprocity(claims),
    }
    if claims.member_since:
        subject["memberSince"] = claims.member_since.isoformat()
    if claims.number:
        subject["membershipNumber"] = claims.number
    if claims.name:
        subject["name"] = claims.name
    if claims.voting is not None:
        subject["votingMember"] = claims.voting
    if claims.covers:
        adults, children = claims.covers
        subject["covers"] = {"adults": adults, "children": children}
    if claims.home_country:
        region = {"region": claims.home_region} if claims.home_region else {}
        subject["homeArea"] = {"country": claims.home_country, **region}
    return subject


def _reciprocity(claims: MembershipClaims) -> Document:
    if not claims.programmes:
        return {"eligible": claims.eligible}
    return {"eligible": claims.eligible, "programmes": sorted(set(claims.programmes))}


def check_membership(document: Document) -> None:
    """Whether a document is a membership credential as we define it, context included.

    Raises:
        CredentialError: ``not_membership``.
    """
    if not definition.is_membership(document) or not definition.is_recognised(document["@context"]):
        raise CredentialError("not_membership", "This is not a membership card as we know it.")
    purposes = {entry["statusPurpose"] for entry in document["credentialStatus"]}
    issuer, home = document["issuer"], document["credentialSubject"]["memberOf"]
    # One identifier with two names could be read either way round under one signature.
    if len(purposes) != len(document["credentialStatus"]) or (
        issuer["id"] == home["id"] and issuer["name"] != home["name"]
    ):
        raise CredentialError("not_membership", "This is not a membership card as we know it.")


def check_credential(document: JSON, *, checked: bool = False) -> None:
    """Whether a document has the form that the data model asks of any credential (§4).

    ``checked`` where ``check_json`` was made already.

    Raises:
        CredentialError: ``bad_credential``, ``bad_context``, ``bad_type``, ``bad_id``, ``bad_issuer``,
            ``bad_subject``, ``bad_period``, ``bad_text`` or ``bad_member``.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    if not isinstance(document, dict):
        raise CredentialError("bad_credential", "This is not a credential.")
    if not checked:
        check_json(document)
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[:1] != [CREDENTIALS_V2]:
        raise CredentialError("bad_context", "The document is not written in data model 2.0.")
    _check_types(document, "VerifiableCredential")
    if "id" in document and not is_absolute(document["id"]):
        raise CredentialError("bad_id", "The identifier of the credential is badly written.")
    issuer_of(document)
    _check_subjects(document.get("credentialSubject"))
    _check_period(document)
    for name in _TEXTS:
        if name in document and not _is_text(document[name]):
            raise CredentialError("bad_text", "A name or description is badly written.")
    _check_members(document)


def issuer_of(document: Document) -> Did:
    """The identifier of the issuer.

    Raises:
        CredentialError: ``bad_issuer``.
    """
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    texts = [issuer[text] for text in _TEXTS if text in issuer] if isinstance(issuer, dict) else []
    if not is_absolute(name) or not all(map(_is_text, texts)):
        raise CredentialError("bad_issuer", "The credential does not name its issuer.")
    return str(name)


def _check_types(item: JSON, wanted: str | None = None) -> None:
    types = item.get("type") if isinstance(item, dict) else None
    listed = types if isinstance(types, list) else [types]
    good = bool(listed) and all(isinstance(kind, str) and kind for kind in listed)
    if not good or (wanted is not None and wanted not in listed):
        raise CredentialError("bad_type", "A part of the credential does not say what it is.")


def _check_subjects(subject: JSON) -> None:
    subjects = subject if isinstance(subject, list) else [subject]
    good = all(
        isinstance(one, dict) and one and ("id" not in one or is_absolute(one["id"]))
        for one in subjects
    )
    if not subjects or not good:
        raise CredentialError("bad_subject", "The credential says nothing about anybody.")


def _check_period(document: Document) -> None:
    try:
        start, end = period_of(document)
    except EncodingError:
        raise CredentialError("bad_period", "A date of the credential is badly written.") from None
    if start and end and end < start:
        raise CredentialError("bad_period", "The credential ends before it begins.")


def period_of(document: Document) -> tuple[datetime | None, datetime | None]:
    """From when and until when the credential is meant to hold.

    Raises:
        EncodingError: ``bad_time``.
    """
    start, end = (
        parse_time(document[name]) if name in document else None
        for name in ("validFrom", "validUntil")
    )
    return start, end


def _is_text(value: JSON) -> bool:
    """A text, or texts with their language (§11.1)."""
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(
        isinstance(one, str) or (isinstance(one, dict) and isinstance(one.get("@value"), str))
        for one in values
    )


def _check_members(document: Document) -> None:
    for name in (*_TYPED, *_NAMED):
        if name not in document:
            continue
        found = document[name] if isinstance(document[name], list) else [document[name]]
        for item in found:
            if not isinstance(item, dict) or ("id" in item and not is_absolute(item["id"])):
                raise CredentialError("bad_member", "A part of the credential is badly written.")
            if name in _NAMED and "id" not in item:
                raise CredentialError("bad_member", "A part of the credential is badly written.")
            if name in _TYPED:
                _check_types(item)
