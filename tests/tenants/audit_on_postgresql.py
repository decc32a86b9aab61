"""The log where many write at once and a table can be emptied in one word. Run by test_audit_races.py."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from tenants import append_only, scope
from tenants.audit import reading
from tenants.models import Event
from tenants.services import auditing
from tests.support.racing import RACERS, race
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        made.joined("Amara Okonkwo")
        yield made
    append_only.remove(connection)


@pytest.mark.parametrize(
    "words", ["UPDATE tenants_event SET name = 'x'", "DELETE FROM tenants_event"]
)
@pytest.mark.parametrize("table", ["tenants_event", "tenants_auditlink"])
def test_a_row_is_neither_changed_nor_deleted(oak, words, table):
    auditing.extend_chain()
    append_only.install(connection)
    changed = words.replace("tenants_event", table).replace("name = 'x'", "cooperative_id = NULL")

    with pytest.raises(DatabaseError, match="only ever added to"), connection.cursor() as cursor:
        cursor.execute(changed)


def test_the_tables_are_not_emptied(oak):
    auditing.extend_chain()
    append_only.install(connection)
    append_only.install(connection)  # as after the next migrate

    with pytest.raises(DatabaseError, match="only ever added to"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE tenants_event, tenants_auditlink CASCADE")

    assert reading.read_chain().whole


def test_whoever_takes_the_triggers_away_is_found_out(oak):
    auditing.extend_chain()
    append_only.install(connection)
    event = Event.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tenants_event DISABLE TRIGGER ALL")
        cursor.execute("UPDATE tenants_event SET name = 'Nothing' WHERE id = %s", [event.pk])
        cursor.execute("ALTER TABLE tenants_event ENABLE TRIGGER ALL")

    assert [each.event for each in reading.read_chain().faults] == [str(event.code)]


def test_many_workers_write_one_chain(oak):
    for number in range(4):
        oak.joined(f"Member {number}")
    before = Event.objects.count()

    def act(_number):
        with scope.within(oak.coop.pk):
            while auditing.extend_chain():
                continue

    race(act)

    found = reading.read_chain()
    assert RACERS > 1
    assert (found.whole, found.lines, found.waiting) == (True, before, 0)
