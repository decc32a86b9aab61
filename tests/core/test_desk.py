"""A desk's question about a code and the home's answer, as data."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.core import desk, jws
from credentials.core.desk import CardAnswer, CardFacts, CardQuestion
from credentials.core.errors import CredentialError
from tests.core.scene import NOW, YEAR, green_valley

ASKER = "did:web:b.example:c:elm"
HOME = "did:web:a.example:c:oak"
QUESTION = CardQuestion(ASKER, "Elm Books", (HOME,), "n" * 43, "K7Q2M9XD", "12", "34")
FACTS = CardFacts(
    "m-1", "consumer", eligible=True, valid_from=NOW, valid_until=NOW + YEAR, initials="A. O."
)
ANSWER = CardAnswer(HOME, "good", is_live=True, facts=FACTS)


def question(**changed):
    return QUESTION.to_json(now=NOW) | changed


def answer(**changed):
    return desk.write_answer(ANSWER, QUESTION, now=NOW) | changed


def refused(read, code):
    with pytest.raises(CredentialError) as refusal:
        read()
    assert refusal.value.code == code


def test_a_question_is_read_back():
    asked = replace(QUESTION, wants=frozenset({desk.SINCE, desk.AREA}))

    assert desk.read_question(asked.to_json(now=NOW), asker=ASKER, now=NOW) == asked


def test_a_name_with_a_space_that_does_not_break_is_a_name():
    payload = question(name="Coop\u00e9rative \u00ab\u00a0Elm\u202f\u00bb")

    assert desk.read_question(payload, asker=ASKER, now=NOW).asker_name == payload["name"]


def test_an_asker_has_a_name_that_can_be_written_down():
    long = f"did:web:b.example:c:{'e' * 300}"

    refused(lambda: desk.read_question(question(iss=long), asker=long, now=NOW), "bad_question")


def test_what_may_not_be_wanted_is_not_wanted():
    payload = question(wants=["name", "membershipNumber", desk.COVERS])

    assert desk.read_question(payload, asker=ASKER, now=NOW).wants == {desk.COVERS}


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": HOME},
        {"iat": "now"},
        {"iat": 10**400},
        {"exp": None},
        {"aud": HOME},
        {"aud": ["x"] * 301},
        {"wants": ["x"] * 51},
        {"code": 7},
        {"nonce": "n" * 301},
        {"name": "Elm\nBooks"},
        {"signed": "1" * 1001},
        {"live": None},
        {"wants": [{}]},
    ],
    ids=str,
)
def test_a_question_of_another_shape_is_refused(changed):
    refused(lambda: desk.read_question(question(**changed), asker=ASKER, now=NOW), "bad_question")


@pytest.mark.parametrize(("homes", "length"), [(1, 30), (120, 60), (301, 60), (120, 250)])
def test_questions_name_every_home_once_and_each_can_be_signed_and_read(homes, length):
    dids = [f"did:web:a.example:c:{number}".ljust(length, "x") for number in range(homes)]
    full = replace(QUESTION, asker_name="\u5408" * 300, signed="1" * 1000, live="\u5408" * 300)
    asked = [replace(full, homes=named) for named in desk.by_question(dids)]

    assert [home for each in asked for home in each.homes] == dids
    for each in asked:
        payload = each.to_json(now=NOW)
        signed = jws.sign(payload, green_valley().signer, typ=desk.QUESTION_TYPE)
        assert len(signed) <= jws.LONGEST
        assert desk.read_question(payload, asker=ASKER, now=NOW) == each


def test_nobody_to_ask_is_no_question():
    assert list(desk.by_question(())) == []


@pytest.mark.parametrize("seconds", [-61, 61, 10**6])
def test_a_question_lives_for_a_minute(seconds):
    now = NOW + timedelta(seconds=seconds)

    refused(lambda: desk.read_question(question(), asker=ASKER, now=now), "question_expired")


def test_a_question_cannot_give_itself_a_longer_life():
    late, payload = NOW + timedelta(hours=1), question(exp=2**40)

    refused(lambda: desk.read_question(payload, asker=ASKER, now=late), "question_expired")


def test_an_answer_is_read_back():
    facts = replace(
        FACTS,
        member_since=date(2019, 4, 1),
        covers=(2, 1),
        home_area="GB-Yorkshire",
        programmes=frozenset({"commons"}),
    )
    full = replace(ANSWER, facts=facts)
    written = desk.write_answer(full, QUESTION, now=NOW)

    assert desk.read_answer(json.loads(json.dumps(written)), QUESTION, now=NOW) == full


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": HOME},
        {"nonce": "another"},
        {"iss": "did:web:a.example:c:other"},
        {"iss": None},
        {"iat": None},
        {"iat": 10**400},
        {"verdict": 1},
        {"card": None},
        {"card": {}},
        {"card": {**answer()["card"], "membershipId": ""}},
        {"card": {**answer()["card"], "covers": [1]}},
        {"card": {**answer()["card"], "covers": [True, -1]}},
        {"card": {**answer()["card"], "validUntil": "tomorrow"}},
        {"card": {**answer()["card"], "validUntil": "9999-12-31T23:59:59Z"}},
        {"card": {**answer()["card"], "initials": "A\u202e"}},
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_is_refused(changed):
    refused(lambda: desk.read_answer(answer(**changed), QUESTION, now=NOW), "bad_answer")


def test_an_old_answer_is_refused():
    later = NOW + timedelta(minutes=3)

    refused(lambda: desk.read_answer(answer(), QUESTION, now=later), "bad_answer")


def test_of_a_card_that_is_not_good_nothing_is_read():
    read = desk.read_answer(answer(verdict="suspended"), QUESTION, now=NOW)

    assert (read.verdict, read.facts) == ("suspended", None)


def test_a_card_tells_what_is_wanted_and_never_who_it_is():
    card = green_valley().card()
    little = desk.facts_of(card, initials="A. O.", wants=())
    more = desk.facts_of(card, initials="A. O.", wants=desk.OPTIONAL)
    written = json.dumps(desk.write_answer(CardAnswer(HOME, "good", facts=more), QUESTION, now=NOW))

    assert (little.member_since, little.covers, little.home_area) == (None, None, "")
    assert little.programmes == frozenset()
    assert (more.member_since, more.covers, more.home_area) == (
        date(2019, 4, 1),
        (2, 1),
        "GB-Yorkshire",
    )
    assert desk.SINCE in desk.told_in(more)
    assert desk.SINCE not in desk.told_in(little)
    assert not [each for each in ("Amara", "Okafor", "GV-004217", card["id"]) if each in written]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(answer()["card"])), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(question())), st.sampled_from(sorted(answer())), anything)
def test_whatever_comes_is_read_or_refused(asked, told, value):
    for read in (
        lambda: desk.read_question(question(**{asked: value}), asker=ASKER, now=NOW),
        lambda: desk.read_answer(answer(**{told: value}), QUESTION, now=NOW),
        lambda: desk.read_answer(
            answer(card={**answer()["card"], "covers": value}), QUESTION, now=NOW
        ),
    ):
        with suppress(CredentialError):  # and nothing else
            assert read()
