"""Every owned table on PostgreSQL, past the ORM: who is told of one co-op finds and writes its rows, and no other's."""

from __future__ import annotations

import psycopg
import pytest

from coopportal.db import coverage, pieces, token
from tenants import append_only
from tenants.scope import Scope
from tests.postgresql import sight, tries
from tests.postgresql.tries import count, tell

pytestmark = [pytest.mark.postgres, pytest.mark.redis]
TABLES = sorted(model._meta.db_table for model in pieces.owned_models())
WRITTEN = [table for table in TABLES if table not in append_only.TABLES]
KEYS = sorted(
    (model._meta.db_table, *reference)
    for model in pieces.owned_models()
    for reference in pieces.references(model)
)


@pytest.fixture(scope="module")
def portal(filled):
    """Signed in as the portal, which looks past nothing."""
    with psycopg.connect(filled("app")) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _undone(portal):
    yield
    portal.rollback()


def test_there_are_tables_and_keys_to_try():
    assert len(TABLES) > 80
    assert len(KEYS) > 100


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_seen_within_its_co_op_only(portal, two, table):
    assert tries.seen(portal, table, two) == ""


@pytest.mark.parametrize("table", TABLES)
def test_a_row_for_a_neighbour_is_refused(portal, two, table):
    assert tries.added(portal, table, two) == ""


@pytest.mark.parametrize("table", WRITTEN)
def test_a_row_is_changed_within_its_co_op_only_and_never_moves(portal, two, table):
    assert tries.changed(portal, table, two) == ""


@pytest.mark.parametrize("table", WRITTEN)
def test_a_neighbours_row_is_never_deleted(portal, two, table):
    assert tries.removed(portal, table, two) == ""


@pytest.mark.parametrize("reference", KEYS, ids=".".join)
def test_a_row_never_points_at_a_neighbours(filled, two, reference):
    with psycopg.connect(filled("migrate")) as migrating:
        foreign = tries.make_room(migrating, reference, two)
        complaint = tries.pointed(migrating, reference, foreign, two)
        migrating.rollback()

    assert complaint == ""


def test_a_word_of_another_transaction_counts_for_nothing(portal, two):
    tell(portal, Scope(two[0]))
    (said,) = portal.execute("SELECT current_setting(%s)", [token.VARIABLE]).fetchone()
    portal.rollback()
    portal.execute("SELECT set_config(%s, %s, false)", [token.VARIABLE, said])
    portal.commit()  # as a stray statement leaves it on a pooled connection

    assert count(portal, "tenants_member") == 0
    portal.rollback()
    portal.execute("SELECT set_config(%s, '', false)", [token.VARIABLE])
    portal.commit()


@pytest.mark.parametrize(
    "said", ["", "|", "everywhere", "x|1", "|{now}", "everywhere|1", "{oak}", "{oak}|"]
)
def test_a_word_that_is_none_shows_nothing(portal, two, said):
    (now,) = portal.execute("SELECT extract(epoch FROM transaction_timestamp())::text").fetchone()
    word = said.format(oak=two[0], now=now)
    portal.execute("SELECT set_config(%s, %s, true)", [token.VARIABLE, word])

    assert count(portal, "tenants_member") == 0


def test_a_further_policy_that_allows_everything_opens_nothing(filled, two):
    with psycopg.connect(filled("migrate")) as migrating:
        migrating.execute("CREATE POLICY careless ON tenants_member USING (true)")
        migrating.commit()
        try:
            with psycopg.connect(filled("app")) as portal:
                assert count(portal, "tenants_member") == 0
                tell(portal, Scope(two[0]))
                assert count(portal, "tenants_member") == 1
        finally:
            migrating.execute("DROP POLICY careless ON tenants_member")


def test_nothing_escapes_and_the_portal_has_no_power(filled, django_db_blocker):
    with django_db_blocker.unblock(), sight.signed_in(filled("app")) as connection:
        assert coverage.gaps(connection) == []
        assert coverage.power(connection) == ""
