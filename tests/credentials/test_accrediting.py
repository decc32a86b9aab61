"""A federation's decisions: by two persons, by its clock, and by one who stops."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from credentials import accreditations
from credentials.errors import (
    AccreditationClosedError,
    AppealTooLateError,
    NotShownError,
    OthersFirstError,
    PeriodRefusedError,
    RulingSettledError,
    RulingWaitsError,
    SamePersonError,
)
from credentials.models import Accreditation, Finding, Ruling, Vouch
from credentials.services import accrediting, asking
from tenants.models import Event, Staff
from tests.credentials.accrediting import TOLD, party, scene

pytestmark = pytest.mark.django_db(transaction=True)
State, Kind = Accreditation.State, Ruling.Kind


@pytest.fixture
def all_():
    return scene()


def ask_with(all_, body, vouchers):
    with all_.oak.within:
        asking.ask_for_accreditation(body.coop, TOLD, vouchers, by=all_.oak.owner)


def test_two_persons_accredit(all_):
    row = all_.ask()
    until = timezone.localdate() + timedelta(300)
    ruling = all_.propose(row, conditions="Send us your accounts.", valid_until=until)
    assert all_.now(row).state == State.ASKED

    all_.confirm(ruling)

    found = all_.now(row)
    assert (found.state, found.assurance) == (State.IN_FORCE, "selfDeclared")
    assert (found.conditions, found.valid_until) == ("Send us your accounts.", until)
    with all_.body.within:
        assert Event.objects.filter(name="AccreditationDecided").count() == 1


def test_only_who_asks_who_decides_and_who_is_asked_for_a_word_see_it(all_):
    row, stranger = all_.ask(), party("fir")
    seen = {}
    for each in (all_.oak, all_.body, all_.elm, stranger):
        with each.within:
            found = (list(Accreditation.objects.all()), Vouch.objects.count())
        seen[each.coop.slug] = found

    assert seen == {
        all_.oak.coop.slug: ([row], 2),
        all_.body.coop.slug: ([row], 2),
        all_.elm.coop.slug: ([row], 1),
        "fir": ([], 0),
    }


def test_the_person_who_proposed_does_not_confirm(all_):
    row = all_.ask()
    ruling = all_.propose(row)

    with pytest.raises(SamePersonError):
        all_.confirm(ruling, by="owner")
    assert all_.now(row).state == State.ASKED


def test_the_database_itself_wants_two_persons(all_):
    ruling = all_.propose(all_.ask())

    with all_.body.within, pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.filter(pk=ruling.pk).update(
            state=Ruling.State.CONFIRMED, settled_by=all_.body.owner
        )


def test_a_proposal_is_settled_once(all_):
    ruling = all_.propose(all_.ask())
    all_.confirm(ruling)

    with pytest.raises(RulingSettledError), all_.body.within:
        accrediting.send_back(ruling, note="Wait.", by=all_.body.staff("third"))


def test_a_second_proposal_waits_for_the_first(all_):
    row = all_.ask()
    ruling = all_.propose(row)
    with pytest.raises(RulingWaitsError):
        all_.propose(row, by="second")

    with all_.body.within:
        accrediting.send_back(ruling, note="The number is wrong.", by=all_.body.staff("second"))

    all_.confirm(all_.propose(row, by="second"), by="owner")
    assert all_.now(row).state == State.IN_FORCE


def test_a_refusal_has_a_reason_and_leaves_nothing_in_force(all_):
    found = all_.refused()

    assert (found.state, found.reason) == (State.REFUSED, "No members yet.")
    assert found.valid_until is None


@pytest.mark.parametrize("days", [0, -1, 400])
def test_an_accreditation_ends_within_a_year(all_, days):
    row = all_.ask()
    with pytest.raises(PeriodRefusedError):
        all_.propose(row, valid_until=timezone.localdate() + timedelta(days))


@pytest.mark.parametrize(
    ("assurance", "kind"),
    [("registryVerified", Finding.Kind.REGISTER), ("documentChecked", Finding.Kind.DOCUMENTS)],
)
def test_nobody_claims_to_have_seen_what_is_not_written_down(all_, assurance, kind):
    row = all_.ask()
    with pytest.raises(NotShownError):
        all_.propose(row, assurance=assurance)
    all_.see(row, kind)

    assert all_.propose(row, assurance=assurance)


def test_vouched_takes_two(all_):
    row = all_.ask()
    all_.vouch(row, all_.elm)
    with pytest.raises(NotShownError):
        all_.propose(row, assurance="vouched")
    all_.vouch(row, all_.ash)

    assert all_.propose(row, assurance="vouched")


def test_another_body_can_neither_propose_nor_see(all_):
    row = all_.ask()

    with all_.elm.within, pytest.raises(AccreditationClosedError):
        accrediting.propose_ruling(
            row, accrediting.Proposal(kind=Kind.REFUSE, reason="No."), by=all_.elm.owner
        )


def test_an_appeal_is_decided_by_others(all_):
    row = all_.refused()
    with all_.oak.within:
        asking.appeal_refusal(row, text="We have nine members now.", by=all_.oak.owner)
    all_.body.staff("third")
    all_.body.staff("fourth")

    with pytest.raises(OthersFirstError):
        all_.propose(row, by="owner")
    ruling = all_.propose(row, by="third")
    with pytest.raises(OthersFirstError):
        all_.confirm(ruling, by="second")
    all_.confirm(ruling, by="fourth")

    assert all_.now(row).state == State.IN_FORCE


def test_an_appeal_is_decided_by_the_same_two_where_there_is_nobody_else(all_):
    row = all_.refused()
    with all_.oak.within:
        asking.appeal_refusal(row, text="Please look again.", by=all_.oak.owner)

    assert all_.decide(row).state == State.IN_FORCE


def test_an_appeal_comes_in_time(all_):
    row = all_.refused()
    with all_.oak.within:
        Accreditation.objects.update(decided_at=timezone.now() - timedelta(31))
        row.refresh_from_db()
        with pytest.raises(AppealTooLateError):
            asking.appeal_refusal(row, text="Late.", by=all_.oak.owner)


def test_one_person_suspends_and_two_restore(all_):
    row = all_.accredited()
    all_.suspend(row)
    assert all_.now(row).state == State.SUSPENDED

    ruling = all_.propose(row, kind=Kind.RESTORE, valid_until=None, assurance="")
    assert all_.now(row).state == State.SUSPENDED
    all_.confirm(ruling)

    found = all_.now(row)
    assert (found.state, found.reason) == (State.IN_FORCE, "")


def test_two_persons_revoke_and_that_is_the_end(all_):
    row = all_.accredited()
    found = all_.decide(row, kind=Kind.REVOKE, valid_until=None, assurance="", reason="Sold.")

    assert (found.state, found.reason) == (State.REVOKED, "Sold.")
    with pytest.raises(AccreditationClosedError):
        all_.suspend(row)


def test_a_renewal_moves_the_last_day(all_):
    row = all_.accredited(valid_until=timezone.localdate() + timedelta(10))
    until = timezone.localdate() + timedelta(360)

    found = all_.decide(row, kind=Kind.RENEW, valid_until=until)

    assert (found.state, found.valid_until) == (State.IN_FORCE, until)


def test_a_suspension_voids_a_renewal_that_waits(all_):
    row = all_.accredited()
    ruling = all_.propose(row, kind=Kind.RENEW)
    all_.suspend(row)

    with pytest.raises((RulingSettledError, AccreditationClosedError)):
        all_.confirm(ruling)
    assert all_.now(row).state == State.SUSPENDED


def test_the_clock_warns_once_and_then_lets_it_lapse(all_, monkeypatch):
    row = all_.accredited(valid_until=timezone.localdate() + timedelta(20))
    with all_.body.within:
        assert accrediting.is_clock_due()
        assert accrediting.turn_clocks() == 1
        assert not accrediting.is_clock_due()
        Accreditation.objects.update(valid_until=timezone.localdate() - timedelta(1))
        assert accrediting.turn_clocks() == 1

    assert all_.now(row).state == State.LAPSED
    with all_.body.within:
        assert not accrediting.is_clock_due()
        names = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert names[-2:] == ["AccreditationLapsing", "AccreditationLapsed"]


def test_what_waits_is_counted_for_each_side(all_):
    row = all_.ask()
    with all_.body.within:
        assert accreditations.reviews_waiting() == 1
    with all_.elm.within:
        assert accreditations.vouches_waiting() == 1
    all_.vouch(row)
    all_.decide(row)

    with all_.body.within:
        assert accreditations.reviews_waiting() == 0
        assert len(accreditations.rulings_to_sign([str(row.code)])) == 1
    with all_.elm.within:
        assert accreditations.vouches_waiting() == 0


def test_a_narrower_role_prepares_and_an_owner_confirms(all_):
    row = all_.ask()
    all_.body.staff("steward", Staff.Role.MEMBERSHIP)
    ruling = all_.propose(row, by="steward")

    all_.confirm(ruling, by="owner")

    assert all_.now(row).state == State.IN_FORCE
