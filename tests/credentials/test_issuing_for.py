"""A federation signs the cards of a co-op that it accredited: asked for, signed, checked, stored, followed."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from credentials.core.report import PASSED
from credentials.errors import IssuerRefusedError
from credentials.models import CardOrder, Credential, IssuedBy, SignedFor, StatusList
from credentials.planning import Place
from credentials.services import ordering, signing_for
from credentials.verifying.answer import Verdict
from credentials.verifying.check import check_anything
from credentials.verifying.given import CardCode, SignedFile
from tenants import outbox, scope
from tenants.models import Event, OutboxEntry
from tests.credentials import accrediting
from tests.credentials.deputies import due_now, hand_over, may_sign
from tests.credentials.members import (
    card_of,
    carded,
    cards_of,
    changed,
    end,
    owed,
    restore,
    started,
    suspend,
)

pytestmark = pytest.mark.django_db(transaction=True)
SIGN = "credentials.orders.sign"


@pytest.fixture
def made():
    return may_sign()


@pytest.fixture
def signing(made):
    hand_over(made)
    return made


def checked(card):
    return check_anything(SignedFile(json.loads(card.document)))


def test_a_member_of_the_co_op_gets_a_card_that_names_both(signing):
    membership, card = carded(signing.oak.coop)

    document = json.loads(card.document)
    answer = checked(card)

    assert document["issuer"] == {
        "id": signing.body.coop.did,
        "name": "Commons Federation",
    }
    assert document["credentialSubject"]["memberOf"]["id"] == signing.oak.coop.did
    assert card.signer == signing.body.coop.did
    assert card.checked_at is not None
    assert (answer.verdict, answer.verified) == (Verdict.GOOD, True)
    page = Client().post("/verify/", {"text": card.document}).content.decode()
    assert "Signed by Commons Federation for Oak." in page
    looked_up = check_anything(CardCode(card.card_code))
    assert looked_up.verdict is Verdict.GOOD
    assert {each.name: each.outcome for each in looked_up.checks}["authority"] is PASSED
    with scope.within(membership.cooperative_id):
        assert Credential.objects.count() == 1


def test_the_letter_with_the_card_goes_out(signing, mailoutbox):
    carded(signing.oak.coop, email="amara@example.org")

    assert [mail.to for mail in mailoutbox if "amara@example.org" in mail.to]


def test_the_federation_learns_nothing_of_the_person(signing):
    membership, card = carded(signing.oak.coop)

    with signing.body.within:
        [row] = SignedFor.objects.all()
        kept = json.dumps(
            {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
        )
        events = json.dumps(list(Event.objects.values_list("data", flat=True)))
        assert not Credential.objects.exists()
    assert (row.order, row.home_did) == (card.code, signing.oak.coop.did)
    for private in (membership.identifier, "Amara", card.urn, card.card_code):
        assert private not in kept + events
    assert not OutboxEntry.objects.filter(data__icontains="Amara").exists()


@pytest.mark.parametrize(("act", "verdict"), [(suspend, Verdict.SUSPENDED), (end, Verdict.ENDED)])
def test_its_status_follows_the_register_of_the_co_op(signing, act, verdict):
    membership, card = carded(signing.oak.coop)

    act(membership)

    assert checked(card).verdict is verdict


def test_a_restored_member_is_good_again_and_old_news_changes_nothing(signing):
    membership, card = carded(signing.oak.coop)
    suspend(membership)
    restore(membership)
    assert checked(card).verdict is Verdict.GOOD

    with signing.body.within:
        told = SignedFor.objects.get().told_at
        signing_for.note_standings(
            {str(card.code): ("ended", told)}, publish=lambda _series: pytest.fail("published")
        )
    assert checked(card).verdict is Verdict.GOOD


def test_who_is_suspended_while_the_card_is_on_its_way_is_suspended(signing):
    [membership] = started(signing.oak.coop)
    with signing.oak.within:
        type(membership).objects.update(standing="suspended")

    outbox.drain()

    assert checked(card_of(membership)).verdict is Verdict.SUSPENDED


def test_one_card_per_cause_however_often_it_is_asked_for_and_brought(signing):
    membership, card = carded(signing.oak.coop)
    changed(membership, "lost-1")
    outbox.drain()
    OutboxEntry.objects.filter(handler=SIGN).update(done_at=None, claim="")
    due_now()

    assert [each.cause for each in cards_of(membership)] == ["started", "lost-1"]
    with signing.body.within:
        assert SignedFor.objects.count() == 2
    assert card.code != card_of(membership).code


def test_an_attempt_that_a_crash_cut_short_gets_the_same_place(signing, monkeypatch):
    store = ordering.store_cards
    monkeypatch.setattr(ordering, "store_cards", lambda *_: (_ for _ in ()).throw(OSError))
    [membership] = started(signing.oak.coop)
    outbox.drain()
    with signing.body.within:
        before = SignedFor.objects.get().position
    assert cards_of(membership) == []

    monkeypatch.setattr(ordering, "store_cards", store)
    due_now()

    with signing.body.within:
        assert SignedFor.objects.get().position == before
    assert card_of(membership).position == before


def test_nothing_is_signed_when_the_federation_has_suspended_its_word(signing):
    signing.suspend(signing.row)
    outbox.drain()

    [membership] = started(signing.oak.coop)
    outbox.drain()

    assert cards_of(membership) == []
    assert owed(SIGN).get().last_error == "issuer_refused"


def test_cards_signed_before_stop_counting_with_the_word(signing):
    _membership, card = carded(signing.oak.coop)
    signing.suspend(signing.row)
    outbox.drain()

    assert checked(card).verdict is Verdict.NOT_AUTHORISED
    assert check_anything(CardCode(card.card_code)).verdict is Verdict.NOT_AUTHORISED


def test_only_a_federation_whose_word_says_so_can_be_chosen():
    found = accrediting.scene()
    row = found.ask()
    found.see(row)
    found.decide(row, assurance="registryVerified")
    outbox.drain()

    for issuer in (found.body.coop, found.elm.coop):
        with found.oak.within, pytest.raises(IssuerRefusedError):
            ordering.let_sign(issuer, by=found.oak.owner)


def test_a_federation_signs_for_nobody_who_merely_asks(signing):
    """A co-op that orders at a federation which never named itself for it."""
    with signing.elm.within:
        IssuedBy.objects.create(issuer=signing.body.coop)
    [membership] = started(signing.elm.coop)
    outbox.drain()

    assert cards_of(membership) == []
    assert owed(SIGN).get().last_error == "issuer_refused"
    with signing.body.within:
        assert not SignedFor.objects.exists()


def test_what_is_signed_names_the_co_op_that_asked_and_no_other(signing):
    [_membership] = started(signing.oak.coop)
    with signing.oak.within:
        outbox.drain(until_empty=False)
    order = _order_of(signing)
    with signing.oak.within:
        [asked] = ordering.read_orders([str(order.code)])
    forged = _claiming(asked, signing.elm.coop)

    with signing.body.within:
        series = StatusList.objects.first().series_id
        lists = tuple(StatusList.objects.values_list("purpose", "url"))
        [signed] = signing_for.sign_for(
            [forged],
            take_places=lambda count: [Place(series, 99_999, lists)] * count,
            publish=lambda _series: None,
        )

    subject = json.loads(signed.document)["credentialSubject"]
    assert subject["memberOf"]["id"] == signing.oak.coop.did


def _order_of(signing):
    for _ in range(20):
        with signing.oak.within:
            order = CardOrder.objects.filter(done_at=None).first()
        if order is not None:
            return order
        outbox.drain(until_empty=False)
    raise AssertionError("No order was written.")


def _claiming(asked, other):
    from dataclasses import replace  # noqa: PLC0415 -- only here

    claims = replace(asked.plan.claims, cooperative=other.did, cooperative_name=other.name)
    return replace(asked, plan=replace(asked.plan, claims=claims))
