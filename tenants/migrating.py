"""Rows that a migration changes, counted: row security lets a role that may not see them change none, and says nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.migrations import RunPython


class RowsError(RuntimeError):
    """A migration changed other rows than it meant to; all of it is undone."""


class ChangeRows(RunPython):
    """`RunPython` that is held to its count: `change` returns how many rows it changed, `expected` how many there are.

    Every migration that changes rows uses it; a test of the house looks.
    """

    def __init__(
        self, change: Callable[[Any, Any], int], expected: Callable[[Any, Any], int], **options: Any
    ) -> None:
        def counted(apps: Any, editor: Any) -> None:
            refuse_the_blind(editor.connection)
            due = expected(apps, editor)
            done = change(apps, editor)
            if done != due:
                raise RowsError(f"{change.__name__}: {due} rows were to change, {done} did.")

        options.setdefault("reverse_code", RunPython.noop)
        super().__init__(counted, **options)
        self.change, self.expected = change, expected

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__qualname__, [], {"change": self.change, "expected": self.expected})


def refuse_the_blind(connection: Any) -> None:
    """Raises RowsError for a role that does not see every row: it would find nothing to do, and say it was done."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relrowsecurity AND row_security_active(oid)"
        )
        (hidden,) = cursor.fetchone()
    if hidden:
        raise RowsError(
            f"This role does not see the rows of {hidden} tables. Migrate as one that looks past row security: "
            "MIGRATE_DATABASE_URL, docs/operations.md."
        )
