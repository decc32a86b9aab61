"""Lists and entries that do not hold: what cannot be relied on is never taken for good standing."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from credentials.core.encoding import base64url_encode
from credentials.core.lists import MOST_STATUSES
from credentials.core.report import FAILED
from credentials.core.status import MINIMUM, StatusEntry
from credentials.core.verification import GENERAL, NOT_CHECKED, RECOGNITION
from tests.core.scene import DAY, NOW, POSITION, World, green_valley, hillside, told

HOME, OTHER = green_valley(), hillside()


def bomb():
    packed = gzip.compress(bytes(2**24), 9, mtime=0)
    return "u" + base64url_encode(packed)


def subject(**changes):
    def change(made):
        made = {name: value for name, value in made.items() if name != "proof"}
        return HOME.signed(made | {"credentialSubject": made["credentialSubject"] | changes})

    return change


def whole(**changes):
    def change(made):
        return HOME.signed({k: v for k, v in made.items() if k != "proof"} | changes)

    return change


LISTS = {
    "of another issuer": (lambda _: OTHER.status_list("revocation", url=URL), "wrong_issuer"),
    "at another address": (lambda _: OTHER.status_list("revocation"), "wrong_list"),
    "for another purpose": (lambda _: HOME.status_list("suspension", url=URL), "wrong_purpose"),
    "for no purpose": (subject(statusPurpose="mood"), "wrong_purpose"),
    "expired": (
        lambda _: HOME.status_list("revocation", valid_until=NOW - timedelta(seconds=1)),
        "list_expired",
    ),
    "of tomorrow": (
        lambda _: HOME.status_list("revocation", valid_from=NOW + DAY),
        "list_not_yet_valid",
    ),
    "unsigned": (lambda made: {k: v for k, v in made.items() if k != "proof"}, "no_proof"),
    "changed": (
        lambda made: made | {"credentialSubject": made["credentialSubject"] | {
            "encodedList": HOME.status_list("revocation", positions=[1])["credentialSubject"][
                "encodedList"
            ]
        }},
        "bad_signature",
    ),
    "signed by another": (
        lambda made: OTHER.signed({k: v for k, v in made.items() if k != "proof"}),
        "list_not_of_issuer",
    ),
    "too short": (
        subject(encodedList="u" + base64url_encode(gzip.compress(bytes(MINIMUM // 8 - 1)))),
        "list_too_short",
    ),
    "a bomb": (subject(encodedList=bomb()), "list_too_long"),
    "not packed": (subject(encodedList="uAAAA"), "bad_list"),
    "no list": (lambda _: HOME.card(), "bad_list"),
    "not an object": (lambda _: [], "bad_credential"),
    "a text": (lambda _: "list", "bad_credential"),
    "empty": (lambda _: {}, "bad_context"),
    "without subject": (lambda made: {**made, "credentialSubject": None}, "bad_subject"),
    "hidden in a context": (
        whole(**{"@context": ["https://www.w3.org/ns/credentials/v2", {"x": "https://e.example/x"}]}),
        None,
    ),
}  # fmt: skip
URL = HOME.url("revocation")


@pytest.mark.clause("BSL validate-algorithm")
@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_does_not_hold(name):
    change, code = LISTS[name]
    world = World(HOME, OTHER)
    world.lists[URL] = change(world.lists[URL])

    report = world.verify(HOME.card())

    assert told(report) == ({"revocation": code} if code else {})
    assert report.standing == ("unknown" if code else "good")


def test_an_expired_list_is_not_checked_rather_than_failed():
    world = World(HOME)
    world.lists[URL] = HOME.status_list("revocation", valid_until=NOW - DAY)

    assert world.verify(HOME.card()).outcome("revocation") is NOT_CHECKED


def entries(*given):
    card = HOME.unsigned_card()
    return HOME.signed({**card, "credentialStatus": list(given)})


GOOD = [entry.to_json() for entry in HOME.entries()]
STATUSES = {
    "beyond the list": ([{**GOOD[0], "statusListIndex": str(MINIMUM)}], "out_of_range"),
    "before the list": ([{**GOOD[0], "statusListIndex": "-1"}], "bad_status_entry"),
    "a fraction": ([{**GOOD[0], "statusListIndex": "1.5"}], "bad_status_entry"),
    "two bits wide": ([{**GOOD[0], "statusSize": 2}], "bad_status_entry"),
    "named as its list": ([{**GOOD[0], "id": URL}], "bad_status_entry"),
    "somebody else's list": (
        [StatusEntry("revocation", OTHER.url("revocation"), POSITION).to_json()],
        "wrong_issuer",
    ),
    "the other purpose's list": (
        [{**GOOD[0], "statusListCredential": HOME.url("suspension")}],
        "wrong_purpose",
    ),
    "a list that is not there": (
        [{**GOOD[0], "statusListCredential": "https://portal.example/none"}],
        "no_list",
    ),
}


@pytest.mark.parametrize("name", STATUSES)
def test_an_entry_that_leads_nowhere(name):
    given, code = STATUSES[name]

    report = World(HOME, OTHER).verify(entries(*given), policy=GENERAL)

    assert told(report)["revocation"] == code
    assert report.standing == "unknown"


def test_the_worse_of_two_entries_counts():
    coop = green_valley()
    coop.ended = {9}
    card = entries(*GOOD, StatusEntry("revocation", URL, 9).to_json())

    report = World(coop).verify(card)

    assert told(report) == {"revocation": "ended"}
    assert report.standing == "ended"


@pytest.mark.clause("VCDM status")
def test_a_kind_of_status_nobody_knows_is_not_passed_over():
    unknown = {"id": "https://portal.example/s#1", "type": "BitstringStatusListCredential"}

    report = World(HOME).verify(entries(*GOOD, unknown))

    assert told(report) == dict.fromkeys(("revocation", "suspension"), "unknown_status_type")
    assert not report.ok


def test_a_document_cannot_make_us_ask_any_number_of_hosts():
    purposes = ("revocation", "suspension")
    named = [
        StatusEntry(purposes[number % 2], f"https://h{number}.example/list", POSITION).to_json()
        for number in range(MOST_STATUSES + 1)
    ]
    world = World(HOME)

    report = world.verify(entries(*named), policy=GENERAL)

    assert told(report) == dict.fromkeys(purposes, "too_many_statuses")
    assert report.outcome("revocation") is FAILED
    assert world.asked == [HOME.did]
    assert told(world.verify(entries(*named[:-1]), policy=GENERAL))["revocation"] == "no_list"


def test_without_status_a_card_is_not_recognised():
    card = {k: v for k, v in HOME.unsigned_card().items() if k != "credentialStatus"}
    world = World(HOME)

    general = world.verify(HOME.signed(card))
    recognised = world.verify(HOME.signed(card), policy=RECOGNITION)

    assert general.ok
    assert general.standing == "unknown"
    assert told(recognised)["revocation"] == "no_status"
    assert told(recognised)["form"] == "not_membership"
