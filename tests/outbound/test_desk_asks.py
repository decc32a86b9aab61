"""A card of a co-op on another portal, held out at our desk: its home is asked, in time or not at all."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.utils import timezone

from benefits.desk import asking
from benefits.eligibility import Benefit
from benefits.eligibility.what import Discount
from benefits.eligibility.who import Tenure
from benefits.services import pausing
from benefits.services.recognising import Recognition, recognise_members
from benefits.terms import Gives
from credentials.acceptance import Policy
from credentials.core import desk as statements
from credentials.services.accepting import save_policy
from tests.benefits import desks
from tests.benefits.scene import side
from tests.outbound.abroad import Abroad
from tests.outbound.answerer import CODE, Answerer
from tests.outbound.server import NAME, drip

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = f"https://{NAME}/v/{CODE}#123"


@pytest.fixture
def home(server):
    return Answerer("oak", b"o" * 32, name="Oak Street Food Co-op").stand(server)


@pytest.fixture
def elm(db):
    return side("elm", "Elm Books")


@pytest.fixture
def device(elm):
    return desks.paired(elm)


def welcomes(elm, home, *rules):
    today = timezone.localdate()
    off = Benefit("off", "10 % off books", Discount(percent_off=10), rules)
    what = Recognition(home.did, home.name, Gives((off,)), today, today + timedelta(365), 30)
    with elm.within:
        return recognise_members(what, by=elm.staff)


def held_out(elm, device, text=TEXT):
    """The page, and what was kept of it."""
    page = desks.hold_out(device, text)
    return page.content.decode(), desks.headline(page), desks.last_check(elm)


def test_a_good_card_of_another_portal_is_welcome_and_its_benefit_can_be_given(elm, home, device):
    welcomes(elm, home)
    html, headline, check = held_out(elm, device)

    assert headline == "Member"
    assert "Member of Oak Street Food Co-op · A. O." in html
    assert "Give 10 % off books" in html
    assert (check.reason, check.issuer_did, check.home_class) == ("partner", home.did, "consumer")
    assert (check.evidence, len(check.pseudonym)) == ("shown", 64)
    [question] = home.asked
    assert (question.asker, question.code, question.signed) == (elm.coop.did, CODE, "123")


def test_of_what_it_told_the_host_keeps_a_pseudonym(elm, home, device):
    welcomes(elm, home)
    _html, _headline, check = held_out(elm, device)
    kept = str(vars(check))

    assert not [
        each for each in ("A. O.", "Amara", home.claims().membership_id, CODE) if each in kept
    ]


def test_the_same_person_is_the_same_by_code_and_by_file(elm, home, device):
    welcomes(elm, home)
    by_code = held_out(elm, device)[2].pseudonym
    now = timezone.now()
    card = home.signed(home.unsigned_card(), created=now)
    by_file = held_out(elm, device, json.dumps(card))[2].pseudonym

    assert by_code == by_file != ""


def test_only_what_the_rules_turn_on_is_asked_for(elm, home, device):
    welcomes(elm, home, Tenure(days=30))
    html, headline, _check = held_out(elm, device)

    assert home.asked[0].wants == {statements.SINCE}
    assert headline == "Member", html


def test_what_the_rules_do_not_turn_on_is_not_asked_for(elm, home, device):
    welcomes(elm, home)
    held_out(elm, device)

    assert home.asked[0].wants == frozenset()


@pytest.mark.parametrize(
    ("verdict", "headline"),
    [
        ("suspended", "Not in good standing"),
        ("ended", "Not valid"),
        ("replaced", "Old card"),
        ("not_genuine", "Not genuine"),
        ("partner", "Not checked"),
        ("elsewhere", "Not checked"),
        ("nonsense", "Not checked"),
    ],
)
def test_the_homes_word_for_it_counts_and_no_word_makes_it_good(
    elm, home, device, verdict, headline
):
    welcomes(elm, home)
    home.verdict = verdict
    _html, said, check = held_out(elm, device)

    assert said == headline
    assert check.pseudonym == ""


def test_the_screen_of_the_member_is_live_where_the_home_says_so(elm, home, device):
    welcomes(elm, home)
    home.is_live = True
    token = "1" * 34
    text = TEXT.replace("#", f"?live={token}#")

    assert held_out(elm, device, text)[2].evidence == "live"
    assert home.asked[0].live == token


def test_while_the_agreement_rests_nobody_is_asked(elm, home, device, server):
    made = welcomes(elm, home)
    with elm.within:
        pausing.pause_agreement(made, reason="Fire.", visits_too=False, by=elm.staff)
    server.asked.clear()
    html, headline, _check = held_out(elm, device)

    assert headline == "Paused"
    assert home.name in html
    assert server.asked == []


def test_without_an_agreement_nobody_is_asked(elm, home, device, server):
    html, headline, check = held_out(elm, device)

    assert headline == "Not one of our cards"
    assert f"That code is for {NAME}." in html
    assert check.elsewhere == NAME
    assert server.asked == []


def test_a_portal_that_no_agreement_names_is_never_asked(elm, home, device, server):
    welcomes(elm, home)
    server.asked.clear()
    for text in (
        f"https://evil.example/v/{CODE}",
        f"https://127.0.0.1/v/{CODE}",
        f"https://{NAME}/x",
    ):
        assert held_out(elm, device, text)[1] == "Not one of our cards"

    assert server.asked == []


def test_a_code_that_the_home_does_not_know_is_none_of_ours(elm, home, device):
    welcomes(elm, home)
    home.status = "404 Not Found"

    assert held_out(elm, device)[1] == "Not one of our cards"


@pytest.mark.parametrize(("letters", "questions"), [(8, 1), (200, 2)])
def test_however_many_partners_one_portal_has_the_one_that_knows_the_card_is_asked(
    elm, home, device, letters, questions
):
    welcomes(elm, home)
    for number in range(119):
        welcomes(elm, Abroad(f"c{number}".ljust(letters, "x"), b"c" * 32, name=f"Co-op {number}"))

    assert held_out(elm, device)[1] == "Member"
    assert sum(len(each.homes) for each in home.asked) == 120
    assert len({each.nonce for each in home.asked}) == len(home.asked) == questions


def test_a_home_that_is_away_makes_the_card_neither_good_nor_bad(elm, home, device):
    welcomes(elm, home)
    home.status = "503 Service Unavailable"
    html, headline, check = held_out(elm, device)

    assert headline == "Not checked"
    assert f"{NAME} did not answer. That makes the card neither good nor bad." in html
    assert check.pseudonym == ""


def test_a_home_that_is_slow_is_not_waited_for(elm, home, device, server, monkeypatch):
    welcomes(elm, home)
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    server.say = drip(b"HTTP/1.1 200 OK\r\n", b"X", seconds=5)
    before = timezone.now()

    assert held_out(elm, device)[1] == "Not checked"
    assert timezone.now() - before < timedelta(seconds=3)


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"aud": "did:web:somebody.example"},
        {"iss": f"did:web:{NAME}:c:other"},
        {"card": {}},
    ],
    ids=str,
)
def test_an_answer_that_was_meant_for_somebody_else_is_none(elm, home, device, changed):
    welcomes(elm, home)
    home.changed = changed

    assert held_out(elm, device)[1] == "Not checked"


def test_another_co_op_of_that_portal_cannot_answer_for_it(elm, home, device):
    welcomes(elm, home)
    home.signs_with = Abroad("thief", b"t" * 32)

    assert held_out(elm, device)[1] == "Not checked"


def test_a_home_that_is_not_accepted_is_not_asked(elm, home, device, server):
    welcomes(elm, home)
    with elm.within:
        save_policy(Policy(denied=frozenset({home.did})), by=None)
    server.asked.clear()
    cache.clear()

    assert held_out(elm, device)[1] == "Not accepted"
    assert server.asked == []


def test_the_day_until_is_that_of_where_the_desk_stands(elm, home, device):
    welcomes(elm, home)
    end = datetime.fromisoformat(home.unsigned_card()["validUntil"])
    last = (end - timedelta(seconds=1)).astimezone(ZoneInfo(elm.coop.time_zone)).date()

    assert held_out(elm, device)[2].valid_until == last
