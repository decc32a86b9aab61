"""Accreditations: a body's signed word that an identifier belongs to a genuine co-op.

https://www.w3.org/TR/vc-data-model-2.0/#credentials, https://identity.foundation/linked-vp/. It is about one
co-op. Who may issue for that co-op besides itself stands in the same document, as a subject of its own that
``issuesFor`` it: the term points from the one who signs cards to the one whose members hold them. The co-op
publishes the accreditation itself, signed once more with its own key, and links to it from its DID document;
``authority`` reads it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from credentials.core import definition
from credentials.core.credential import period_of
from credentials.core.errors import CredentialError, EncodingError
from credentials.core.status import StatusEntry
from credentials.core.times import write_time
from credentials.core.types import Did, Document
from credentials.core.vocabulary import CREDENTIALS_V2

LONGEST: Final = timedelta(days=367, hours=2)
"""A year, with its last day, a leap day and a change of the clocks."""

VOUCHERS: Final = 2
"""So many other co-ops vouch for one."""


@dataclass(frozen=True)
class AccreditationClaims:
    """What a body says of one co-op, ``subject``. ``issuers`` may issue for it besides itself.

    Evidence is (method, day, voucher); the voucher is the DID of a co-op that vouched, or empty.
    """

    urn: str
    issuer: Did
    issuer_name: str
    subject: Did
    legal_name: str
    category: str
    assurance: str
    trading_name: str = ""
    registration_number: str = ""
    registration_authority: str = ""
    jurisdiction: str = ""
    membership_base: tuple[str, ...] = ()
    level: str = ""
    authorized_to_issue: tuple[str, ...] = (definition.MEMBERSHIP_TYPE,)
    issuers: tuple[Did, ...] = ()
    evidence: tuple[tuple[str, date, Did], ...] = ()
    verified_domains: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()


def build_accreditation_credential(
    claims: AccreditationClaims,
    *,
    valid_from: datetime,
    valid_until: datetime,
    status: Sequence[StatusEntry],
) -> Document:
    """The accreditation of a co-op, yet unsigned; the same claims give the same document.

    Raises:
        CredentialError: ``not_accreditation`` when it would not be one by ``check_accreditation``,
            ``bad_period`` when it would end before it begins or hold for more than a year.
        EncodingError: ``bad_time`` when a moment has no zone.
    """
    if not timedelta() < valid_until - valid_from <= LONGEST:
        raise CredentialError("bad_period", "An accreditation holds for a year at most.")
    document: Document = {
        "@context": [CREDENTIALS_V2, definition.CONTEXT],
        "id": claims.urn,
        "type": ["VerifiableCredential", definition.ACCREDITATION_TYPE],
        "credentialSchema": dict(definition.ACCREDITATION_SCHEMA_REFERENCE),
        "issuer": {"id": claims.issuer, "name": claims.issuer_name},
        "validFrom": write_time(valid_from),
        "validUntil": write_time(valid_until),
        "credentialStatus": [entry.to_json() for entry in status],
        "credentialSubject": _parties(claims),
    }
    if claims.evidence:
        document["evidence"] = [
            {
                "type": definition.ACCREDITATION_EVIDENCE_TYPE,
                "method": method,
                "date": day.isoformat(),
                **({"voucher": voucher} if voucher else {}),
            }
            for method, day, voucher in sorted(set(claims.evidence))
        ]
    check_accreditation(document)
    return document


def _parties(claims: AccreditationClaims) -> Document | list[Document]:
    cooperative: Document = {
        "id": claims.subject,
        "legalName": claims.legal_name,
        "eligibilityCategory": claims.category,
        "authorizedToIssue": sorted(set(claims.authorized_to_issue)),
        "assuranceLevel": claims.assurance,
    }
    optional: Document = {
        "tradingName": claims.trading_name,
        "registrationNumber": claims.registration_number,
        "registrationAuthority": claims.registration_authority,
        "jurisdiction": claims.jurisdiction,
        "membershipBase": sorted(set(claims.membership_base)),
        "cooperativeLevel": claims.level,
        "verifiedDomain": sorted(set(claims.verified_domains)),
        "networks": sorted(set(claims.networks)),
    }
    cooperative |= {name: value for name, value in optional.items() if value}
    others = [{"id": did, "issuesFor": [claims.subject]} for did in sorted(set(claims.issuers))]
    return [cooperative, *others] if others else cooperative


def check_accreditation(document: Document) -> None:
    """Whether a document is an accreditation as we define it, context included.

    Nobody accredits itself, the level of assurance has evidence of its kind (two co-ops besides it where
    it is vouched for), and it holds for a year at most.

    Raises:
        CredentialError: ``not_accreditation``.
    """
    good = definition.is_accreditation(document) and definition.is_recognised(document["@context"])
    if not good or not _agrees(document):
        raise CredentialError("not_accreditation", "This is not an accreditation as we know it.")


def _agrees(document: Document) -> bool:
    """What a schema cannot say."""
    cooperative, others = _told_apart(document)
    if cooperative is None:
        return False
    home, purposes = cooperative["id"], {e["statusPurpose"] for e in document["credentialStatus"]}
    named = [home, *(other["id"] for other in others)]
    return (
        len(set(named)) == len(named)
        and all(other["issuesFor"] == [home] for other in others)
        and document["issuer"]["id"] != home
        and len(purposes) == len(document["credentialStatus"])
        and _has_good_dates(document)
        and _is_borne_out(document, cooperative)
    )


def _has_good_dates(document: Document) -> bool:
    try:
        start, end = period_of(document)
        for item in document.get("evidence", []):
            date.fromisoformat(item["date"])
    except (EncodingError, ValueError):
        return False
    return start is not None and end is not None and timedelta() < end - start <= LONGEST


def _told_apart(document: Document) -> tuple[Document | None, list[Document]]:
    """The one co-op, and those who may issue for it. A signature does not cover in which order they stand."""
    found = document["credentialSubject"]
    listed = found if isinstance(found, list) else [found]
    cooperatives = [one for one in listed if "legalName" in one]
    others = [one for one in listed if "legalName" not in one]
    return (cooperatives[0] if len(cooperatives) == 1 else None), others


def _is_borne_out(document: Document, cooperative: Document) -> bool:
    evidence = document.get("evidence", [])
    assurance = cooperative["assuranceLevel"]
    if any(item.get("voucher") == cooperative["id"] for item in evidence):
        return False
    if assurance == "vouched":
        vouchers = {item.get("voucher") for item in evidence if item["method"] == "vouched"}
        return len(vouchers - {None}) >= VOUCHERS
    return assurance == "selfDeclared" or any(item["method"] == assurance for item in evidence)


def read_accreditation(document: Document) -> AccreditationClaims:
    """What an accreditation says. Whether it is true is for ``authority`` to check.

    Raises:
        CredentialError: ``not_accreditation``.
    """
    check_accreditation(document)
    cooperative, others = _told_apart(document)
    if cooperative is None:  # checked above; for the type checker
        raise CredentialError("not_accreditation", "This is not an accreditation as we know it.")
    return AccreditationClaims(
        urn=document["id"],
        issuer=document["issuer"]["id"],
        issuer_name=document["issuer"]["name"],
        subject=cooperative["id"],
        legal_name=cooperative["legalName"],
        category=cooperative["eligibilityCategory"],
        assurance=cooperative["assuranceLevel"],
        trading_name=cooperative.get("tradingName", ""),
        registration_number=cooperative.get("registrationNumber", ""),
        registration_authority=cooperative.get("registrationAuthority", ""),
        jurisdiction=cooperative.get("jurisdiction", ""),
        membership_base=tuple(cooperative.get("membershipBase", ())),
        level=cooperative.get("cooperativeLevel", ""),
        authorized_to_issue=tuple(cooperative["authorizedToIssue"]),
        issuers=tuple(other["id"] for other in others),
        evidence=tuple(
            (item["method"], date.fromisoformat(item["date"]), item.get("voucher", ""))
            for item in document.get("evidence", [])
        ),
        verified_domains=tuple(cooperative.get("verifiedDomain", ())),
        networks=tuple(cooperative.get("networks", ())),
    )
