"""The page of the log: sentences, filters, its file, and what it says of its own chain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tenants import outbox
from tenants.facts import ConfirmationAsked, MemberDetailsChanged
from tenants.models import AuditLink, Event, Staff
from tenants.services import auditing, members
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def linked(oak):
    """Three members, and everything that was recorded of them in the chain."""
    rows = [oak.joined(name) for name in ("Amara Okonkwo", "Bea Lind", "Cem Aydin")]
    while auditing.extend_chain():
        continue
    return rows


def page(oak, query="", staff=None):
    address = reverse("tenants:audit", args=[oak.coop.slug])
    return oak.browser(staff or oak.owner).get(f"{address}{query}")


def test_the_page_tells_who_did_what_about_whom(oak):
    first, _second, _third = linked(oak)
    members.suspend_membership(first, reason="dues", by=oak.steward)

    text = page(oak).text

    assert "Suspended" in text
    assert "Became a member" in text
    assert str(oak.steward.user.name) in text
    assert "Amara Okonkwo" in text
    assert "A step of the portal itself" not in text
    assert "MembershipSuspended" not in text


def test_the_page_is_filtered_by_person_kind_member_and_days(oak):
    first, _second, _third = linked(oak)
    members.suspend_membership(first, reason="dues", by=oak.steward)
    number = first.member.number
    today = timezone.localdate()
    with transaction.atomic():
        outbox.record(ConfirmationAsked(str(first.code), "1"))

    def rows(query):
        return page(oak, query).text.count("<time datetime")

    assert rows(f"?who={oak.steward.code}&kind=members&member={number}") == 2
    assert rows("?who=portal&kind=members&member=okonkwo") == 0
    assert rows("?member=lind&kind=members") == 1
    assert rows("?kind=steps") > 0
    assert rows(f"?until={today - timedelta(days=2)}") == 0
    assert "No line like that" in page(oak, f"?until={today - timedelta(days=2)}").text
    assert rows(f"?since={today - timedelta(days=1)}&kind=members") == 4


def test_a_wrong_filter_and_a_wrong_head_are_refused_in_words(oak):
    linked(oak)

    wrong = page(oak, "?since=2026-02-01&until=2026-01-01")
    head = page(oak, "?head=abc")
    other = page(oak, f"?head={'0' * 64}")
    right = page(oak, f"?head={AuditLink.objects.first().digest.upper()}")

    assert (wrong.status_code, head.status_code, other.status_code) == (422, 422, 422)
    assert "before the day from which you look" in wrong.text
    assert "it has 64 digits" in head.text
    assert "No line of this log has this head" in other.text
    assert right.status_code == 200
    assert "This head is line 1" in right.text


def test_the_page_says_which_line_is_not_what_it_was(oak):
    linked(oak)
    Event.objects.filter(pk=Event.objects.order_by("pk").first().pk).update(name="Nothing")

    oak.browser(oak.owner).post(reverse("tenants:audit-check", args=[oak.coop.slug]))
    text = page(oak).text

    assert "The log is not whole" in text
    assert "Line 1 was changed after it was written." in text


def test_what_was_changed_is_told_by_the_name_of_the_particular(oak):
    row, _second, _third = linked(oak)
    with transaction.atomic():
        row.member.town = "Leeds-canary"
        row.member.save()
        outbox.record(MemberDetailsChanged(str(row.member.code)), by=oak.steward)

    text = page(oak).text

    assert "Details corrected" in text
    assert "town" in text.partition("Details corrected")[2][:200]
    assert "Leeds-canary" not in text


def test_the_file_says_what_the_page_says_and_that_it_was_taken(oak):
    linked(oak)
    address = reverse("tenants:audit-export", args=[oak.coop.slug])

    answer = oak.browser(oak.owner).post(address, {"kind": "members"})

    lines = answer.text.splitlines()
    assert len(lines) == 4
    assert "Became a member,Cem Aydin" in lines[1]
    assert "3 lines of the log were exported" in page(oak, "?kind=files").text


def test_only_owners_and_who_reads_reports_see_it(oak):
    linked(oak)

    assert page(oak, staff=oak.seat(Staff.Role.REPORTS)).status_code == 200
    assert page(oak, staff=oak.steward).status_code == 403


def test_a_long_page_asks_no_more_than_a_short_one(oak):
    linked(oak)

    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert page(oak, "?kind=members").status_code == 200
        return len(caught)

    few = asked()
    for number in range(12):
        oak.joined(f"Member {number}")

    assert asked() == few
