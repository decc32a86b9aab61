"""Before a membership runs out: reminders, renewing by the member, days of grace."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache

from tenants import outbox, reminders, tasks
from tenants.models import (
    Event,
    Letter,
    Membership,
    MembershipClass,
)
from tenants.services import mailings, members
from tests.credentials import holding
from tests.credentials.leaving import DAY, now_of, of, page, rules, today, tokyo

pytestmark = pytest.mark.django_db(transaction=True)
Standing = Membership.Standing


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def oak():
    return tokyo()


@pytest.fixture
def amara():
    return holding.person()


def due_keys(oak, day):
    with oak.within:
        return [key.rpartition("|")[2] for _row, key in reminders.due(day)]


def remind(oak, day, monkeypatch):
    monkeypatch.setattr(reminders, "today_in", lambda _zone: day)
    for _ in range(2):
        with oak.within:
            tasks.remind()
    monkeypatch.undo()
    outbox.drain()


def test_each_reminder_comes_once_whatever_the_clock_does_and_stops_when_renewed(
    oak, amara, monkeypatch
):
    card = holding.card(oak, amara, language="de")
    last = card.membership.ends_on
    mail.outbox.clear()
    assert due_keys(oak, last - 31 * DAY) == []
    remind(oak, last - 30 * DAY, monkeypatch)
    remind(oak, last - 29 * DAY, monkeypatch)
    # Off for a week: the one for 7 days comes late, once.
    remind(oak, last - 2 * DAY, monkeypatch)
    remind(oak, last, monkeypatch)
    assert len(mail.outbox) == 3
    with oak.within:
        kinds = Letter.objects.filter(kind=reminders.KIND).order_by("pk")
        assert [row.key.rpartition("|")[2] for row in kinds] == ["30", "7", "0"]
        assert {row.language for row in kinds} == {"de"}
        members.renew_membership(now_of(oak, card), by=oak.steward)
    outbox.drain()
    mail.outbox.clear()
    remind(oak, last + 14 * DAY, monkeypatch)
    assert mail.outbox == []


def renew(oak, card):
    members.renew_membership(now_of(oak, card), by=oak.steward)


def give_notice(_oak, card):
    Membership.objects.filter(pk=card.membership_id).update(end_reason="resigned")


def want_none(_oak, card):
    mailings.choose_reminders(card.membership.member, wants=False)


def lapse(_oak, card):
    rows = Membership.objects.filter(pk=card.membership_id)
    rows.update(standing=Standing.ENDED, end_reason=Membership.EndReason.LAPSED)


def nothing(_oak, _card):
    """The control: the letter leaves."""


@pytest.mark.parametrize("meanwhile", [nothing, renew, give_notice, want_none, lapse])
def test_a_reminder_that_waited_does_not_leave_where_nothing_runs_out_any_more(
    oak, amara, monkeypatch, meanwhile
):
    """It waits for its place within the hour, or for a mail server that is away."""
    card = holding.card(oak, amara)
    outbox.drain()
    last = card.membership.ends_on
    monkeypatch.setattr(reminders, "today_in", lambda _zone: last - 7 * DAY)
    with oak.within:
        tasks.remind()
        meanwhile(oak, card)
    monkeypatch.undo()
    outbox.drain()

    with oak.within:
        [row] = Letter.objects.filter(kind=reminders.KIND)
        assert row.state == ("sent" if meanwhile is nothing else "dropped")


def test_who_let_it_lapse_is_asked_once_more_and_who_gave_notice_is_not(oak, amara):
    card = holding.card(oak, amara)
    last = card.membership.ends_on
    with oak.within:
        rows = Membership.objects.filter(pk=card.membership_id)
        rows.update(standing=Standing.ENDED, end_reason=Membership.EndReason.LAPSED)
    assert due_keys(oak, last + DAY) == []
    assert due_keys(oak, last + 14 * DAY) == ["-14"]
    assert due_keys(oak, last + 60 * DAY) == []
    with oak.within:
        rows.update(end_reason=Membership.EndReason.RESIGNED)
    assert due_keys(oak, last + 14 * DAY) == []
    with oak.within:
        rows.update(standing=Standing.GOOD)
        assert due_keys(oak, last) == []


def test_days_of_grace_pass_before_a_membership_lapses_but_not_after_a_notice(oak, amara):
    rules(oak, grace_days=10)
    card = holding.card(oak, amara)
    with oak.within:
        rows = Membership.objects.filter(pk=card.membership_id)
        rows.update(ends_on=today(oak) - 10 * DAY)
    tasks.daily()
    assert now_of(oak, card).standing == Standing.GOOD
    with oak.within:
        rows.update(ends_on=today(oak) - 11 * DAY)
    tasks.daily()
    assert (now_of(oak, card).standing, now_of(oak, card).end_reason) == ("ended", "lapsed")
    with oak.within:
        rows.update(standing=Standing.GOOD, ends_on=today(oak) - DAY, end_reason="resigned")
    tasks.daily()
    assert now_of(oak, card).standing == Standing.ENDED


def test_a_member_renews_with_one_press_where_the_kind_says_so(oak, amara):
    card = holding.card(oak, amara, ends_on=today(oak) + 5 * DAY)
    browser = holding.signed_in(amara)
    seen = {"seen": card.membership.ends_on.isoformat()}
    assert "Ask them if you hear nothing" in page(browser, of(card))
    browser.post(of(card, "renew/"), seen)
    assert now_of(oak, card).ends_on == card.membership.ends_on

    with oak.within:
        MembershipClass.objects.update(renewal="member")
    assert of(card, "renew/") in page(browser, of(card))
    for _ in range(2):
        browser.post(of(card, "renew/"), seen)
    outbox.drain()
    new = holding.newest(card.membership)
    assert new.generation == 2
    assert now_of(oak, card).ends_on > card.membership.ends_on + 300 * DAY
    with oak.within:
        assert Event.objects.filter(name="MembershipChanged").count() == 1
    assert of(new, "renew/") not in page(browser, of(new))
