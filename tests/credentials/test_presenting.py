"""A home answers for its member, and a host believes exactly what was signed for it, once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.presentation import build_presentation
from credentials.errors import (
    NoSigningKeyError,
    NotPresentableError,
    RequestSpentError,
    UnreadableError,
)
from credentials.models import Credential, Presentation, PresentationRequest, SigningKey
from credentials.services import keys, presenting
from tenants import outbox, scope
from tenants.models import Cooperative
from tests.credentials.members import carded, changed, end, suspend

pytestmark = pytest.mark.django_db(transaction=True)


def ask(host):
    with scope.within(host.pk):
        return presenting.request_presentation(audience=host.did, purpose="visiting_membership")


def answered(card, asked, **changes):
    values = {"nonce": asked.nonce, "audience": asked.audience, **changes}
    with scope.within(card.cooperative_id):
        return presenting.present_card(card, **values)


def received(host, asked, answer):
    with scope.within(host.pk):
        return presenting.receive_presentation(asked, presenting.check_answer(asked, answer))


def kept(host):
    with scope.within(host.pk):
        return list(Presentation.objects.order_by("pk"))


@pytest.fixture
def card(oak):
    _membership, card = carded(oak, name="Amara Okonkwo")
    return card


def test_an_answer_is_the_homes_for_one_question_and_one_asker(oak, elm, card):
    asked = ask(elm)
    answer = json.loads(answered(card, asked))

    assert answer["holder"] == oak.did
    assert answer["verifiableCredential"] == [json.loads(card.document)]
    proof = answer["proof"]
    assert proof["proofPurpose"] == "authentication"
    assert (proof["challenge"], proof["domain"]) == (asked.nonce, elm.did)
    assert proof["verificationMethod"].startswith(f"{oak.did}#")


def test_a_true_answer_is_believed_and_kept_as_its_report(oak, elm, card):
    asked = ask(elm)
    seen = received(elm, asked, answered(card, asked))

    assert (seen.genuine, seen.standing) == (True, "good")
    assert seen.card == json.loads(card.document)
    [row] = kept(elm)
    assert (row.code, row.accepted, row.evidence_level) == (seen.presentation, True, "live")
    assert row.issuer_did == oak.did
    assert {entry["outcome"] for entry in row.report} == {"passed"}
    assert "Amara" not in json.dumps(row.report)
    with scope.within(elm.pk):
        assert PresentationRequest.objects.get().answered_at


def test_standing_is_what_the_home_publishes_now(oak, elm, card):
    with scope.within(oak.pk):
        membership = Credential.objects.select_related("membership").get().membership
    suspend(membership)
    asked = ask(elm)
    assert received(elm, asked, answered(card, asked)).standing == "suspended"
    end(membership)
    asked = ask(elm)
    seen = received(elm, asked, answered(card, asked))

    assert (seen.genuine, seen.standing) == (True, "ended")
    assert [row.accepted for row in kept(elm)] == [False, False]


@pytest.mark.parametrize("changes", [{"nonce": "another"}, {"audience": "did:web:elsewhere"}])
def test_an_answer_to_another_question_spends_nothing(elm, card, changes):
    asked = ask(elm)
    with pytest.raises(RequestSpentError):
        received(elm, asked, answered(card, asked, **changes))

    assert kept(elm) == []
    assert received(elm, asked, answered(card, asked)).genuine


def test_a_question_is_answered_once(elm, card):
    asked = ask(elm)
    first, second = answered(card, asked), answered(card, asked)
    received(elm, asked, first)
    for answer in (first, second):
        with pytest.raises(RequestSpentError):
            received(elm, asked, answer)

    assert len(kept(elm)) == 1


def test_a_question_grows_old(elm, card):
    asked = ask(elm)
    with scope.within(elm.pk):
        PresentationRequest.objects.update(expires_at=timezone.now())
    with pytest.raises(RequestSpentError):
        received(elm, asked, answered(card, asked))


def signed_by(coop, card, asked, *, created=None, holder=""):
    with scope.within(coop.pk):
        answer = build_presentation(
            json.loads(card.document),
            holder=holder or coop.did,
            signer=keystore.signer_of(keystore.key_in_use()),
            challenge=asked.nonce,
            domain=asked.audience,
            created=created or timezone.now(),
        )
    return publishing.as_text(answer)


def test_an_old_answer_is_not_believed(oak, elm, card):
    asked = ask(elm)
    old = timezone.now() - timedelta(minutes=5)
    seen = received(elm, asked, signed_by(oak, card, asked, created=old))

    assert not seen.genuine
    [row] = kept(elm)
    assert {"check": "challenge", "outcome": "failed", "code": "stale_answer"} in row.report


def test_nobody_answers_for_the_card_of_another_issuer(oak, elm, card):
    for holder in ("", oak.did):
        asked = ask(elm)
        seen = received(elm, asked, signed_by(elm, card, asked, holder=holder))
        assert not seen.genuine

    assert {row.accepted for row in kept(elm)} == {False}
    assert {row.issuer_did for row in kept(elm)} == {""}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Amara Okonkwo", "Mallory Moth"),
        ('"eligible":true', '"eligible":false'),
        ('"holder":"did:web:', '"holder":"did:web:x'),
        ("authentication", "assertionMethod"),
        ('"VerifiablePresentation"', '"Presentation"'),
    ],
)
def test_what_was_changed_on_its_way_is_not_believed(elm, card, old, new):
    asked = ask(elm)
    answer = answered(card, asked)
    bent = answer.replace(old, new)
    assert bent != answer
    assert not received(elm, asked, bent).genuine


@pytest.mark.parametrize("junk", ["", "%PDF-1.7", '{"a":1,"a":2}', "nan"])
def test_what_is_no_answer_spends_nothing(elm, card, junk):
    asked = ask(elm)
    with pytest.raises(UnreadableError):
        received(elm, asked, junk)
    with pytest.raises(RequestSpentError):
        received(elm, asked, "[]")
    with pytest.raises(RequestSpentError):
        received(elm, asked, card.document)

    assert received(elm, asked, answered(card, asked)).genuine


def test_only_a_card_that_counts_is_presented(oak, elm, card):
    asked = ask(elm)
    with scope.within(oak.pk):
        membership = Credential.objects.select_related("membership").get().membership
        Credential.objects.update(checked_at=None)
    with pytest.raises(NotPresentableError):
        answered(card, asked)
    with scope.within(oak.pk):
        Credential.objects.update(checked_at=timezone.now())
    assert answered(card, asked)

    changed(membership, "replaced:1")
    outbox.drain()
    with pytest.raises(NotPresentableError):
        answered(card, asked)


def test_a_suspended_cooperative_answers_for_nobody(oak, elm, card):
    Cooperative.objects.filter(pk=oak.pk).update(state=Cooperative.State.SUSPENDED)
    with pytest.raises(NotPresentableError):
        answered(card, ask(elm))


def test_without_a_key_nothing_is_offered(oak, elm, card):
    with scope.within(oak.pk):
        assert presenting.can_present()
        SigningKey.objects.update(state=SigningKey.State.DESTROYED, wrapped=None)
        assert not presenting.can_present()
    with pytest.raises(NoSigningKeyError):
        answered(card, ask(elm))


def test_after_a_new_key_the_old_card_is_answered_for_by_the_new_key(oak, elm, card):
    with scope.within(oak.pk):
        keys.rotate_signing_key()
        keys.activate_due_keys(now=timezone.now() + keys.ANNOUNCED_FOR + timedelta(seconds=1))
    asked = ask(elm)

    assert received(elm, asked, answered(card, asked)).genuine


def test_a_home_cannot_present_the_card_of_a_neighbour(oak, elm, card):
    asked = ask(elm)
    with scope.within(elm.pk), pytest.raises(NotPresentableError):
        presenting.present_card(card, nonce=asked.nonce, audience=asked.audience)
