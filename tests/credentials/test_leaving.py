"""Leaving: notices, exclusion, death, lapse, reminders; what both sides read, and what a scan says at the edge."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from credentials.card.state import CardState
from tenants import leaving as rule
from tenants import outbox, tasks
from tenants.errors import ChangedMeanwhileError, NotAllowedError
from tenants.models import (
    Letter,
    Member,
    Membership,
    Notice,
)
from tenants.services import leaving, members
from tests.credentials import holding
from tests.credentials.leaving import DAY, edges, now_of, of, page, rules, staff, today, tokyo, word

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


@pytest.mark.parametrize(
    ("given", "ends", "last"),
    [
        (date(2026, 9, 30), "year", date(2026, 12, 31)),
        (date(2026, 10, 1), "year", date(2027, 12, 31)),
        (date(2026, 11, 30), "month", date(2027, 2, 28)),
        (date(2026, 8, 31), "quarter", date(2026, 12, 31)),
        (date(2026, 5, 3), "any_day", date(2026, 8, 3)),
    ],
)
def test_the_last_day_follows_the_period_of_notice(oak, amara, given, ends, last):
    rules(oak, notice_months=3, notice_ends=ends)
    card = holding.card(oak, amara, ends_on=date(2030, 1, 1))
    with oak.within:
        assert rule.last_day_of(card.membership, given_on=given, today=given) == last
        short = now_of(oak, card)
        short.ends_on = given + DAY
        assert rule.last_day_of(short, given_on=given, today=given) == given + DAY
        assert rule.last_day_of(short, given_on=given, today=last + DAY) == last + DAY


def test_a_member_leaves_sees_the_day_before_and_in_a_letter_and_may_stay_after_all(oak, amara):
    rules(oak, notice_months=1)
    card = holding.card(oak, amara)
    before = card.membership.ends_on
    browser = holding.signed_in(amara)
    assert of(card, "leave/") in page(browser, of(card))
    mail.outbox.clear()
    with oak.within:
        last = rule.last_day_of(now_of(oak, card), given_on=today(oak), today=today(oak))
    told = page(browser, of(card, "leave/"))
    assert "The period of notice is 1 month." in told
    assert f"{last.day} {last:%b %Y}" in told

    for _ in range(2):
        assert browser.post(of(card, "leave/")).status_code == 302
    outbox.drain()
    assert now_of(oak, card).ends_on == last
    assert [each.subject for each in mail.outbox] == [
        "Green Valley Food Co-op: The last day of your membership"
    ]
    assert f"{last.day} {last:%b %Y}" in mail.outbox[0].body
    assert "You have given notice" in page(browser, of(card))
    assert "Gave notice on" in page(oak.browser(), staff(oak, "member", card.membership.member))
    assert "Resignation" in page(oak.browser(), f"/c/{oak.coop.slug}/staff/leavers/")
    # To the last moment of the day where the co-op is, and not one longer, whenever the clock strikes.
    until, after = edges(oak, last)
    assert (word(oak, card, until), word(oak, card, after)) == (CardState.GOOD, CardState.ENDED)

    browser.post(of(card, "stay/"))
    outbox.drain()
    assert (now_of(oak, card).ends_on, now_of(oak, card).end_reason) == (before, "")
    assert mail.outbox[-1].subject.endswith("Your membership goes on")
    assert word(oak, card, after) == CardState.GOOD
    with oak.within, pytest.raises(ChangedMeanwhileError):
        leaving.withdraw_notice(card.membership, user=amara)


def test_nobody_leaves_for_somebody_else_or_where_paper_is_wanted(oak, amara):
    card = holding.card(oak, amara)
    bea = holding.person("bea@example.org", "Bea")
    for path in ("leave/", "stay/", "renew/"):
        assert holding.signed_in(bea).post(of(card, path)).status_code == 404
    with oak.within, pytest.raises(ChangedMeanwhileError):
        leaving.give_notice(card.membership, user=bea)
    rules(oak, members_give_notice=False)
    assert holding.signed_in(amara).get(of(card, "leave/")).status_code == 302
    with oak.within, pytest.raises(NotAllowedError):
        leaving.give_notice(card.membership, user=amara)
    assert "it wants a notice on paper" in page(holding.signed_in(amara), of(card))


def test_a_notice_on_paper_counts_from_the_day_it_came_and_ends_by_the_clock(oak, amara):
    rules(oak, notice_months=1)
    card = holding.card(oak, amara)
    url = staff(oak, "membership-notice", card.membership)
    tomorrow = (today(oak) + DAY).isoformat()
    assert oak.browser().post(url, {"received_on": tomorrow}).status_code == 422
    mail.outbox.clear()
    oak.browser().post(url, {"received_on": (today(oak) - timedelta(90)).isoformat()})
    outbox.drain()
    assert now_of(oak, card).ends_on == today(oak)
    assert "A notice came on paper" not in page(
        oak.browser(), staff(oak, "member", card.membership.member)
    )
    with oak.within:
        Membership.objects.update(ends_on=today(oak) - DAY)
    for _ in range(2):
        tasks.daily()
        outbox.drain()
    assert (now_of(oak, card).standing, now_of(oak, card).end_reason) == ("ended", "resigned")
    assert [each.subject.partition(": ")[2] for each in mail.outbox] == [
        "The last day of your membership",
        "Your membership has ended",
    ]


def test_an_exclusion_names_reason_hearing_and_appeal_and_can_be_taken_back(oak, amara):
    card = holding.card(oak, amara)
    url = staff(oak, "membership-exclude", card.membership)
    mail.outbox.clear()
    days = {
        "category": "conduct",
        "heard_on": (today(oak) - 9 * DAY).isoformat(),
        "appeal_until": (today(oak) + 20 * DAY).isoformat(),
        "last_day": (today(oak) + 20 * DAY).isoformat(),
    }
    wrong = oak.browser().post(url, days | {"heard_on": (today(oak) + DAY).isoformat()})
    assert (wrong.status_code, "or an earlier day" in wrong.text) == (422, True)
    oak.browser().post(url, days)
    outbox.drain()
    body = " ".join(mail.outbox[-1].body.split())
    assert "Reason: Conduct towards others." in body
    assert "You can appeal until" in body
    assert "You can appeal until" in page(holding.signed_in(amara), of(card))
    assert "conduct" not in holding.newest(card.membership).document
    with oak.within, pytest.raises(ChangedMeanwhileError):
        leaving.withdraw_notice(card.membership, user=amara)
    oak.browser().post(staff(oak, "membership-notice-withdraw", card.membership))
    assert now_of(oak, card).end_reason == ""


def test_after_a_death_nothing_more_is_written_and_the_household_is_told(oak, amara):
    card = holding.card(oak, amara)
    member = card.membership.member
    with oak.within:
        members.suspend_membership(card.membership, reason="x", by=oak.steward)
    mail.outbox.clear()
    url = staff(oak, "member-died", member)
    assert oak.browser().post(url, {"died_on": "soon"}).status_code == 422
    died = {"died_on": today(oak).isoformat(), "tell": "kin@example.org"}
    oak.browser().post(url, died)
    outbox.drain()
    tasks.daily()
    outbox.drain()

    assert [each.to for each in mail.outbox] == [["kin@example.org"]]
    assert now_of(oak, card).standing == Standing.ENDED
    with oak.within:
        assert Member.objects.get(pk=member.pk).email == ""
        assert not Letter.objects.filter(to=amara.email, state="waiting").exists()
    assert holding.signed_in(amara).get(of(card)).status_code == 404
    assert "No membership of this person" in oak.browser().post(url, died, follow=True).text


def test_an_owner_sets_the_rules_and_a_mistake_loses_nothing(oak):
    url = reverse("tenants:leaving-rules", args=[oak.coop.slug])
    browser = oak.browser(oak.owner)
    form = browser.get(url).context["form"]
    said = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    said = {name: value for name, value in said.items() if value is not None and value is not False}
    kind = f"kind-{oak.consumer.code}"
    wrong = browser.post(url, said | {"reminder_days": "seven, 0"})
    assert (wrong.status_code, 'value="seven, 0"' in wrong.text) == (422, True)
    browser.post(url, said | {"reminder_days": "10, 3, \u22125", "notice_months": 6, kind: "2"})
    with oak.within:
        assert rule.rules().reminder_days == [10, 3, -5]
        member = Membership(membership_class=oak.consumer)
        assert rule.notice_months(member) == 2
    browser.post(url, said | {kind: ""})
    with oak.within:
        assert (rule.notice_months(member), Notice.objects.count()) == (0, 0)
