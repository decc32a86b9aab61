"""Each role of a portal in earnest may what it needs, and is refused the rest."""

from __future__ import annotations

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg.errors import InsufficientPrivilege, IntegrityConstraintViolation

from coopportal.db import roles
from tenants import append_only
from tests.postgresql.sight import signed_in

pytestmark = [pytest.mark.postgres, pytest.mark.redis]
SIGN_IN = [part for part in roles.PARTS if part != "owner"]
PAST_THE_WALL = {"migrate", "backup", "platform"}
DEFINES = [
    "CREATE TABLE of_ours (id int)",
    "ALTER TABLE tenants_event DISABLE TRIGGER USER",
    "ALTER TABLE tenants_member NO FORCE ROW LEVEL SECURITY",
    "DROP TABLE tenants_tag",
    "TRUNCATE tenants_member CASCADE",
    "CREATE ROLE somebody",
]


def refused(url, sql):
    with psycopg.connect(url) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(sql)


@pytest.mark.parametrize("part", SIGN_IN)
def test_a_role_signs_in_reads_and_is_nobody_special(as_role, part):
    with psycopg.connect(as_role(part)) as connection:
        (found,) = connection.execute("SELECT count(*) FROM tenants_cooperative").fetchone()
        special = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()

    assert found == 0
    assert special == (False, False, False, False, part in PAST_THE_WALL)


def test_nobody_signs_in_as_the_owner_who_has_every_table(as_role):
    with psycopg.connect(as_role("platform")) as connection:
        owners = connection.execute(
            "SELECT DISTINCT tableowner, rolcanlogin FROM pg_tables JOIN pg_roles ON rolname = tableowner"
            " WHERE schemaname = 'public'"
        ).fetchall()

    [(owner, signs_in)] = owners
    assert owner.endswith("_owner")
    assert not signs_in


@pytest.mark.parametrize("sql", DEFINES)
@pytest.mark.parametrize("part", [part for part in SIGN_IN if part != "migrate"])
def test_only_who_migrates_defines_anything(as_role, part, sql):
    refused(as_role(part), sql)


@pytest.mark.parametrize("part", ["backup", "platform"])
@pytest.mark.parametrize(
    "sql", ["DELETE FROM tenants_member", "UPDATE tenants_cooperative SET name = ''"]
)
def test_who_reads_everything_writes_nothing(as_role, part, sql):
    refused(as_role(part), sql)


@pytest.mark.parametrize("table", append_only.TABLES)
@pytest.mark.parametrize("part", ["app", "signer"])
def test_what_is_only_added_to_is_not_the_portals_to_change(as_role, part, table):
    refused(as_role(part), f"DELETE FROM {table}")
    refused(as_role(part), f"UPDATE {table} SET id = id")


def test_the_portal_does_not_say_what_was_migrated(as_role):
    refused(as_role("app"), "DELETE FROM django_migrations")


def test_a_table_of_tomorrow_is_the_portals_to_use(as_role):
    with psycopg.connect(as_role("migrate")) as migrating:
        migrating.execute("CREATE TABLE of_tomorrow (id int GENERATED ALWAYS AS IDENTITY, a int)")
    try:
        with psycopg.connect(as_role("app")) as connection:
            connection.execute("INSERT INTO of_tomorrow (a) VALUES (1)")
            (found,) = connection.execute("SELECT count(*) FROM of_tomorrow").fetchone()
    finally:
        with psycopg.connect(as_role("migrate")) as migrating:
            migrating.execute("DROP TABLE of_tomorrow")

    assert found == 1


def test_a_sealed_column_is_read_by_the_signer_alone(as_role, monkeypatch, django_db_blocker):
    def lay():
        with django_db_blocker.unblock(), signed_in(as_role("migrate")) as migrating:
            roles.lay(migrating)

    monkeypatch.setitem(roles.SEALED, "tenants_tag", ("name",))
    lay()
    try:
        refused(as_role("app"), "SELECT name FROM tenants_tag")
        refused(as_role("app"), "SELECT * FROM tenants_tag")
        with (
            psycopg.connect(as_role("app")) as portal,
            psycopg.connect(as_role("signer")) as signer,
        ):
            assert portal.execute("SELECT code FROM tenants_tag").fetchall() == []
            assert signer.execute("SELECT name FROM tenants_tag").fetchall() == []
    finally:
        monkeypatch.undo()
        lay()


def test_who_migrates_meets_the_triggers_too(as_role):
    with psycopg.connect(as_role("migrate")) as migrating:
        with pytest.raises(IntegrityConstraintViolation):
            migrating.execute("TRUNCATE tenants_auditcheck")
        migrating.rollback()


@pytest.mark.parametrize("prefix", ["", "Portal", "a b", 'a"; DROP', "1a", "a" * 60])
def test_a_prefix_is_plain(prefix):
    with pytest.raises(ImproperlyConfigured):
        roles.Roles(prefix)
