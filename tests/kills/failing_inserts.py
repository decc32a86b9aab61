"""One insert fails after something was signed, for a marked co-op alone; then it is made up for. On both databases.

The database itself refuses, by a trigger, as a full disk or a broken index would. Run by
test_failing_inserts_races.py.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, connection

from credentials.models import Credential
from tenants import outbox, scope
from tenants.audit import reading
from tenants.models import Event, Letter, OutboxEntry
from tenants.services import auditing
from tests.credentials.members import card_of, started, verified
from tests.credentials.scene import opened

pytestmark = pytest.mark.django_db(transaction=True)
# What is written after the signature is made: the card, its entry in the log, and what is owed to it.
TABLES = {
    "credentials_credential": "true",
    "tenants_event": "NEW.name = 'CredentialIssued'",
    "tenants_outboxentry": "NEW.handler = 'credentials.check'",
}
FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_this_one() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'this one is not written'; END $$
"""


@contextmanager
def refused(table, cooperative, when):
    """Every insert of that kind into the table, for that co-op."""
    postgres = connection.vendor == "postgresql"
    key = str(cooperative.pk) if postgres else cooperative.pk.hex
    when = when if postgres else when.replace("true", "1")
    act = (
        "FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_this_one()"
        if postgres
        else "FOR EACH ROW WHEN {when} BEGIN SELECT RAISE(ABORT, 'this one is not written'); END"
    ).format(when=f"NEW.cooperative_id = '{key}' AND {when}")
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(FUNCTION)
        cursor.execute(f"CREATE TRIGGER refuse_one BEFORE INSERT ON {table} {act}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER refuse_one {f'ON {table}' if postgres else ''}")


def again():
    """As when its time has come."""
    OutboxEntry.objects.filter(done_at=None).update(due_at="2020-01-01T00:00:00Z")
    outbox.drain()


@pytest.mark.parametrize(("table", "when"), TABLES.items(), ids=list(TABLES))
def test_what_could_not_be_stored_is_signed_again_and_stored_once(table, when):
    oak, elm = opened("oak"), opened("elm")
    [marked], [other] = started(oak), started(elm)

    with refused(table, oak, when):
        outbox.drain()
        with scope.within(oak.pk):
            assert not Credential.objects.exists()
            assert not Event.objects.filter(name="CredentialIssued").exists()
            assert not Letter.objects.filter(kind="card").exists()
        owed = OutboxEntry.objects.get(done_at=None, cooperative_id=oak.pk)
        assert (owed.handler, owed.dead_at, owed.claim) == ("credentials.issue", None, "")
        assert owed.last_error
        assert verified(card_of(other)).ok, "another co-op waited with it"

    again()

    assert not OutboxEntry.objects.filter(done_at=None).exists()
    assert verified(card_of(marked)).ok
    with scope.within(oak.pk):
        assert Credential.objects.count() == 1
        assert Event.objects.filter(name="CredentialIssued").count() == 1
        assert Letter.objects.filter(kind="card").count() == 1


def test_one_that_cannot_be_stored_holds_up_no_other_of_its_batch():
    """The batch is halved until the bad one stands alone; the place in the list that it took is given to nobody twice."""
    oak = opened("oak")
    members = started(oak, 5)
    bad = f"NEW.membership_id = {members[2].pk}"

    with refused("credentials_credential", oak, bad):
        outbox.drain()
        with scope.within(oak.pk):
            assert Credential.objects.count() == 4
    again()

    assert all(verified(card_of(each)).ok for each in members)
    with scope.within(oak.pk):
        places = list(Credential.objects.values_list("series", "position"))
    assert len(set(places)) == len(places) == 5


def test_a_line_of_the_chain_that_could_not_be_written_is_written_later():
    oak = opened("oak")
    started(oak)
    outbox.drain()
    with scope.within(oak.pk):
        with refused("tenants_auditlink", oak, "true"):
            with suppress(DatabaseError):
                auditing.extend_chain()
            assert reading.read_chain().lines == 0
        while auditing.extend_chain():
            continue
        found = reading.read_chain()

        assert found.whole
        assert found.lines == Event.objects.count() > 0
