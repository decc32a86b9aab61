"""A card as it is meant to be: built, signed, verified; and its standing as its lists say."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from credentials.core import definition
from credentials.core.encoding import parse_json
from credentials.core.verification import GENERAL, NOT_CHECKED, PASSED, RECOGNITION, ListReader
from tests.core.scene import DAY, NOW, POSITION, YEAR, World, green_valley, hillside, told

CHECKS = [
    "form", "context", "issuer", "signature", "authority", "dates", "revocation", "suspension",
]  # fmt: skip


@pytest.mark.clause("VCDM verification")
@pytest.mark.parametrize("policy", [GENERAL, RECOGNITION])
def test_a_good_card_passes_every_check(policy):
    coop = green_valley()

    report = World(coop).verify(coop.card(), policy=policy)

    assert [(check.name, check.outcome) for check in report.checks] == [
        (name, PASSED) for name in CHECKS
    ]
    assert report.ok
    assert report.standing == "good"
    assert report.issuer == coop.did


def test_a_card_survives_being_written_and_read():
    coop = green_valley()
    card = coop.card()

    read = parse_json(json.dumps(card, ensure_ascii=False, indent=1))

    assert read == card
    assert World(coop).verify(read, policy=RECOGNITION).ok


def test_a_card_with_nothing_optional_passes():
    coop = green_valley()
    card = coop.card(
        programmes=(), member_since=None, number="", name="", covers=None, home_country="",
        home_region="", evidence=(),
    )  # fmt: skip

    assert World(coop).verify(card, policy=RECOGNITION).ok
    assert "id" not in card["credentialSubject"]
    assert not {"name", "membershipNumber", "homeArea"} & card["credentialSubject"].keys()


def test_the_context_travels_inline_and_is_recognised():
    contexts = green_valley().card()["@context"]

    assert contexts == ["https://www.w3.org/ns/credentials/v2", definition.CONTEXT]
    assert definition.is_recognised(json.loads(json.dumps(contexts)))
    assert not definition.is_recognised([contexts[0], {**definition.CONTEXT, "@protected": 1}])
    assert not definition.is_recognised(contexts[:1])


def test_nothing_but_did_and_status_names_the_portal():
    coop = green_valley()
    card = coop.card()
    del card["proof"], card["credentialStatus"]
    text = json.dumps(card).replace(coop.did, "")

    assert "portal.example" not in text


@pytest.mark.clause("VCDM status", "BSL validate-algorithm")
@pytest.mark.parametrize(
    ("ended", "suspended", "standing", "codes"),
    [
        (True, False, "ended", {"revocation": "ended"}),
        (False, True, "suspended", {"suspension": "suspended"}),
        (True, True, "ended", {"revocation": "ended", "suspension": "suspended"}),
    ],
)
def test_a_set_bit_is_told_by_name(ended, suspended, standing, codes):
    coop = green_valley()
    card = coop.card()
    coop.ended, coop.suspended = ({POSITION} if on else set() for on in (ended, suspended))

    report = World(coop).verify(card, policy=RECOGNITION)

    assert told(report) == codes
    assert report.standing == standing
    assert not report.ok


def test_a_neighbours_bit_changes_nothing():
    coop = green_valley()
    coop.ended = {POSITION - 1, POSITION + 1, 0, 131_071}

    assert World(coop).verify(coop.card()).ok


@pytest.mark.clause("VCDM validity-period")
@pytest.mark.parametrize(
    ("moment", "code"),
    [(NOW - timedelta(hours=1), "not_yet_valid"), (NOW + YEAR, "expired")],
)
def test_a_card_out_of_its_dates_is_told(moment, code):
    coop = green_valley()
    card = coop.signed(coop.unsigned_card(), created=NOW - DAY)

    report = World(coop, now=moment).verify(card)

    assert told(report) == {"dates": code}


def test_a_list_that_cannot_be_asked_leaves_the_standing_open():
    coop = green_valley()
    world = World(coop)
    world.lists[coop.url("suspension")] = None

    report = world.verify(coop.card())

    assert told(report) == {"suspension": "unreachable"}
    assert report.outcome("suspension") is NOT_CHECKED
    assert report.standing == "unknown"
    assert not report.ok


@pytest.mark.clause("VCDM verification")
def test_an_issuer_that_cannot_be_asked_is_not_checked():
    coop, other = green_valley(), hillside()

    report = World(other).verify(coop.card())

    assert told(report) == {
        "issuer": "unreachable",
        "signature": "not_reached",
        "authority": "not_reached",
        "revocation": "not_reached",
        "suspension": "not_reached",
    }
    assert report.outcome("issuer") is NOT_CHECKED
    assert report.standing == "unknown"


def test_what_is_not_well_formed_asks_nobody():
    coop = green_valley()
    world = World(coop)

    world.verify({**coop.card(), "validFrom": "yesterday"})

    assert world.asked == []


def test_many_cards_share_their_lists():
    coop = green_valley()
    world = World(coop)
    lists = ListReader(now=NOW, resolve=world.resolve, fetch_status=world.fetch_status)

    for _ in range(3):
        assert world.verify(coop.card(), lists=lists).ok

    assert sorted(world.asked.count(coop.url(p)) for p in ("revocation", "suspension")) == [1, 1]


@pytest.mark.clause("VCDM verifiable-presentations")
def test_an_answer_of_the_home_passes_every_check():
    home, host = green_valley(), hillside()
    world = World(home, host)

    report = world.verify_answer(home.answer(home.card(), host.did), host.did)

    assert told(report) == {}
    assert [check.name for check in report.checks] == [
        *CHECKS,
        "presentation_signature",
        "challenge",
        "audience",
    ]
    assert report.document["id"] == home.card()["id"]


def test_a_card_of_yesterday_is_answered_for_today():
    home, host = green_valley(), hillside()
    card = home.card()
    world = World(home, now=NOW + DAY)

    report = world.verify_answer(home.answer(card, host.did, created=NOW + DAY), host.did)

    assert report.ok
