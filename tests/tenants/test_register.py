"""The register as at a day: as known now, and as one would have drawn it then."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tenants import register, tracked
from tenants.models import Event, Member, Membership, RegisterEntry
from tenants.services import members
from tenants.views.staff import register as register_views
from tests import build
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = datetime(2020, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def member_since(oak, day, name="Amara Okonkwo", written=None, **values):
    """On the register since that day, as it was written then."""
    held = oak.joined(name)
    Member.objects.filter(pk=held.member.pk).update(joined_on=day, **values)
    Membership.objects.filter(pk=held.pk).update(starts_on=day)
    codes = [held.code, held.member.code]
    at = written or datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    tracked.date_back(codes, at=at)
    held.refresh_from_db()
    return held


def names(on, *, then=False, **values):
    end_of_day = datetime(on.year, on.month, on.day, 23, 59, tzinfo=UTC)
    drawn = register.as_at(on, known=end_of_day if then else None, **values)
    return [(line.name, line.standing) for line in drawn.lines(drawn.order)]


def test_a_correction_speaks_for_all_days_since_the_one_it_names(oak):
    held = member_since(oak, date(2020, 3, 1))
    with tracked.noted(on=date(2022, 5, 1), reason="She married."):
        Member.objects.filter(pk=held.member.pk).update(name="Amara Lind")

    assert names(date(2020, 2, 29)) == []
    assert names(date(2022, 4, 30)) == [("Amara Okonkwo", "good")]
    assert names(date(2022, 5, 1)) == [("Amara Lind", "good")]
    assert names(date(2022, 5, 1), then=True) == [("Amara Okonkwo", "good")]
    today = timezone.localdate()
    assert names(today, then=True) == names(today) == [("Amara Lind", "good")]


def test_whoever_leaves_on_a_day_is_on_that_days_register(oak):
    held = member_since(oak, date(2020, 3, 1))
    last = date(2024, 12, 31)
    ended = {"standing": "ended", "ends_on": last, "end_reason": "died"}
    Membership.objects.filter(pk=held.pk).update(**ended)  # heard of today only

    assert names(last) == [("Amara Okonkwo", "ended")]
    assert names(last + timedelta(1)) == []
    assert names(last + timedelta(1), then=True) == [("Amara Okonkwo", "good")]


def test_who_has_not_renewed_yet_stands_there_until_the_membership_lapses(oak):
    held = member_since(oak, date(2020, 3, 1))
    today = timezone.localdate()
    last = today - timedelta(1)
    Membership.objects.filter(pk=held.pk).update(ends_on=last)
    assert names(today) == [("Amara Okonkwo", "good")]
    held.refresh_from_db()

    members.end_membership(held, reason=Membership.EndReason.LAPSED, by=oak.steward)
    assert names(today) == []
    assert names(last) == [("Amara Okonkwo", "ended")]


def test_notice_and_exit_are_told_from_the_day_on_which_they_were_known(oak):
    held = member_since(oak, date(2020, 3, 1))
    today = timezone.localdate()
    last = today + timedelta(40)
    resigned = Membership.EndReason.RESIGNED
    members.end_membership(held, reason=resigned, by=oak.steward, on=last)
    (line,) = _lines(today)
    (before,) = _lines(today - timedelta(1))

    assert (line.noticed_on, line.leaves_on, line.end_label) == (today, last, "Resigned")
    assert (before.noticed_on, before.leaves_on) == (None, None)
    held.refresh_from_db()
    members.renew_membership(held, by=oak.steward)
    assert _lines(today)[0].leaves_on is None


def _lines(on):
    drawn = register.as_at(on)
    return drawn.lines(drawn.order)


def test_a_decision_that_was_taken_back_was_there_as_known_then_only(oak):
    held = member_since(oak, date(2020, 3, 1))
    person = held.member
    held.delete()
    person.delete()

    assert names(date(2021, 1, 1)) == []
    assert names(date(2021, 1, 1), then=True) == [("Amara Okonkwo", "good")]


def url(oak, route="register"):
    return reverse(f"tenants:{route}", args=[oak.coop.slug])


def test_the_page_the_spreadsheet_and_the_paper_say_the_same(oak, monkeypatch):
    place = {"address": "12 High Street", "town": "Leeds", "postcode": "LS1 1AA", "country": "GB"}
    member_since(oak, date(2020, 3, 1), **place)
    visits = build.membership_class(name="Visitor", visiting=True)
    visitor = oak.joined("Eli Visiting")
    Membership.objects.filter(pk=visitor.pk).update(membership_class=visits)
    strange = oak.joined("Ƿynn 🦘")
    asked = {"on": timezone.localdate().isoformat(), "known": "now"}
    with monkeypatch.context() as patched:
        patched.setattr(register_views, "MOST_ON_PAPER", 1)
        long = oak.browser().post(url(oak, "register-file"), {**asked, "form": "pdf"}, follow=True)
    assert "Take it for a spreadsheet." in long.text
    browser = oak.browser()
    page = browser.get(url(oak), asked).text

    assert "2 memberships at the end of" in page
    assert "LEEDS" in page
    assert "Eli Visiting" not in page
    assert "Eli Visiting" in browser.get(url(oak), {**asked, "visits": "on"}).text
    sheet = browser.post(url(oak, "register-file"), {**asked, "form": "csv"})
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["Amara Okonkwo", strange.member.name]
    assert rows[1][4] == "Leeds"
    paper = browser.post(url(oak, "register-file"), {**asked, "form": "pdf"})
    drawn = pypdfium2.PdfDocument(paper.content)
    text = drawn[0].get_textpage().get_text_range()
    assert "Amara Okonkwo" in text
    assert "12 High Street" in text
    assert b"/StructTreeRoot" in paper.content
    told = [event.data["form"] for event in Event.objects.filter(name="RegisterDrawn")]
    assert sorted(told) == ["csv", "pdf"]


def test_a_day_that_is_none_is_told_and_nothing_leaves(oak):
    member_since(oak, date(2020, 3, 1))
    wrong = oak.browser().get(url(oak), {"on": "yesterday"})

    assert wrong.status_code == 422
    assert "Enter a day as a date." in wrong.text
    assert "Nobody on that day" in oak.browser().get(url(oak), {"on": "1999-01-01"}).text
    for data in ({"on": "never", "form": "pdf"}, {"on": "2021-01-01", "form": "odd"}):
        assert oak.browser().post(url(oak, "register-file"), data).status_code == 302
    assert not Event.objects.filter(name="RegisterDrawn").exists()


def test_a_long_register_asks_no_more_than_a_short_one(oak):
    browser = oak.browser()
    counts = []
    for rows in (1, 60):
        for number in range(rows):
            person = Member.objects.create(number=f"Z-{rows}-{number}", name=f"Person {number}")
            Membership.objects.create(
                member=person, membership_class=oak.consumer, ends_on=date(2099, 1, 1)
            )
        with CaptureQueriesContext(connection) as asked:
            browser.get(url(oak))
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert RegisterEntry.objects.count() == 122
