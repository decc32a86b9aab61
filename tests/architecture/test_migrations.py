"""A migration that changes rows counts them: row security lets a role that sees none change none, without a word."""

from __future__ import annotations

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.operations import RunPython, RunSQL

from tenants.migrating import ChangeRows, RowsError
from tests.architecture.tree import PACKAGES, ROOT

# From before row security stood.
EARLIER = {
    ("benefits", "0004_versions_pauses_and_leaving"),
    ("credentials", "0009_trust_list_parts"),
    ("credentials", "0019_keys_states"),
    ("tenants", "0012_currencies"),
    ("tenants", "0015_first_entries"),
    ("tenants", "0021_threads"),
}
WRITES = re.compile(
    r"\b(insert\s+into|update|delete\s+from|merge\s+into|truncate)\b", re.IGNORECASE
)


def operations():
    """Read from the files: these tests make their tables without migrations."""
    found = [
        (path.relative_to(ROOT).parts[0], path.stem)
        for package in PACKAGES
        for path in sorted((ROOT / package / "migrations").glob("[0-9]*.py"))
    ]
    return [
        ((package, name), operation)
        for package, name in found
        for operation in import_module(f"{package}.migrations.{name}").Migration.operations
    ]


def test_a_migration_that_changes_rows_counts_them():
    found = {
        key
        for key, operation in operations()
        if isinstance(operation, RunPython) and not isinstance(operation, ChangeRows)
    }

    assert found == EARLIER


def test_no_migration_changes_rows_by_a_statement():
    strays = [
        key
        for key, operation in operations()
        if isinstance(operation, RunSQL) and WRITES.search(str(operation.sql))
    ]

    assert strays == []


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.django_db
def test_what_is_counted_right_is_done(rows):
    ran = []

    def change(then, _editor):
        ran.append(then)
        return rows

    run(change, rows)

    assert ran == ["the models of then"]


@pytest.mark.parametrize(("done", "due"), [(0, 1), (2, 1), (1, 0)])
@pytest.mark.django_db
def test_another_count_stops_the_migration(done, due):
    def change(_apps, _editor):
        return done

    with pytest.raises(RowsError, match=f"change: {due} rows were to change, {done} did"):
        run(change, due)


def run(change, due):
    operation = ChangeRows(change, lambda _apps, _editor: due)
    operation.code("the models of then", SimpleNamespace(connection=connection))


def test_it_is_written_down_as_what_it_is():
    def change(_apps, _editor):
        return 0

    name, args, kwargs = ChangeRows(change, change).deconstruct()

    assert (name, args, kwargs) == ("ChangeRows", [], {"change": change, "expected": change})
