"""The home answers a desk of another portal, over the wire: who may be told what, how often, and what stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from credentials import live, resolving
from credentials.core import desk, jws
from credentials.core.desk import CardQuestion
from credentials.models import Disclosure
from credentials.tasks import refresh_published
from tenants import scope
from tests.credentials import holdout, members
from tests.credentials.scene import opened
from tests.outbound.abroad import Abroad

pytestmark = pytest.mark.django_db
NAME = "Numbat Person-7c1e"


@pytest.fixture
def oak():
    return opened("oak", name="Oak Street")


@pytest.fixture
def elm(server):
    """A co-op of another portal, with a desk."""
    found = Abroad("elm", b"e" * 32, name="Elm Books")
    found.publish(server)
    return found


def asked(elm, home, card, **changed):
    values = {"nonce": str(timezone.now().timestamp()), "code": card.card_code, **changed}
    return CardQuestion(elm.did, elm.name, (home.did,), **values)


def post(text, **headers):
    return Client(enforce_csrf_checks=True).post(
        "/credentials/answer", text, content_type=desk.MEDIA_TYPE, headers=headers
    )


def signed(elm, question, *, now=None, signer=None, typ=desk.QUESTION_TYPE, **changed):
    payload = question.to_json(now=now or timezone.now()) | changed
    return jws.sign(payload, (signer or elm).signer, typ=typ)


def ask(elm, home, card, **changed):
    """What the home says, as the asker reads it."""
    question = asked(elm, home, card, **changed)
    told = post(signed(elm, question))
    assert told.status_code == 200, told.content
    assert told["Content-Type"] == desk.MEDIA_TYPE
    payload = jws.verify(
        told.content.decode(),
        typ=desk.ANSWER_TYPE,
        signer=home.did,
        resolve=resolving.resolve,
        now=timezone.now(),
    )
    return desk.read_answer(payload, question, now=timezone.now()), json.dumps(payload)


def disclosures(home):
    with scope.within(home.pk):
        return list(Disclosure.objects.all())


def test_a_good_card_is_told_of_without_a_name(oak, elm):
    membership, card = members.carded(oak, name=NAME, share_name=True)
    answer, whole = ask(elm, oak, card)

    assert (answer.home, answer.verdict, answer.is_live) == (oak.did, "good", False)
    assert (answer.facts.membership_class, answer.facts.initials) == ("consumer", "N. P.")
    assert answer.facts.membership_id == membership.identifier
    assert answer.facts.member_since is None
    secrets = ("Numbat", "7c1e", membership.member.number, card.urn, card.card_code)
    assert not [each for each in secrets if each in whole]


def test_what_is_told_is_written_down_for_the_member_by_name_and_not_by_value(oak, elm):
    membership, card = members.carded(oak)
    ask(elm, oak, card, wants=frozenset({desk.SINCE}))
    [row] = disclosures(oak)

    assert (row.membership_id, row.asker_did) == (membership.pk, elm.did)
    assert row.asker_name == "Elm Books (partner.test)"
    assert row.told[:3] == ["membershipClass", "validUntil", "membershipId"]
    assert desk.SINCE in row.told
    assert membership.identifier not in str(vars(row))


@pytest.mark.parametrize("befalls", [members.suspend, members.end])
def test_of_a_card_that_is_not_good_no_more_is_told_than_to_any_phone(oak, elm, befalls):
    membership, card = members.carded(oak)
    befalls(membership)
    answer, whole = ask(elm, oak, card)

    assert answer.facts is None
    assert answer.verdict in {"suspended", "ended"}
    assert membership.identifier not in whole
    assert disclosures(oak) == []


def test_a_false_signature_in_the_code_is_told(oak, elm):
    _membership, card = members.carded(oak)
    digits = holdout.qr_text(card).partition("#")[2]
    changed = str(int(digits) ^ 1)

    assert ask(elm, oak, card, signed=digits)[0].verdict == "good"
    assert ask(elm, oak, card, signed=changed)[0].verdict == "not_genuine"


def test_the_members_own_screen_counts_once(oak, elm):
    _membership, card = members.carded(oak)
    text = live.live_text(card.card_code, "", now=timezone.now())
    token = live.token_in(text)

    assert [ask(elm, oak, card, live=token)[0].is_live for _time in range(2)] == [True, False]
    assert ask(elm, oak, card, live="rubbish")[0].is_live is False


def test_a_home_that_was_not_asked_and_a_code_that_is_none_get_the_same_answer(oak, elm):
    other = opened("ash")
    _membership, card = members.carded(oak)
    unknown = replace(asked(elm, oak, card), code="ZZZZZZZZ")
    answers = [post(signed(elm, each)) for each in (asked(elm, other, card), unknown)]

    assert {(each.status_code, each.content) for each in answers} == {
        (404, b'{"error": "card_unknown"}')
    }
    assert disclosures(oak) == []


def test_a_question_is_answered_once(oak, elm):
    _membership, card = members.carded(oak)
    text = signed(elm, asked(elm, oak, card))

    assert [post(text).status_code for _time in range(2)] == [200, 409]
    assert len(disclosures(oak)) == 1


def test_who_does_not_sign_as_who_they_say_is_told_nothing(oak, elm, server):
    _membership, card = members.carded(oak)
    thief = Abroad("thief", b"t" * 32)
    question = asked(elm, oak, card)
    forged = [
        "",
        "a.b.c",
        signed(elm, question)[:-4] + "AAAA",
        signed(elm, question, iss=thief.did),
        signed(elm, question, typ=desk.ANSWER_TYPE),
        signed(elm, question, now=timezone.now() - timedelta(minutes=5)),
        jws.sign(question.to_json(now=timezone.now()), thief.signer, typ=desk.QUESTION_TYPE),
    ]

    assert {post(text).status_code for text in forged} == {400}
    assert disclosures(oak) == []


def test_an_asker_that_cannot_be_looked_up_is_told_nothing(oak, elm):
    _membership, card = members.carded(oak)
    elm.down = True

    assert post(signed(elm, asked(elm, oak, card))).status_code == 503
    assert disclosures(oak) == []


def test_codes_are_guessed_no_faster_here_than_on_the_pages(oak, elm):
    cache.clear()
    _membership, card = members.carded(oak)
    guesses = [replace(asked(elm, oak, card), code=f"ZZZZZ{n:03d}") for n in range(62)]
    answers = [post(signed(elm, each)).status_code for each in guesses]

    assert answers.count(404) == 60
    assert answers[-1] == 429
    assert post(signed(elm, asked(elm, oak, card))).status_code == 429


def test_one_co_op_asks_sixty_times_a_minute_and_no_more(oak, elm):
    cache.clear()
    _membership, card = members.carded(oak)
    questions = [asked(elm, oak, card, nonce=f"n-{n}") for n in range(61)]
    answers = [post(signed(elm, each)).status_code for each in questions]

    assert (answers.count(200), answers[-1]) == (60, 429)


def test_nobody_uses_up_what_another_may_ask(oak, elm):
    cache.clear()
    _membership, card = members.carded(oak)
    forged = signed(elm, asked(elm, oak, card))[:-4] + "AAAA"

    assert {post(forged).status_code for _time in range(61)} == {400}
    assert post(signed(elm, asked(elm, oak, card))).status_code == 200


def test_after_three_months_nobody_knows_where_a_member_went(oak, elm):
    _membership, card = members.carded(oak)
    ask(elm, oak, card)
    ask(elm, oak, card)
    with scope.within(oak.pk):
        first = Disclosure.objects.last()
        Disclosure.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=91))
    refresh_published()

    assert [row.pk > first.pk for row in disclosures(oak)] == [True]
