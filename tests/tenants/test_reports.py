"""Figures over time: whatever happens, the beginning with joins and without leaves is the end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tenants import register
from tenants.dates import today_in
from tenants.models import Cooperative, Membership, Staff
from tenants.reports import drawing, reading
from tenants.reports.periods import LENGTHS, MONTH, YEAR, periods, year
from tenants.reports.spans import Span, count_after, joined, movements, per_period, waited
from tenants.services import members
from tenants.services.money import shares
from tenants.services.money.shares import Told
from tests.tenants.office import office

# They are about what is true, not about how fast a busy machine says so.
at_leisure = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = some.dates(date(2020, 1, 1), date(2026, 12, 31))
SPANS = some.builds(Span, DAYS, some.none() | DAYS, some.sampled_from(["resigned", "died"]))
HELD = some.lists(some.tuples(some.integers(0, 6), SPANS), max_size=30)


@at_leisure
@given(HELD, some.sampled_from(LENGTHS), DAYS, DAYS)
def test_members_at_the_end_are_those_at_the_beginning_with_joins_without_leaves(
    held, length, one_day, another
):
    since, today = sorted((one_day, another))
    told = movements(joined(held), periods(length, since=since, today=today, most=40))

    for each in told:
        assert each.after == each.before + each.joins - each.leaves
        assert each.leaves == sum(each.reasons.values())
        assert each.churn is None or (each.period.is_whole and each.before)
    for one, next_one in pairwise(told):
        assert one.after == next_one.before


@at_leisure
@given(HELD, DAYS)
def test_nobody_is_counted_twice_and_nobody_left_out(held, day):
    there = {person for person, span in held if span.is_sound and span.after(day)}
    leaves_and_comes = {
        person for person, span in held if span.is_sound and span.first <= day and span.last == day
    }

    counted = count_after(joined(held), day)

    assert len(there) <= counted <= len(there | leaves_and_comes)


@at_leisure
@given(DAYS, DAYS, some.sampled_from(LENGTHS))
def test_periods_follow_one_another_without_a_gap_up_to_today(since, today, length):
    found = periods(length, since=since, today=today, most=200)

    if since > today:
        return
    assert found[0].first == since
    assert found[-1].last == today
    assert all(one.last + timedelta(days=1) == next_one.first for one, next_one in pairwise(found))
    assert [each.runs for each in found[:-1]] == [False] * (len(found) - 1)
    assert found[-1].runs
    assert not any(each.begins_late for each in found[1:])


def test_the_running_period_and_one_that_begins_late_have_no_rate():
    spans = [Span(date(2020, 1, 1)), Span(date(2020, 1, 1), date(2026, 2, 10), "resigned")]
    found = periods(MONTH, since=date(2026, 1, 15), today=date(2026, 3, 10), most=12)

    told = movements(spans, found)

    assert [each.begins_late for each in found] == [True, False, False]
    assert [each.churn for each in told] == [None, 50.0, None]
    assert year(2025, since=date(2026, 1, 15), today=date(2026, 3, 10)) is None
    assert year(2027, since=date(2026, 1, 15), today=date(2026, 3, 10)) is None


def test_changing_the_kind_of_membership_is_neither_joining_nor_leaving():
    held = [
        ("a", Span(date(2026, 1, 1), date(2026, 6, 30), "resigned")),
        ("a", Span(date(2026, 7, 1))),
        ("b", Span(date(2026, 1, 1), date(2026, 6, 30), "resigned")),
        ("b", Span(date(2026, 7, 2))),
        ("c", Span(date(2026, 5, 2), date(2026, 5, 1))),
    ]

    assert sorted(joined(held), key=lambda span: (span.first, span.last or date.max)) == [
        Span(date(2026, 1, 1), date(2026, 6, 30), "resigned"),
        Span(date(2026, 1, 1)),
        Span(date(2026, 7, 2)),
    ]


def test_nine_of_ten_are_told_of_ten_at_least():
    assert waited([]).middle is None
    assert (waited([1.0, 2.0, 9.0]).middle, waited([1.0, 2.0, 9.0]).nine_of_ten) == (2.0, None)
    assert waited([float(n) for n in range(11)]).nine_of_ten == 9.0
    found = periods(YEAR, since=date(2025, 1, 1), today=date(2026, 1, 2), most=5)
    assert per_period([date(2024, 12, 31), date(2025, 1, 1), date(2026, 1, 2)], found) == [1, 1]


@at_leisure
@given(some.lists(some.integers(0, 100_000), min_size=1, max_size=12))
def test_columns_stay_within_the_picture(values):
    made = drawing.columns(
        "t", "d", [("a", "")] * len(values), [drawing.Series("s", values)], [True] * len(values)
    )

    assert len(made.columns) == sum(1 for value in values if value)
    assert 1 <= len(made.lines) <= 6 or values == [0] * len(values)
    for column in made.columns:
        assert drawing.TOP - 0.1 <= float(column.y) <= drawing.BOTTOM
        assert float(column.x) + float(column.width) <= drawing.WIDTH + 0.1


@pytest.fixture
def oak(transactional_db):
    made = office()
    opened = datetime(timezone.now().year - 2, 3, 10, 12, tzinfo=UTC)
    Cooperative.objects.filter(pk=made.coop.pk).update(opened_at=opened)
    with made.within:
        yield made


def page(oak, route="reports", *arguments, query="", staff=None):
    address = reverse(f"tenants:{route}", args=[oak.coop.slug, *arguments])
    return oak.browser(staff or oak.seat(Staff.Role.REPORTS)).get(f"{address}{query}")


def began(oak, name, day):
    """As of a day before today, by a correction that is known only now."""
    row = oak.joined(name)
    Membership.objects.filter(pk=row.pk).update(starts_on=day)
    return Membership.objects.get(pk=row.pk)


def test_the_figures_say_what_the_register_says_of_every_day(oak):
    today = timezone.localdate()
    first = began(oak, "Amara Okonkwo", today - timedelta(400))
    began(oak, "Bea Lind", today - timedelta(90))
    members.end_membership(first, reason=Membership.EndReason.RESIGNED, by=oak.steward)
    oak.joined("Cem Aydin")

    book = reading.read()

    for ago in range(0, 450, 7):
        day = today - timedelta(ago)
        told = {line.member for line in register.as_at(day).lines(register.as_at(day).order)}
        there = book.members.begun(day) - book.members.over(day - timedelta(1))
        assert there == len(told), day


def test_a_correction_that_comes_late_changes_last_years_figures(oak):
    today = timezone.localdate()
    row = oak.joined("Amara Okonkwo")
    before = page(oak, "report-file", "members", query="?length=12").text
    Membership.objects.filter(pk=row.pk).update(starts_on=date(today.year - 1, 5, 1))

    after = page(oak, "report-file", "members", query="?length=12").text

    assert f"{today.year - 1},0" in before
    assert f"{today.year - 1},1" in after


def test_the_page_draws_marks_what_is_not_whole_and_says_since_when(oak):
    began(oak, "Amara Okonkwo", timezone.localdate() - timedelta(40))

    text = page(oak).text
    years = page(oak, query="?length=12").text

    assert "so far" in text
    assert "column-part" in text
    assert "Columns for Members at the end" in text
    assert f", from 10 Mar {timezone.now().year - 2}" in years
    assert "nothing is told of earlier days" in years


def test_a_co_op_without_anybody_reads_why_there_is_nothing(oak):
    assert "Nothing to count yet" in page(oak).text


@pytest.mark.parametrize(
    "key", ["members", "movement", "classes", "applications", "cards", "visits", "partners"]
)
def test_every_report_is_a_file_too(oak, key):
    began(oak, "Amara Okonkwo", timezone.localdate() - timedelta(40))

    answer = page(oak, "report-file", key, query="?length=3")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    assert page(oak, "report-file", "nothing").status_code == 404


def test_the_annual_report_adds_up_and_is_a_page_of_paper(oak):
    last_year = today_in(oak.coop.time_zone).year - 1
    began(oak, "Amara Okonkwo", date(last_year, 5, 1))
    gone = began(oak, "Bea Lind", date(last_year, 2, 1))
    shares.subscribe(
        Membership.objects.get(member__name="Amara Okonkwo").member,
        count=3,
        price=Decimal("10.00"),
        paid=Decimal("0.00"),
        told=Told(date(last_year, 6, 1), "With the application", oak.steward),
    )
    members.end_membership(gone, reason=Membership.EndReason.RESIGNED, by=oak.steward)

    text = page(oak, "annual", last_year).text
    made = page(oak, "annual-pdf", last_year)

    assert "Members at the end" in text
    assert "Consumer member" in text
    assert "30" in text.partition("Their value at the end")[2][:80]
    assert "The year is not over" in page(oak, "annual", last_year + 1).text
    assert "Resigned" in page(oak, "annual", last_year + 1).text
    assert made.content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in made.content
    assert page(oak, "annual", 1999).status_code == 404


def test_only_owners_and_who_reads_reports_see_them(oak):
    assert page(oak, staff=oak.owner).status_code == 200
    assert page(oak, staff=oak.steward).status_code == 403


def test_many_members_ask_no_more_than_few(oak):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert page(oak, staff=oak.owner).status_code == 200
        return len(caught)

    oak.joined("Amara Okonkwo")
    few = asked()
    for number in range(8):
        oak.joined(f"Member {number}")

    assert asked() == few
