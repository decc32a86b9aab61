"""What is accepted: the published examples, each signed, and the vectors made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from credentials.core.accreditation import (
    AccreditationClaims,
    build_accreditation_credential,
    check_accreditation,
)
from credentials.core.credential import check_membership
from credentials.core.keys import Ed25519Signer
from credentials.core.presentation import build_linked_presentation
from credentials.core.trust_list import Entry, build_trust_list
from tests.definition.cast import (
    BEGUN,
    DAY,
    FEDERATION,
    GOOD,
    GREEN_VALLEY,
    LONG,
    OAK_STREET,
    SMALL,
    YEAR_END,
    Party,
    claims,
    full_claims,
    unsigned,
)

LIST_URL = "https://federation.example/trust-list.json"
PICTURE = "uEiCwEvmkiLvFNwSiLWqMbFlx8TWlyGtLrrS8Ou3hOkU_kQ"


def full() -> dict[str, Any]:
    return GREEN_VALLEY.signed(unsigned(full_claims()))


def least() -> dict[str, Any]:
    return GREEN_VALLEY.signed(unsigned(claims()))


def bound() -> dict[str, Any]:
    """The holder is named by a key of their own, as did:key."""
    key = Ed25519Signer(b"h" * 32, "").public_key.to_multikey()
    return GREEN_VALLEY.signed(unsigned(full_claims(holder=f"did:key:{key}")))


def representative() -> dict[str, Any]:
    """Of an organisation that is a member, with a picture to look at."""
    made = unsigned(
        full_claims(
            membership_class="organisation",
            class_name="Member organisation",
            covers=None,
            name="",
            urn="urn:uuid:4c1f7d0e-8a27-4b36-9d55-60f1a2b3c4d5",
        )
    )
    made["credentialSubject"] |= {
        "givenName": "Noor",
        "familyName": "Haddad",
        "image": {
            "id": "https://coops.example/c/green-valley/pictures/7f3a.jpg",
            "digestMultibase": PICTURE,
        },
        "organisationMember": {"name": "Hillside Allotment Society", "role": "Treasurer"},
        "votingMember": True,
    }
    check_membership(made)
    return GREEN_VALLEY.signed(made)


def in_another_script() -> dict[str, Any]:
    return GREEN_VALLEY.signed(
        unsigned(full_claims(name="ليلى حداد", class_name="عضو مستهلك", language="ar"))
    )


def not_for_partners() -> dict[str, Any]:
    """Genuine and accepted; the issuer does not vouch for it with partners."""
    return GREEN_VALLEY.signed(unsigned(full_claims(eligible=False, programmes=())))


def issued_for_another() -> dict[str, Any]:
    return FEDERATION.signed(
        unsigned(full_claims(issuer=FEDERATION, home=SMALL, number="SB-12"), issuer=FEDERATION)
    )


def accreditation_claims(home: Party, **changed: Any) -> AccreditationClaims:
    said: dict[str, Any] = {
        "urn": "urn:uuid:0b7c5d3e-1f2a-4c4d-8e6f-7a8b9c0d1e2f",
        "issuer": FEDERATION.did,
        "issuer_name": FEDERATION.name,
        "subject": home.did,
        "legal_name": f"{home.name} Limited",
        "trading_name": home.name,
        "registration_number": "IP27468R",
        "registration_authority": "Mutuals Public Register",
        "jurisdiction": "GB",
        "category": "COOP",
        "membership_base": ("consumer", "worker"),
        "level": "primary",
        "assurance": "registryVerified",
        "evidence": (
            ("selfDeclared", date(2026, 10, 1), ""),
            ("registryVerified", date(2026, 10, 20), ""),
            ("vouched", date(2026, 10, 12), OAK_STREET.did),
        ),
        "verified_domains": ("green-valley.example",),
        "networks": ("https://federation.example/networks/neighbours",),
    }
    return AccreditationClaims(**said | changed)


def accreditation_document(
    home: Party = GREEN_VALLEY,
    *,
    position: int = GOOD,
    until: datetime = YEAR_END,
    **changed: Any,
) -> dict[str, Any]:
    return build_accreditation_credential(
        accreditation_claims(home, **changed),
        valid_from=BEGUN - 30 * DAY,
        valid_until=until - 30 * DAY,
        status=FEDERATION.entries(position),
    )


def accreditation() -> dict[str, Any]:
    """With everything that may be said, sites included."""
    made = accreditation_document()
    made["credentialSubject"]["location"] = [
        {
            "name": "The shop",
            "street": "12 Mill Lane",
            "locality": "Hebden Bridge",
            "postalCode": "HX7 8AD",
            "region": "West Yorkshire",
            "country": "GB",
            "latitude": "53.7417",
            "longitude": "-2.0131",
        },
        {"name": "The bakery", "locality": "Todmorden", "country": "GB"},
    ]
    check_accreditation(made)
    return FEDERATION.signed(made)


def accreditation_by_vouching() -> dict[str, Any]:
    return FEDERATION.signed(
        accreditation_document(
            assurance="vouched",
            evidence=(
                ("vouched", date(2026, 10, 12), OAK_STREET.did),
                ("vouched", date(2026, 10, 14), SMALL.did),
            ),
        )
    )


def accreditation_naming_an_issuer() -> dict[str, Any]:
    return FEDERATION.signed(
        accreditation_document(
            SMALL, issuers=(FEDERATION.did,), verified_domains=("small.example",)
        )
    )


def linked() -> dict[str, Any]:
    """What the small co-op publishes: the accreditation that names who signs its cards."""
    return build_linked_presentation(
        [accreditation_naming_an_issuer()], holder=SMALL.did, signer=SMALL.signer, created=BEGUN
    )


def list_entry(home: Party, **changed: Any) -> Entry:
    said: dict[str, Any] = {
        "did": home.did,
        "name": f"{home.name} Limited",
        "category": "COOP",
        "level": "primary",
        "assurance": "registryVerified",
        "since": "2026-10-21",
        "until": "2027-10-20",
        "standing": "inForce",
    }
    return Entry(**said | changed)


def trust_list_document(**changed: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "url": LIST_URL,
        "issuer": FEDERATION.did,
        "issuer_name": FEDERATION.name,
        "number": 7,
        "entries": [list_entry(GREEN_VALLEY), list_entry(SMALL, standing="suspended")],
        "valid_from": BEGUN,
        "valid_until": LONG,
    }
    return build_trust_list(**said | changed)


def trust_list() -> dict[str, Any]:
    return FEDERATION.signed(trust_list_document())
