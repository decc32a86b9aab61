"""What was signed under the draft keeps verifying, and is recognised wherever a card is."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from credentials.core import definition
from credentials.core.accreditation import check_accreditation
from credentials.core.compact import from_digits, verify_compact
from credentials.core.credential import check_membership
from credentials.core.desk import OPTIONAL, facts_of
from credentials.core.errors import CredentialError
from credentials.core.verification import GENERAL, RECOGNITION
from tests.core.scene import World, green_valley, hillside

KEPT = json.loads((Path(__file__).parent / "kept" / "v0.1-draft.json").read_text(encoding="utf-8"))
HOME, BODY = green_valley(), hillside()
HOST = "decentralized_identifier:did:web:host.example"


def kept(what):
    return deepcopy(KEPT[what])


def test_what_was_kept_is_of_the_draft_and_what_is_made_now_is_not():
    old = kept("card")["credentialSchema"]["id"]
    new = HOME.card()["credentialSchema"]["id"]

    assert (old, new) == (
        "https://coopcreds.com/ns/v0.1-draft/membership.schema.json",
        "https://coopcreds.com/ns/v0.1/membership.schema.json",
    )
    assert definition.VERSIONS == ("v0.1-draft", "v0.1")


@pytest.mark.parametrize("policy", [GENERAL, RECOGNITION])
def test_a_card_of_the_draft_is_verified_and_recognised(policy):
    report = World(HOME).verify(kept("card"), policy=policy)

    assert report.ok
    assert report.standing == "good"


def test_an_accreditation_of_the_draft_is_one():
    document = kept("accreditation")

    check_accreditation(document)
    assert World(HOME, BODY).verify(document).ok


def test_an_answer_with_a_card_of_the_draft_opens_a_visit():
    assert World(HOME).verify_answer(kept("presentation"), HOST).ok


def test_a_printed_code_of_the_draft_is_read():
    code = KEPT["compact"]

    card = verify_compact(
        from_digits(code["digits"]),
        address=code["address"],
        resolve=World(HOME).resolve,
        now=HOME.now,
    )

    assert (card.number, card.membership_class) == ("GV-004217", "consumer")


def test_a_desk_reads_a_card_of_the_draft():
    facts = facts_of(kept("card"), initials="A. O.", wants=OPTIONAL)

    assert facts.member_since == date(2019, 4, 1)
    assert facts.covers == (2, 1)


def test_an_accreditation_of_the_draft_lets_a_federation_speak():
    home = green_valley()
    home.linked = f"{home.origin}/c/{home.slug}/accreditation.json"
    world = World(home, BODY)
    world.linked[home.linked] = home.shows(kept("accreditation"))
    claims = {"issuer": BODY.did, "issuer_name": BODY.name, "cooperative": HOME.did}
    unsigned = HOME.unsigned_card(**claims, cooperative_name=HOME.name)
    unsigned["credentialStatus"] = [entry.to_json() for entry in BODY.entries()]

    report = world.verify(BODY.signed(unsigned), policy=RECOGNITION)

    assert report.outcome("authority").value == "passed"
    assert report.ok


@pytest.mark.parametrize(
    "named",
    [
        "https://coopcreds.com/ns/v0.1/membership.schema.json",
        "https://coopcreds.com/ns/v0.1-draft/accreditation.schema.json",
        "https://coopcreds.com/ns/v0.2/membership.schema.json",
        None,
        [],
    ],
)
def test_a_card_that_names_another_schema_is_none(named):
    card = kept("card")
    card["credentialSchema"]["id"] = named

    with pytest.raises(CredentialError) as refusal:
        check_membership(card)

    assert refusal.value.code == "not_membership"


def test_sites_came_with_the_frozen_version():
    site = [{"name": "The shop", "country": "GB"}]
    for document, old in ((kept("accreditation"), True), (BODY.accredits(HOME), False)):
        subject = document["credentialSubject"]
        cooperative = subject[0] if isinstance(subject, list) else subject
        cooperative["location"] = site
        assert definition.is_accreditation(document) is not old
