"""Who is forgotten is named by no job, no line of a list and no sentence about another line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants import outbox
from tenants.importing.reading import read
from tenants.models import ImportLine, JobItem, Member, Membership
from tenants.services import forgetting_members, importing
from tenants.services.forgetting_members import work
from tests.tenants.lists import as_csv, bring, brought, run
from tests.tenants.office import office
from tests.tenants.test_forgetting import tables_with

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "Wombat9f3c"
HEADS = ["Number", "Name", "Email", "Member since"]
MINE = ["A-77", f"{CANARY} Name", f"{CANARY}@x.org", "2019-04-01"]
OTHER = ["A-78", "Bea Berg", "bea@x.org", "2020-05-01"]


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def gone(number):
    member = Member.objects.get(number=number)
    over = timezone.now() - timedelta(days=1)
    Membership.objects.filter(member=member).update(
        standing="ended", ended_at=over, starts_on=over.date(), ends_on=over.date()
    )
    forgetting_members.forget_now(member.code)
    outbox.drain()


def test_no_table_names_who_came_with_a_list_and_was_forgotten(oak):
    brought(oak, [HEADS, MINE, OTHER])
    brought(oak, [HEADS, MINE, OTHER])
    brought(oak, [HEADS, ["A-77", "Somebody Else", "", ""], OTHER])
    brought(oak, [HEADS, ["", "", f"{CANARY}@x.org", ""], ["A-77", f"{CANARY} Name", "?", ""]])
    unrun = bring(oak, as_csv([HEADS, ["X-1", f"{CANARY} Name", "no address", "x"]]))
    assert ImportLine.objects.filter(brought=unrun, member=None).exists()
    assert {"tenants_jobitem", "tenants_importline"} <= set(tables_with(CANARY))
    before = JobItem.objects.count(), ImportLine.objects.count()
    gone("A-77")

    assert tables_with(CANARY) == []
    assert (JobItem.objects.count(), ImportLine.objects.count()) == before
    assert JobItem.objects.filter(label="Bea Berg").exists(), "others stay"
    assert ImportLine.objects.filter(values__name="Bea Berg").count() == 3


def test_a_line_that_was_to_make_somebody_new_makes_nobody_of_who_was_forgotten(oak):
    brought(oak, [HEADS, MINE])
    row = bring(oak, as_csv([HEADS, ["B-1", f"{CANARY} Name", "new@x.org", ""], OTHER]))
    assert row.lines.get(number=2).action == "create"
    gone("A-77")
    assert row.lines.get(number=2).action == "skip"
    run(oak, row)
    assert tables_with(CANARY) == []
    assert sorted(Member.objects.values_list("number", flat=True)) == ["A-77", "A-78"]


def test_who_has_the_same_name_keeps_their_lines(oak):
    brought(
        oak, [HEADS, ["A-1", "Ada Adler", "ada@x.org", ""], ["A-2", "Ada Adler", "two@x.org", ""]]
    )
    row = bring(oak, as_csv([HEADS, ["", "Ada Adler", "two@x.org", "?"]]))
    gone("A-1")
    assert row.lines.get().cells[1] == "Ada Adler"


@pytest.mark.parametrize(
    "cells",
    [
        ["a - 77", "?", "no address", "x"],
        ["", "Náme, WOMBAT9f3c", "no address", "x"],
        ["", "", " Wombat9F3C@X.org ", ""],
    ],
)
def test_the_database_finds_every_line_that_is_of_somebody(oak, cells):
    """However number, name and address are written there; other lines are not so much as read."""
    brought(oak, [HEADS, MINE, OTHER])
    others = [[f"X-{n}", f"Other {n}", "no address", "x"] for n in range(5)]
    row = bring(oak, as_csv([HEADS, *others, cells]))
    assert row.lines.get(number=7).member is None
    seen = []
    whole = work._is_of

    def counted(line, *said):
        seen.append(line.number)
        return whole(line, *said)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(work, "_is_of", counted)
        gone("A-77")

    assert seen == [7]
    assert row.lines.get(number=7).cells == []
    assert row.lines.exclude(cells=[]).count() == 5


def test_a_file_whose_columns_were_never_chosen_is_searched_too(oak):
    brought(oak, [HEADS, MINE])
    row = importing.upload(read(as_csv([HEADS, MINE])), name="x.csv", by=oak.steward)
    gone("A-77")
    assert row.lines.get().cells == []
