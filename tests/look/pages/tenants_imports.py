"""A list of members on its way into the register: file, columns, plan, what became of it."""

from __future__ import annotations

from tenants import outbox
from tenants.importing.reading import read
from tenants.services import importing, jobs
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.tenants.lists import HEADS, as_csv, bring, run

no_page("downloads", "tenants:import-template", "tenants:import-errors", "tenants:members-export")
no_page(
    "POST only, leads to a job or back",
    "tenants:import-run",
    "tenants:import-discard",
    "tenants:import-undo",
    "tenants:import-cards",
)
ROWS = [
    [*HEADS, "Shares", "Price of one share", "Tags"],
    ["", "José Ñuñez", "jose@example.org", "10115", "", "", "", "", "Till team; Garden"],
    ["A-2", "Bea Berg-Lindqvist", "", "10117", "1.5.2020", "active", "5", "50", "Garden"],
    ["A-3", "محمد العربي", "jose@example.org", "", "", "", "", "", ""],
    ["A-4", "José Ñuñez", "other@example.org", "", "", "", "", "", ""],
    ["", "Di Dot", "di.example.org", "", "", "", "", "", ""],
]


def brought(visit):
    oak = at_office(visit)
    oak.joined("José Ñuñez", "jose@example.org")
    with oak.within:
        row = bring(oak, as_csv(ROWS), "members of 2026.csv")
    return oak, row


def uploaded(visit):
    oak = at_office(visit)
    with oak.within:
        row = importing.upload(read(as_csv(ROWS)), name="members.csv", by=oak.steward)
    go(visit, oak, "import-columns", code=row.code)


@shows("tenants:imports", heading="Import members", rows=1)
def imports(visit):
    oak, _row = brought(visit)
    go(visit, oak, "imports")


@shows("tenants:imports", EMPTY, heading="Import members", rows=0)
def no_imports(visit):
    go(visit, at_office(visit), "imports")


@shows("tenants:imports", ERROR, heading="Import members")
def import_of_nothing(visit):
    no_imports(visit)
    visit.send_nothing()


@shows(
    "tenants:import-columns",
    heading="What the columns are",
    rows=9,
    without={"empty": "a file has columns"},
)
def columns(visit):
    uploaded(visit)


@shows("tenants:import-columns", ERROR, heading="What the columns are")
def columns_without_a_name(visit):
    uploaded(visit)
    visit.page.get_by_label("Name", exact=True).select_option("Leave out")
    visit.press("Make the plan")


@shows(
    "tenants:import",
    heading="The plan",
    rows=5,
    without={"error": "a choice that the plan does not offer changes nothing"},
)
def plan(visit):
    oak, row = brought(visit)
    go(visit, oak, "import", code=row.code)


@shows("tenants:import", EMPTY, heading="The plan", rows=0)
def plan_without_such_lines(visit):
    oak, row = brought(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/members/import/{row.code}/?action=unchanged")


@shows("tenants:import", "run", heading="Import", rows=5)
def import_that_was_run(visit):
    oak, row = brought(visit)
    with oak.within:
        run(oak, row)
    go(visit, oak, "import", code=row.code)


def being_read(visit):
    """A file too long to be planned while a page is waited for, and its first part read."""
    oak = at_office(visit)
    rows = [[f"A-{n}", f"Given{n} Family{n}", "", "", "", "", "", "", ""] for n in range(1200)]
    with oak.within:
        row = importing.upload(read(as_csv([ROWS[0], *rows])), name="members.csv", by=oak.steward)
        chosen = importing.Chosen(row.columns, {}, "", month_first=False)
        importing.begin_plan(row, chosen, by=oak.steward)
    outbox.drain(until_empty=False)
    return oak, row


@shows("tenants:import", "being read", heading="The plan")
def plan_being_read(visit):
    oak, row = being_read(visit)
    go(visit, oak, "import", code=row.code)


@shows("tenants:import", "stopped", heading="The plan")
def plan_stopped(visit):
    oak, row = being_read(visit)
    with oak.within:
        jobs.cancel_job(row.plan_job, by=oak.steward)
    go(visit, oak, "import", code=row.code)
