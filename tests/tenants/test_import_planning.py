"""The plan of a long file is made by the worker, a part at a time, and is the plan that is made at once."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants import outbox
from tenants.errors import ChangedMeanwhileError
from tenants.models import Import, Job, Member, OutboxEntry
from tenants.services import importing, jobs
from tenants.services.importing import planning
from tests.tenants.lists import HEADS, actions, as_csv, at, bring, counts, reasons, run
from tests.tenants.office import office

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_short_parts")]
PEOPLE = [[f"B-{n}", f"P{n} Q{n}", "", "", "", ""] for n in range(9)]
FILE = as_csv([HEADS, *PEOPLE])
HTMX = {"HX-Request": "true"}


@pytest.fixture
def _short_parts(monkeypatch):
    """As if the file were long."""
    monkeypatch.setattr(planning, "AT_ONCE", 3)
    monkeypatch.setattr(planning, "PART", 4)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def again():
    OutboxEntry.objects.filter(done_at=None).update(due_at=timezone.now())
    outbox.drain()


def planned(row):
    names = ("number", "values", "action", "reason", "choices", "changes", "member", "before")
    return list(row.lines.values_list(*names))


def test_a_long_file_is_read_by_the_worker_and_its_page_says_how_far(oak):
    row = bring(oak, FILE)
    browser = oak.browser()
    page = browser.get(at(oak, "import", row))
    assert (row.state, "0 of 9 lines" in page.text) == ("planning", True)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert outbox.drain(until_empty=False) == 1
    part = browser.get(at(oak, "import", row), headers=HTMX).text
    assert "4 of 9 lines" in part
    assert "<html" not in part
    outbox.drain()
    over = browser.get(at(oak, "import", row), headers=HTMX)
    assert over["HX-Refresh"] == "true"

    assert "Import 9 members" in browser.get(at(oak, "import", row)).text
    assert (Member.objects.count(), Job.objects.get().total) == (0, 3)
    row.refresh_from_db()
    assert counts(run(oak, row)) == {"created": 9}


def test_a_short_file_is_planned_while_its_page_is_waited_for(oak):
    row = bring(oak, as_csv([HEADS, *PEOPLE[:3]]))

    assert (row.state, Job.objects.count()) == ("planned", 0)


def test_while_it_is_read_it_is_neither_run_nor_thrown_away_nor_read_anew(oak):
    row = bring(oak, FILE)
    browser = oak.browser()
    for route in ("import-run", "import-discard"):
        assert browser.post(at(oak, route, row)).url == at(oak, "import", row)
    assert browser.get(at(oak, "import-columns", row)).url == at(oak, "import", row)
    chosen = importing.Chosen(row.columns, {}, "", month_first=False)
    with pytest.raises(ChangedMeanwhileError):
        importing.begin_plan(row, chosen, by=oak.steward)

    outbox.drain()
    assert set(actions(row).values()) == {"create"}


def test_a_crash_in_the_middle_loses_and_doubles_nothing(oak, monkeypatch):
    row = bring(oak, FILE)
    whole, calls = planning.store_lines, []

    def dies_once(*args):
        whole(*args)
        calls.append(1)
        if len(calls) == 2:
            raise OperationalError("gone")

    monkeypatch.setattr(planning, "store_lines", dies_once)
    outbox.drain()
    row.refresh_from_db()
    assert (row.state, row.lines.exclude(action="").count()) == ("planning", 4)
    again()

    row.refresh_from_db()
    assert (row.state, set(actions(row).values())) == ("planned", {"create"})


def test_what_was_stopped_is_gone_on_with_or_begun_anew(oak):
    row = bring(oak, FILE)
    outbox.drain(until_empty=False)
    row.refresh_from_db()
    jobs.cancel_job(row.plan_job, by=oak.steward)
    outbox.drain()
    browser = oak.browser()
    page = browser.get(at(oak, "import", row)).text
    assert "Reading your file has stopped." in page
    assert "Go on reading" in page
    assert browser.get(at(oak, "import-columns", row)).status_code == 200
    jobs.retry_failed(row.plan_job, by=oak.steward)
    outbox.drain()
    row.refresh_from_db()

    assert (row.state, set(actions(row).values())) == ("planned", {"create"})


def test_what_was_stopped_and_chosen_anew_is_not_read_by_the_old_job(oak):
    row = bring(oak, FILE)
    row.refresh_from_db()
    old = row.plan_job
    jobs.cancel_job(old, by=oak.steward)
    outbox.drain()
    importing.begin_plan(
        row, importing.Chosen({"name": 1}, {}, "", month_first=False), by=oak.steward
    )
    jobs.retry_failed(old, by=oak.steward)
    outbox.drain()

    old.refresh_from_db()
    assert old.failed == old.total
    row.refresh_from_db()
    assert row.state == "planned"
    assert {line.values.get("number") for line in row.lines.all()} == {None}


def test_a_part_that_cannot_be_read_stops_those_below_it_until_it_is_tried_again(oak, monkeypatch):
    row = bring(oak, as_csv([HEADS, *PEOPLE, ["B-0", "P0 Q0", "", "", "", ""]]))
    whole = planning.read_lines

    def fails_at_the_first(brought, lines):
        if lines[0].number == 2:
            raise RuntimeError
        return whole(brought, lines)

    with monkeypatch.context() as broken:
        broken.setattr(planning, "read_lines", fails_at_the_first)
        outbox.drain()
    row.refresh_from_db()
    assert (row.state, row.plan_job.failed) == ("planning", 3)
    assert "Go on reading" in oak.browser().get(at(oak, "import", row)).text
    jobs.retry_failed(row.plan_job, by=oak.steward)
    outbox.drain()

    row.refresh_from_db()
    assert row.state == "planned"
    assert reasons(row) == {11: "The same person and kind of membership as line 2."}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["", "N-1", "N-2", "n 1"]),
            st.sampled_from(["", "Ada Adler", "Adler Ada", "Adler, Ada", "Bo"]),
            st.sampled_from(["", "a@example.org", "A@example.org", "b@", "b@example.org"]),
            st.sampled_from(["", "10115"]),
            st.sampled_from(["", "2019-01-01", "never"]),
            st.sampled_from(["", "active", "expired"]),
            st.sampled_from(["", "Till", "Garden; Till", "; ".join(f"T{n}" for n in range(49))]),
        ),
        min_size=4,
        max_size=14,
    )
)
def test_in_parts_or_at_once_the_plan_is_the_same(oak, rows):
    if not Member.objects.exists():
        oak.joined("Ada Adler", "a@example.org")
        oak.joined("Bo", "b@example.org")
    row = bring(oak, as_csv([[*HEADS, "Tags"], ["N-9", "Eva Ek", "", "", "", "", ""], *rows]))
    outbox.drain()
    row = Import.objects.get(pk=row.pk)
    parts = planned(row)
    importing.make_plan(
        row, columns=row.columns, classes=row.classes, fallback=row.fallback, month_first=False
    )

    assert planned(row) == parts
