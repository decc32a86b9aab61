"""The list at work: filters in the address, the way from one to the next, and no query per row."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tenants import queries
from tenants.models import Application, ApplicationMessage, Condition, Cooperative, Member
from tenants.services import decisions, thread
from tests.tenants.crowd import people, url
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
State = Application.State


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def listed(oak, **asked):
    """The names in the list, by what is asked in the address."""
    address = reverse("tenants:applications", args=[oak.coop.slug])
    page = oak.browser().get(address, asked)
    return [row["application"].name for row in page.context["rows"]]


def test_every_filter_finds_its_own(oak):
    oak.joined("Joined", "joined@example.org")
    oak.applied("Old", submitted_at=timezone.now() - timedelta(days=9))
    oak.applied("Due", submitted_at=timezone.now() - timedelta(days=5))
    oak.applied("Joined", "joined@example.org")
    wrote, mine, other = oak.applied("José Wrote"), oak.applied("Mine"), oak.applied("Proposed")
    lacks = oak.applied("Lacks", membership_class=None)
    Condition.objects.create(label="Share paid", membership_class=oak.consumer)
    thread.write_as_applicant(wrote, "Hello")
    decisions.assign(mine, to=oak.steward, by=oak.steward)
    Application.objects.filter(pk=other.pk).update(proposed_by=oak.owner)

    assert listed(oak, age="late") == ["Old"]
    assert listed(oak, age="due") == ["Due"]
    assert listed(oak, flag="duplicate") == ["Joined"]
    assert listed(oak, flag="wrote") == ["José Wrote"]
    assert listed(oak, flag="proposed") == ["Proposed"]
    assert lacks.name not in listed(oak, flag="conditions")
    assert listed(oak, assigned="me") == ["Mine"]
    assert len(listed(oak, assigned="nobody")) == 6
    assert lacks.name not in listed(oak, kind=str(oak.consumer.code))
    assert listed(oak, q="jose") == listed(oak, q="JOSÉ") == ["José Wrote"]
    assert listed(oak, q="joined@example") == ["Joined"]
    assert listed(oak, state="approved", q="oa-000001") == ["Joined"]
    assert listed(oak, age="nonsense", kind="x", flag="'") == listed(oak)


def test_the_way_leads_from_one_to_the_next_within_the_list(oak):
    rows = [
        oak.applied(name, submitted_at=timezone.now() - timedelta(days=9 - number))
        for number, name in enumerate(("Ann", "Ben", "Cai", "Dee"))
    ]
    decisions.assign(rows[1], to=oak.steward, by=oak.steward)
    link = reverse("tenants:application-review", args=[oak.coop.slug, rows[2].code])
    page = oak.browser().get(link, {"assigned": "nobody"}).text

    assert f"{rows[0].code}/?state=submitted&amp;assigned=nobody" in page
    assert f"{rows[3].code}/?state=submitted&amp;assigned=nobody" in page
    assert str(rows[1].code) not in page
    done = oak.browser().post(f"{link}?assigned=nobody")
    assert done["Location"] == f"{link}?state=submitted&assigned=nobody"
    after = oak.browser().get(done["Location"])
    assert after.context["next"] == rows[0].code


def test_three_hundred_rows_take_no_more_queries_than_one(oak, monkeypatch):
    monkeypatch.setattr("tenants.views.staff.bulk.ROWS", 300)
    Condition.objects.create(label="Share paid")
    Cooperative.objects.update(two_to_approve=True)
    browser, address = oak.browser(), reverse("tenants:applications", args=[oak.coop.slug])
    counted = {}
    for state in (State.SUBMITTED, State.WAITING_LIST):
        for many in (1, 300):
            now = timezone.now()
            there = Application.objects.filter(state=state).count()
            made = Application.objects.bulk_create(
                Application(
                    state=state,
                    name=f"P {number}",
                    name_key=f"p {number}",
                    membership_class=oak.consumer,
                    assignee=oak.steward,
                    proposed_by=oak.owner if state == State.SUBMITTED else None,
                    submitted_at=now,
                    waitlisted_at=now,
                )
                for number in range(many - there)
            )
            ApplicationMessage.objects.bulk_create(
                ApplicationMessage(application=row, text="Hello") for row in made
            )
            browser.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page = browser.get(address, {"state": state})
            assert len(page.context["rows"]) == many
            counted[state, many] = len(asked)

    assert counted[State.SUBMITTED, 1] == counted[State.SUBMITTED, 300]
    assert counted[State.WAITING_LIST, 1] == counted[State.WAITING_LIST, 300]


def test_two_who_may_be_one_stand_side_by_side(oak):
    known = oak.joined("Amara Okonkwo", "amara@example.org", phone="020 7946 0958").member
    row = oak.applied("Amara Okonkwo", "a.okonkwo@example.org", phone="+44 20 7946 0958")
    link = reverse("tenants:application-review", args=[oak.coop.slug, row.code])
    (compared,) = oak.browser().get(link).context["compared"]

    assert compared["duplicate"].member == known
    same = {line["label"]: line["same"] for line in compared["lines"]}
    assert (same["Full name"], same["Email address"], same["Phone number"]) == (True, False, True)


def test_of_many_who_may_be_meant_the_surest_stand_side_by_side(oak):
    people(oak, 40, name="Amara Okonkwo")
    known = oak.joined("Amara Okonkwo", "amara@example.org").member
    row = oak.applied("Amara Okonkwo", "a.okonkwo@example.org")
    link = reverse("tenants:application-review", args=[oak.coop.slug, row.code])
    browser = oak.browser()
    page = browser.get(link)
    everybody = browser.get(link, {"everybody": "1"})
    unsaid = browser.post(link, {"action": "approve"})
    last = everybody.context["compared"][-1]["duplicate"].member
    last.memberships.update(standing="ended", end_reason="lapsed")  # so that they may come back
    browser.post(link, {"action": "approve", "person": str(last.code)})
    row.refresh_from_db()

    assert page.context["compared"][0]["duplicate"].member == known
    assert len(page.context["compared"]) == 10
    assert "31 more are like this applicant, but less so." in page.text
    assert f"{url(oak, 'members')}?q=Amara%20Okonkwo" in page.text
    assert page.text.count('type="radio"') == 11
    assert len(everybody.context["compared"]) == 41
    assert "more are like this applicant" not in everybody.text
    assert unsaid.status_code == 422
    assert unsaid.text.count('type="radio"') == 11
    assert row.membership.member == last


def test_who_shares_the_name_is_not_lost_among_hundreds_who_are_like_them(oak):
    people(oak, 310, name="Amara Okonkwa")
    known = oak.joined("Amara Okonkwo", "amara@example.org").member
    row = oak.applied("Amara Okonkwo", "a.okonkwo@example.org")
    Member.objects.filter(pk=known.pk).update(number="ZZ-1")

    assert queries.possible_duplicates(row)[0].member == known
    assert queries.with_duplicates([row]) == {row.pk}
