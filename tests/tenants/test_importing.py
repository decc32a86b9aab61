"""An import from file to register and back: the plan that was looked at is the plan that is run."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants import long_work, outbox
from tenants.models import (
    Event,
    Letter,
    Member,
    Membership,
    OutboxEntry,
    Seat,
)
from tenants.services import importing, jobs, members
from tenants.services.importing import running
from tests import build
from tests.tenants.lists import (
    ADA,
    BEA,
    HEADS,
    actions,
    as_csv,
    at,
    bring,
    brought,
    counts,
    reasons,
    run,
)
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


@pytest.fixture
def _small_batches(monkeypatch):
    """As if the file were long."""
    kinds = long_work._kinds
    monkeypatch.setitem(kinds, importing.RUN, replace(kinds[importing.RUN], batch=4))


def again(job):
    OutboxEntry.objects.filter(done_at=None).update(due_at=timezone.now())
    outbox.drain()
    job.refresh_from_db()


def test_members_are_taken_over_as_they_are_and_nobody_hears_of_it(oak, mailoutbox):
    row, job = brought(oak, [HEADS, ADA, BEA, ["", "Cy Cole", "cy@example.org", "", "", "expired"]])

    assert counts(job) == {"created": 2, "failed": 1}
    assert reasons(row) == {4: "An ended membership needs its last day."}
    ada, bea = Member.objects.order_by("number")
    held = ada.memberships.get()
    assert (ada.number, ada.name, ada.email, ada.postcode) == tuple(ADA[:4])
    assert (ada.joined_on, held.starts_on, held.announce) == (date(2019, 4, 1),) * 2 + (False,)
    assert held.ends_on >= timezone.localdate()
    assert (bea.joined_on, bea.email) == (date(2020, 5, 1), "")
    assert mailoutbox == []
    assert Letter.objects.count() == 0
    assert Seat.objects.filter(kind=Seat.Kind.MEMBER, user=None).count() == 1
    page = oak.browser().get(at(oak, "import-errors", row)).text
    assert "Cy Cole,cy@example.org,,,expired,4,An ended membership needs its last day." in page
    assert not re.search(r"\bAda\b", page)


def test_the_same_file_again_changes_nothing(oak):
    rows = [HEADS, ADA, BEA, ["", "Nobody's Number", "", "", "", ""]]
    brought(oak, rows)
    before = list(Member.objects.values()), list(Membership.objects.values())
    row, job = brought(oak, rows)

    assert set(actions(row).values()) == {"unchanged"}
    assert counts(job) == {"unchanged": 3}
    assert (list(Member.objects.values()), list(Membership.objects.values())) == before


def test_five_hundred_rows_all_become_members(oak):
    """Forty without an address of their own, twenty who share one: a shared address merges nobody."""
    rows = [HEADS]
    for number in range(500):
        email = f"{number}@example.org"
        if number < 40:
            email = ""
        elif number < 60:
            email = "house@example.org"
        rows.append([f"A-{number}", f"Given{number} Family{number * 7}", email, "", "", ""])
    _row, job = brought(oak, rows)

    assert counts(job) == {"created": 500}
    assert Member.objects.count() == Membership.objects.count() == 500
    assert Member.objects.filter(email="").count() == 40
    assert Member.objects.filter(email="house@example.org").count() == 20


def test_duplicates_are_decided_line_by_line(oak):
    known = oak.joined("José Ñuñez", "jose@example.org").member
    eva = oak.joined("Eva Ek", "eva@example.org").member
    rows = [
        ["Name", "Email", "Phone", "Number"],
        ["Jose Nunez", "JOSE@example.org", "1234567", ""],
        ["Maria Ñuñez", "jose@example.org", "", ""],
        ["José Ñuñez", "other@example.org", "", ""],
        ["Somebody Else", "", "", known.number],
        ["Maria Nunez", "jose@example.org", "", ""],
        ["Eva Ek", "eva@example.org", "", "X-7"],
        ["", "none@example.org", "", ""],
        ["Di Dot", "di.example.org", "", ""],
    ]
    row = bring(oak, as_csv(rows))

    assert list(actions(row).values()) == [
        "update",
        "create",
        "create",
        "error",
        "skip",
        "error",
        "error",
        "error",
    ]
    told = reasons(row)
    assert "Shares an email address with José Ñuñez" in told[3]
    assert "May be José Ñuñez" in told[4]
    assert told[5] == f"Number {known.number} belongs to José Ñuñez."
    assert told[7].startswith(f"Eva Ek has number {eva.number} here.")
    assert told[6] == "The same person and kind of membership as line 3."
    assert told[9] == "“di.example.org” is not an email address."
    browser = oak.browser()
    page = browser.get(at(oak, "import", row), {"action": "decide"}).text
    assert "What happens to line 4" in page
    assert "What happens to line 2" not in page
    browser.post(at(oak, "import", row), {"line_4": "skip", "line_5": "create", "line_7": "skip"})
    assert [actions(row)[number] for number in (4, 5, 7)] == ["skip", "error", "skip"]
    job = run(oak, row)

    assert counts(job) == {"updated": 1, "created": 1, "skipped": 3, "failed": 3}
    known.refresh_from_db()
    assert (known.name, known.phone, known.email) == ("Jose Nunez", "1234567", "jose@example.org")


def test_a_row_that_changed_since_is_left_alone_and_says_so(oak):
    ada = oak.joined("Ada Adler", "ada@example.org")
    row = bring(
        oak, as_csv([HEADS[1:], ["Ada Adler", "ada@example.org", "20095", "", ""], BEA[1:]])
    )
    members.suspend_membership(ada, reason="Owes.", by=oak.steward)
    late = oak.joined("Bea Berg", "bea@example.org")
    job = run(oak, row)

    assert counts(job) == {"failed": 2}
    told = {item.position: item.reason for item in job.items.all()}
    assert told[2] == "This member has changed since you looked."
    assert late.member.number in told[3]
    ada.member.refresh_from_db()
    assert ada.member.postcode == ""


def test_numbers_of_our_own_kind_are_never_given_twice(oak):
    prefix = oak.coop.number_prefix
    rows = [["Name", "No."], ["Ada Adler", ""], ["Bea Berg", f"{prefix}-000002"], ["Cy Cole", ""]]
    brought(oak, rows)
    later = oak.joined("Di Dot").member.number

    numbers = dict(Member.objects.values_list("name", "number"))
    assert numbers["Bea Berg"] == f"{prefix}-000002"
    assert len({*numbers.values()}) == 4
    assert later > max(number for name, number in numbers.items() if name != "Di Dot")


@pytest.mark.usefixtures("_small_batches")
def test_a_crash_in_the_middle_loses_and_doubles_nothing(oak, monkeypatch):
    row = bring(
        oak, as_csv([HEADS, *([f"B-{n}", f"P{n} Q{n}", "", "", "", ""] for n in range(10))])
    )
    whole, calls = running.outbox.record_many, []

    def dies_once(*args, **kwargs):
        whole(*args, **kwargs)
        calls.append(1)
        if len(calls) == 2:
            raise OperationalError("gone")

    monkeypatch.setattr(running.outbox, "record_many", dies_once)
    job = run(oak, row)
    assert (job.done, Member.objects.count()) == (4, 4)
    again(job)

    assert counts(job) == {"created": 10}
    assert Member.objects.count() == Membership.objects.count() == 10
    assert Event.objects.filter(name="MembershipTakenOver").count() == 10


@pytest.mark.usefixtures("_small_batches")
def test_what_is_cancelled_is_half_done_and_goes_on(oak):
    row = bring(oak, as_csv([HEADS, *([f"B-{n}", f"P{n} Q{n}", "", "", "", ""] for n in range(7))]))
    job = importing.run(row, by=oak.steward)
    assert outbox.drain(until_empty=False) == 1
    jobs.cancel_job(job, by=oak.steward)
    outbox.drain()

    assert Member.objects.count() == 4
    assert "Go on with 3" in oak.browser().get(at(oak, "job", job)).text
    jobs.retry_failed(job, by=oak.steward)
    again(job)
    assert counts(job) == {"created": 7}


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["", "N-1", "N-2", "n 1"]),
            st.sampled_from(["", "Ada Adler", "Adler Ada", "Bo", "=1+1", "Ğ\u202e", "x" * 300]),
            st.sampled_from(["", "a@example.org", "A@example.org", "b@", "b@example.org"]),
            st.sampled_from(["", "10115", "\t"]),
            st.sampled_from(["", "2019-01-01", "31/12/2020", "never"]),
            st.sampled_from(["", "active", "expired", "odd"]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_line_is_in_the_result_once(oak, rows):
    """Whatever stands there: created + updated + unchanged + skipped + errors = lines."""
    before = Member.objects.count()
    content = as_csv([HEADS, *rows])
    written = [place for place, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    if not written:
        return
    row = bring(oak, content)
    job = run(oak, row)

    assert [line.number for line in row.lines.all()] == written
    assert list(job.items.values_list("position", flat=True)) == written
    told = counts(job)
    assert Member.objects.count() - before == told.get("created", 0)
    second = bring(oak, content)
    assert "create" not in actions(second).values()


def test_kinds_of_membership_are_asked_about(oak):
    build.membership_class(name="Worker member", kind="worker")
    heads = ["Name", "Mitgliedsart"]
    row = bring(
        oak,
        as_csv([heads, ["Ada Adler", "Aktiv"], ["Bea Berg", "worker"], ["Cy Cole", "Gast"]]),
        word_0=str(oak.consumer.code),
    )
    assert list(actions(row).values()) == ["create", "create", "error"]
    assert reasons(row)[4] == "“Gast” is no kind of membership here."
    run(oak, row)

    assert Membership.objects.get(member__name="Ada Adler").membership_class == oak.consumer
    remembered = oak.browser().post(
        at(oak, "imports"), {"text": "Name\tMitgliedsart\nDi Dot\tAktiv\n"}, follow=True
    )
    form = remembered.context["form"]
    assert form["word_0"].value() == str(oak.consumer.code)
