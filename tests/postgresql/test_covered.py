"""What the catalogue says finds a planted gap; and a role from which rows are hidden changes none unnoticed."""

from __future__ import annotations

import pytest
from django.db.utils import IntegrityError, ProgrammingError

from coopportal.db import coverage, walls
from tenants.migrating import RowsError, refuse_the_blind
from tests.postgresql.sight import signed_in

pytestmark = [pytest.mark.postgres, pytest.mark.redis]
TABLE = "CREATE TABLE forgot (id uuid PRIMARY KEY, cooperative_id uuid NOT NULL, name text)"
GAPS = {
    "no wall: forgot": TABLE,
    "no wall: tenants_tag": "ALTER TABLE tenants_tag NO FORCE ROW LEVEL SECURITY",
    "no wall: tenants_member": "DROP POLICY portal_removes ON tenants_member",
    "no wall: tenants_event": "ALTER TABLE tenants_event DISABLE ROW LEVEL SECURITY",
    "no wall: benefits_desk": "ALTER TABLE benefits_desk ALTER cooperative_id DROP NOT NULL",
    "key without the co-op: tenants_membertag.tag_id": "ALTER TABLE tenants_membertag DROP CONSTRAINT portal_tag_id",
    "unique across co-ops: tenants_member.email": "CREATE UNIQUE INDEX ON tenants_member (email)",
}


@pytest.fixture
def migrating(as_role, django_db_blocker):
    """Signed in as who migrates; whatever is done is undone."""
    with django_db_blocker.unblock(), signed_in(as_role("migrate")) as connection:
        connection.set_autocommit(False)
        try:
            yield connection
        finally:
            connection.rollback()


def run(connection, *statements):
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


@pytest.mark.parametrize(("gap", "sql"), GAPS.items(), ids=GAPS)
def test_a_gap_is_found(migrating, gap, sql):
    run(migrating, sql)

    assert gap in coverage.gaps(migrating)


def test_the_wall_stands_and_each_gap_in_it_is_a_difference(migrating):
    assert walls.differences(migrating) == []

    run(migrating, "ALTER POLICY portal_reads ON tenants_member USING (true)")
    run(migrating, "CREATE POLICY careless ON tenants_member USING (true)")
    run(migrating, "ALTER TABLE tenants_membertag DROP CONSTRAINT portal_tag_id")

    assert set(walls.differences(migrating)) == {
        "other: policy tenants_member.portal_reads",
        "unknown: policy tenants_member.careless",
        "missing: key tenants_membertag.portal_tag_id",
    }


def test_the_function_that_reads_the_word_is_compared_too(migrating):
    run(
        migrating,
        "CREATE OR REPLACE FUNCTION portal_everywhere() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    )

    assert walls.differences(migrating) == ["other: function portal_everywhere"]


@pytest.mark.parametrize("part", ["app", "signer"])
def test_a_role_from_which_rows_are_hidden_migrates_none(as_role, django_db_blocker, part):
    with django_db_blocker.unblock(), signed_in(as_role(part)) as connection:
        with pytest.raises(RowsError, match="does not see the rows of"):
            refuse_the_blind(connection)
        run(connection, "SET row_security = off")  # as it is while a migrate runs
        with pytest.raises(ProgrammingError, match="row-level security"):
            run(connection, "SELECT count(*) FROM tenants_member")


def test_who_looks_past_the_wall_is_not_refused(migrating):
    refuse_the_blind(migrating)


def test_a_single_role_is_let_past_while_it_migrates_and_held_again(migrating, caplog):
    run(migrating, "SET ROLE " + migrating.settings_dict["USER"].replace("_migrate", "_owner"))

    walls.lift(migrating)
    refuse_the_blind(migrating)
    walls.lower(migrating)
    assert "it is let past" in caplog.text
    assert "other: row security tenants_member" in walls.differences(migrating)

    walls.lay(migrating)
    assert walls.differences(migrating) == []
    with pytest.raises(RowsError):
        refuse_the_blind(migrating)


def test_a_single_role_that_lays_the_wall_tries_its_keys_against_every_row(
    filled, django_db_blocker
):
    with django_db_blocker.unblock(), signed_in(filled("migrate")) as connection:
        connection.set_autocommit(False)
        try:
            walls.remove(connection)
            run(
                connection,
                "UPDATE tenants_membertag SET tag_id = (SELECT id FROM tenants_tag"
                " WHERE cooperative_id <> tenants_membertag.cooperative_id)",
                "SET CONSTRAINTS ALL IMMEDIATE",
                "SET ROLE " + connection.settings_dict["USER"].replace("_migrate", "_owner"),
            )
            with pytest.raises(IntegrityError, match="portal_tag_id"):
                walls.lay(connection)
        finally:
            connection.rollback()


def test_what_a_role_may_is_said(migrating):
    assert coverage.power(migrating) == "looks past row security, owns tables"
