"""An accreditation as it is meant to be, and what is none."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from credentials.core.accreditation import (
    AccreditationClaims,
    build_accreditation_credential,
    check_accreditation,
    read_accreditation,
)
from credentials.core.did.document import build_document, linked_addresses
from credentials.core.errors import CredentialError, DidError
from credentials.core.presentation import (
    MOST_LINKED,
    build_linked_presentation,
    credential_in,
    linked_credentials,
)
from tests.core.scene import NOW, World, green_valley, hillside

BODY, HOME, OTHER = hillside(), green_valley(), "did:web:portal.example:c:other"
VOUCHED = tuple(("vouched", date(2026, 11, day), f"did:web:v{day}.example") for day in (3, 4))


def claims(**changed: Any) -> AccreditationClaims:
    made = AccreditationClaims(
        urn="urn:uuid:6f6a9e9a-3c50-4c1c-9d58-0d1f1c2a3b4c",
        issuer=BODY.did,
        issuer_name=BODY.name,
        subject=HOME.did,
        legal_name="Green Valley Food Co-operative Limited",
        trading_name=HOME.name,
        registration_number="IP031234",
        registration_authority="Mutuals Public Register",
        jurisdiction="GB",
        category="COOP",
        membership_base=("consumer", "worker"),
        level="primary",
        assurance="registryVerified",
        issuers=(BODY.did, OTHER),
        evidence=(("documentChecked", date(2026, 11, 1), ""), ("registryVerified", date(2026, 11, 2), "")),
        verified_domains=("greenvalley.example",),
        networks=("https://neighbouring-food-coops.example/",),
    )  # fmt: skip
    return replace(made, **changed)


def built(*, until: datetime = NOW + timedelta(days=365), **changed: Any) -> dict[str, Any]:
    return build_accreditation_credential(
        claims(**changed), valid_from=NOW, valid_until=until, status=BODY.entries()
    )


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"issuers": ()},
        {"assurance": "vouched", "evidence": VOUCHED},
        {
            "trading_name": "", "registration_number": "", "registration_authority": "",
            "jurisdiction": "", "membership_base": (), "level": "", "evidence": (), "issuers": (),
            "assurance": "selfDeclared", "verified_domains": (), "networks": (),
        },
    ],
)  # fmt: skip
def test_an_accreditation_says_what_was_claimed_and_verifies(changed):
    signed = BODY.signed(built(**changed))

    read = json.loads(json.dumps(signed))

    assert read_accreditation(read) == claims(**changed)
    assert World(BODY).verify(read).ok


def test_who_else_may_issue_stands_as_a_subject_of_its_own():
    cooperative, *others = built()["credentialSubject"]

    assert cooperative["id"] == HOME.did
    assert others == [
        {"id": BODY.did, "issuesFor": [HOME.did]},
        {"id": OTHER, "issuesFor": [HOME.did]},
    ]


def test_the_order_of_the_parties_means_nothing():
    made = built()
    made["credentialSubject"].reverse()

    assert read_accreditation(made).subject == HOME.did


NONE_AT_ALL: dict[str, dict[str, Any]] = {
    "accredits itself": {"issuer": HOME.did},
    "names the co-op as its own deputy": {"issuers": (HOME.did,)},
    "vouched for by one": {"assurance": "vouched", "evidence": VOUCHED[:1]},
    "vouched for by one twice": {
        "assurance": "vouched",
        "evidence": (VOUCHED[0], ("vouched", date(2026, 11, 9), VOUCHED[0][2])),
    },
    "vouched for by itself": {
        "assurance": "vouched",
        "evidence": (*VOUCHED, ("vouched", date(2026, 11, 9), HOME.did)),
    },
    "nothing bears the level out": {"evidence": ()},
    "unknown category": {"category": "LTD"},
    "unknown level": {"assurance": "certain"},
    "authorised to nothing": {"authorized_to_issue": ()},
    "authorised to something else": {"authorized_to_issue": ("OpenBadgeCredential",)},
    "no legal name": {"legal_name": ""},
    "too many deputies": {"issuers": tuple(f"did:web:{n}.example" for n in range(6))},
    "a deputy that is no DID": {"issuers": ("https://other.example/",)},
}


@pytest.mark.parametrize("name", NONE_AT_ALL)
def test_what_is_not_built(name):
    with pytest.raises(CredentialError) as refused:
        built(**NONE_AT_ALL[name])

    assert refused.value.code == "not_accreditation"


@pytest.mark.parametrize("days", [0, -1, 368])
def test_it_holds_for_a_year_at_most(days):
    with pytest.raises(CredentialError) as refused:
        built(until=NOW + timedelta(days=days))

    assert refused.value.code == "bad_period"


def with_subject(*subjects: Any):
    return {**built(), "credentialSubject": list(subjects)}


@pytest.mark.parametrize(
    "document",
    [
        with_subject(),
        with_subject(built(issuers=())["credentialSubject"]),
        with_subject({"id": OTHER, "issuesFor": [HOME.did]}),
        with_subject(*built()["credentialSubject"][:2], built()["credentialSubject"][1]),
        with_subject(built()["credentialSubject"][0], {"id": OTHER, "issuesFor": [BODY.did]}),
        with_subject(
            built()["credentialSubject"][0], {"id": OTHER, "issuesFor": [HOME.did, BODY.did]}
        ),
        with_subject(
            built()["credentialSubject"][0],
            {**built()["credentialSubject"][0], "id": OTHER},
        ),
        {**built(), "validUntil": "2029-01-01T00:00:00Z"},
        {**built(), "validUntil": "2026-99-01T00:00:00Z"},
        {**built(), "evidence": [{**built()["evidence"][1], "date": "2026-02-30"}]},
        {**built(), "credentialStatus": [BODY.entries()[0].to_json()] * 2},
        {**built(), "@context": [built()["@context"][0]]},
        {**built(), "name": "Accreditation"},
    ],
)
def test_what_is_none(document):
    with pytest.raises(CredentialError) as refused:
        check_accreditation(deepcopy(document))

    assert refused.value.code == "not_accreditation"


def test_a_co_op_publishes_its_accreditations_signed_and_links_to_them():
    address = "https://portal.example/c/green-valley/accreditation.json"
    made = build_linked_presentation(
        [BODY.signed(built())], holder=HOME.did, signer=HOME.signer, created=NOW
    )
    document = build_document(HOME.did, [HOME.signer.public_key], linked=address)

    assert [read_accreditation(one) for one in linked_credentials(made)] == [claims()]
    assert made["holder"] == HOME.did
    assert made["proof"]["proofPurpose"] == "assertionMethod"
    assert document["service"] == [
        {
            "id": f"{HOME.did}#accreditation",
            "type": "LinkedVerifiablePresentation",
            "serviceEndpoint": address,
        }
    ]
    assert linked_addresses(document, HOME.did) == [address]
    assert linked_addresses(HOME.document, HOME.did) == []


@pytest.mark.parametrize("count", [0, MOST_LINKED + 1])
def test_a_linked_presentation_is_neither_empty_nor_endless(count):
    with pytest.raises(CredentialError):
        build_linked_presentation(
            [built()] * count, holder=HOME.did, signer=HOME.signer, created=NOW
        )


@pytest.mark.parametrize(
    "services",
    [
        [{"type": "LinkedVerifiablePresentation", "serviceEndpoint": [f"https://e.example/{n}" for n in range(4)]}],
        [{"type": "LinkedVerifiablePresentation", "serviceEndpoint": {"uri": "https://e.example/"}}],
    ],
)  # fmt: skip
def test_a_document_links_to_a_few_addresses_only(services):
    with pytest.raises(DidError):
        linked_addresses({**HOME.document, "service": services}, HOME.did)


def test_a_linked_presentation_is_no_answer_to_a_question():
    home = green_valley()
    made = build_linked_presentation(
        [home.card()], holder=home.did, signer=home.signer, created=NOW
    )

    report = World(home, BODY).verify_answer(made, BODY.did)

    assert credential_in(made)
    assert not report.ok
