"""A co-op asks a federation, and two others for their word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from credentials import accreditations
from credentials.errors import (
    AccreditationClosedError,
    AccreditationOpenError,
    BodyRefusedError,
    VouchAnsweredError,
    VouchersRefusedError,
)
from credentials.models import Accreditation, Ruling, Vouch
from credentials.services import accrediting, asking
from tenants import scope
from tenants.models import Event, OutboxEntry
from tests.credentials.accrediting import TOLD, party, scene

pytestmark = pytest.mark.django_db(transaction=True)
State, Kind = Accreditation.State, Ruling.Kind


@pytest.fixture
def all_():
    return scene()


def ask_with(all_, body, vouchers):
    with all_.oak.within:
        asking.ask_for_accreditation(body.coop, TOLD, vouchers, by=all_.oak.owner)


def test_a_request_is_seen_by_the_three_who_have_a_part_in_it(all_):
    row = all_.ask()

    for each in (all_.oak, all_.body, all_.elm, all_.ash):
        with each.within:
            assert Accreditation.objects.get() == row
    with all_.elm.within:
        assert [each.voucher_id for each in Vouch.objects.all()] == [all_.elm.coop.pk]


def test_a_stranger_sees_neither_request_nor_vouch(all_):
    all_.ask()
    with party("yew").within:
        assert not Accreditation.objects.exists()
        assert not Vouch.objects.exists()


def test_a_co_op_asks_a_federation_and_nobody_else(all_):
    with pytest.raises(BodyRefusedError):
        ask_with(all_, all_.elm, [all_.body.coop, all_.ash.coop])


def test_a_federation_does_not_accredit_itself(all_):
    with pytest.raises(BodyRefusedError), all_.body.within:
        asking.ask_for_accreditation(
            all_.body.coop, TOLD, [all_.elm.coop, all_.ash.coop], by=all_.body.owner
        )


@pytest.mark.parametrize("names", [("elm",), ("elm", "elm"), ("oak", "elm"), ("body", "elm")])
def test_two_other_co_ops_vouch(all_, names):
    with pytest.raises(VouchersRefusedError):
        ask_with(all_, all_.body, [getattr(all_, name).coop for name in names])


def test_a_co_op_asks_once_at_a_time(all_):
    row = all_.ask()
    with pytest.raises(AccreditationOpenError):
        all_.ask()
    with all_.oak.within:
        asking.withdraw_accreditation(row, by=all_.oak.owner)

    assert all_.ask().pk != row.pk


def test_a_vouch_is_answered_once_and_by_the_one_who_was_asked(all_):
    row = all_.ask()
    all_.vouch(row, all_.elm)

    with pytest.raises(VouchAnsweredError):
        all_.vouch(row, all_.elm)
    with all_.oak.within:
        theirs = Vouch.objects.get(voucher=all_.ash.coop)
        with pytest.raises(VouchAnsweredError):
            asking.answer_vouch(theirs, sentence="We are great.", by=all_.oak.owner)


def test_who_has_no_sentence_declines(all_):
    row = all_.ask()
    with all_.elm.within:
        vouch = Vouch.objects.get()
        asking.answer_vouch(vouch, sentence="", by=all_.elm.owner)

    assert vouch.state == Vouch.State.DECLINED
    assert all_.now(row).state == State.ASKED


def test_nobody_vouches_for_what_is_withdrawn(all_):
    row = all_.ask()
    with all_.oak.within:
        asking.withdraw_accreditation(row, by=all_.oak.owner)

    with pytest.raises(VouchAnsweredError):
        all_.vouch(row, all_.elm)


def test_a_lapsed_co_op_can_ask_again(all_):
    row = all_.accredited()
    with all_.body.within:
        Accreditation.objects.update(valid_until=timezone.localdate() - timedelta(1))
        accrediting.turn_clocks()

    assert all_.ask().pk != row.pk


def test_facts_go_to_both_sides_and_name_nobody(all_):
    row = all_.ask()
    told = OutboxEntry.objects.filter(fact__startswith="Accreditation")
    assert all(str(row.code) in str(each.data) for each in told)
    for each in (all_.oak, all_.body):
        with scope.within(each.coop.pk):
            for event in Event.objects.all():
                assert "Oak Street" not in str(event.data)


def test_a_renewal_is_asked_for_once_and_near_the_end(all_):
    soon = all_.accredited(valid_until=timezone.localdate() + timedelta(50))
    with all_.oak.within:
        asking.ask_for_renewal(soon, by=all_.oak.owner)
        with pytest.raises(AccreditationClosedError):
            asking.ask_for_renewal(soon, by=all_.oak.owner)
    with all_.body.within:
        assert accreditations.reviews_waiting() == 1
    all_.decide(soon, kind=Ruling.Kind.RENEW, valid_until=timezone.localdate() + timedelta(300))

    with all_.body.within:
        assert accreditations.reviews_waiting() == 0
    with all_.oak.within, pytest.raises(AccreditationClosedError):
        asking.ask_for_renewal(Accreditation.objects.get(), by=all_.oak.owner)


def test_only_the_co_op_itself_asks_for_its_renewal(all_):
    soon = all_.accredited(valid_until=timezone.localdate() + timedelta(50))

    with all_.elm.within, pytest.raises(AccreditationClosedError):
        asking.ask_for_renewal(soon, by=all_.elm.owner)
