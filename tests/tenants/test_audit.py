"""The log: nobody changes a line, whoever does is found out, and forgetting a person breaks nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from benefits import facts as of_benefits
from coopportal.demo import facts as of_the_demo
from credentials import facts as of_credentials
from tenants import append_only, moments, tasks
from tenants.audit import acts, chain, reading
from tenants.facts import Fact
from tenants.models import AuditCheck, AuditLink, Event, Membership
from tenants.services import auditing
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


@pytest.fixture
def kept():
    """As in a portal: the database refuses."""
    append_only.install(connection)
    yield
    append_only.remove(connection)


def linked(oak):
    """Three members, and everything that was recorded of them in the chain."""
    rows = [oak.joined(name) for name in ("Amara Okonkwo", "Bea Lind", "Cem Aydin")]
    while auditing.extend_chain():
        continue
    return rows


def every_fact(kind=Fact):
    """By name; what tests have made for themselves left out."""
    for each in kind.__subclasses__():
        if not each.__module__.startswith("tests."):
            yield each.__name__
        yield from every_fact(each)


def verify(**options):
    out = StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def test_every_fact_has_a_sentence_or_is_a_step_of_the_portal():
    assert of_benefits
    assert of_credentials
    demo = set(every_fact()) & {name for name in vars(of_the_demo) if name.startswith("Tour")}
    untold = set(every_fact()) - {*acts.names_of(""), *acts.names_of(acts.STEPS)} - demo

    assert untold == set()


def test_a_chain_is_the_same_for_the_same_facts_and_no_other():
    code = UUID(int=7)
    told = chain.Fact(
        code, "MembershipEnded", {"membership": "x"}, datetime(2026, 1, 2, tzinfo=UTC), None
    )
    begun = chain.beginning(UUID(int=1))

    assert chain.digest(begun, 1, told) == chain.digest(begun, 1, told)
    assert begun != chain.beginning(UUID(int=2))
    others = [
        chain.digest(begun, 2, told),
        chain.digest(chain.beginning(UUID(int=2)), 1, told),
        chain.digest(begun, 1, chain.Fact(code, told.name, {"membership": "y"}, told.at, None)),
        chain.digest(begun, 1, chain.Fact(code, told.name, told.data, told.at, UUID(int=9))),
        chain.digest(
            begun,
            1,
            chain.Fact(code, told.name, told.data, told.at + timedelta(microseconds=1), None),
        ),
    ]
    assert chain.digest(begun, 1, told) not in others
    assert len(set(others)) == len(others)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tenants_event SET name = 'Nothing'",
        "DELETE FROM tenants_event",
        "UPDATE tenants_auditlink SET digest = ''",
        "DELETE FROM tenants_auditlink",
        "DELETE FROM tenants_auditcheck",
    ],
)
def test_the_database_refuses_to_change_the_log(oak, kept, statement):
    linked(oak)
    auditing.keep_reading(reading.read_chain())

    with pytest.raises(DatabaseError, match="only ever added to"), connection.cursor() as cursor:
        cursor.execute(statement)

    assert reading.read_chain().whole


def test_a_changed_line_is_named_and_all_others_are_not(oak):
    linked(oak)
    tampered = Event.objects.order_by("pk")[2]
    Event.objects.filter(pk=tampered.pk).update(at=tampered.at - timedelta(days=1))

    with pytest.raises(CommandError, match="1 lines are not what they were"):
        verify()
    found = reading.read_chain()

    assert [(each.position, each.kind, each.event) for each in found.faults] == [
        (3, "changed", str(tampered.code))
    ]


def test_the_command_says_how_far_the_log_is_whole_and_finds_a_head(oak):
    linked(oak)
    last = AuditLink.objects.last()

    told = verify(cooperative=oak.coop.slug, head=last.digest)

    assert f"{oak.coop.slug}: {last.position} lines, up to" in told
    assert f"whole, head {last.digest}" in told
    assert f"this head is line {last.position}" in told
    with pytest.raises(CommandError, match="No line has this head"):
        verify(head="0" * 64)
    with pytest.raises(CommandError, match="no co-op nowhere"):
        verify(cooperative="nowhere")


def test_a_line_that_was_cut_out_of_the_middle_or_off_the_end_is_missing(oak):
    linked(oak)
    auditing.keep_reading(reading.read_chain())
    last = AuditLink.objects.last().position
    for place in (2, last):
        link = AuditLink.objects.get(position=place)
        AuditLink.objects.filter(pk=link.pk).delete()
        Event.objects.filter(pk=link.event_id).delete()

    found = reading.read_chain()

    assert [(each.position, each.kind) for each in found.faults] == [
        (2, "missing"),
        (last, "missing"),
    ]


def test_a_chain_that_was_written_anew_is_not_what_was_read_before(oak):
    linked(oak)
    auditing.keep_reading(reading.read_chain())
    AuditLink.objects.all().delete()
    first = Event.objects.order_by("pk").first()
    Event.objects.filter(pk=first.pk).update(name="Nothing")
    while auditing.extend_chain():
        continue

    assert [each.kind for each in reading.read_chain().faults] == ["rewritten"]


def test_forgetting_a_person_leaves_the_chain_whole(oak):
    row, _second, _third = linked(oak)
    before = reading.read_chain()
    told = "".join(str(each.data) + each.name for each in Event.objects.all())

    row.member.name = "GV-1"
    row.member.save()
    after = reading.read_chain()

    assert "Amara" not in told
    assert after.whole
    assert after.head == before.head


def test_the_workers_take_in_what_happened_and_no_other_co_op_waits(oak):
    other = office(slug="fir")
    linked(oak)
    oak.joined("Dana Fox")
    with other.within:
        other.joined("Eve Green")
        waiting = reading.unlinked().count()
    cache.delete("tenants.chain")

    tasks.chain()

    assert waiting
    assert reading.unlinked().count() == 0
    with other.within:
        assert reading.unlinked().count() == 0
        assert reading.read_chain().whole


def test_a_fact_that_was_committed_late_is_taken_in_at_night(oak):
    linked(oak)
    first = Event.objects.order_by("pk").first()
    AuditLink.objects.all().delete()
    for event in Event.objects.exclude(pk=first.pk).order_by("pk"):
        assert event.pk > first.pk
    assert auditing.extend_chain(since=first.pk) == Event.objects.count() - 1

    tasks.read_log()
    tasks.read_log()

    assert AuditLink.objects.last().event_id == first.pk
    assert [(each.lines, each.faults) for each in AuditCheck.objects.all()] == [
        (Event.objects.count(), [])
    ]


def test_what_the_demonstration_dates_back_is_written_once(oak, kept):
    then = timezone.now() - timedelta(days=400)

    with moments.dated(then):
        row = oak.joined("Amara Okonkwo")

    told = Event.objects.get(name="MembershipStarted", data__membership=str(row.code))
    assert told.at == then
    assert Membership.objects.get(pk=row.pk).is_active
