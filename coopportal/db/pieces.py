"""What the second wall is made of, worked out from the models: each piece can be laid, taken away and recognised alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey

from coopportal.db.token import FUNCTIONS
from tenants.owned import CooperativeOwned

MINE: Final = "cooperative_id = (SELECT portal_cooperative())"
READABLE: Final = f"{MINE} OR (SELECT portal_everywhere())"
# What a version of PostgreSQL adds when it writes an expression down: spaces, parentheses, the table of a column, and
# the name of what is chosen. Nothing of ours means anything else without them.
_ADDED: Final = re.compile(r"\s+AS\s+portal_\w+|\w+\.(?=cooperative_id\b)|[\s()\"]", re.IGNORECASE)


def plain(expression: str) -> str:
    """The same for every version of PostgreSQL, whatever it adds; another expression stays another."""
    return _ADDED.sub("", expression)


@dataclass(frozen=True)
class Piece:
    """One piece: its name, how it is laid and taken away, and what the database says where it stands."""

    name: str
    lay: tuple[str, ...]
    drop: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class Policy:
    """One policy of every owned table. All but the base are restrictive: what a further one allows, they still refuse."""

    name: str
    clause: str
    shown: str


POLICIES: Final = (
    Policy("portal_base", "AS PERMISSIVE FOR ALL USING (true)", "PERMISSIVE|ALL|{public}|true|"),
    Policy(
        "portal_reads",
        f"AS RESTRICTIVE FOR SELECT USING ({READABLE})",
        f"RESTRICTIVE|SELECT|{{public}}|{plain(READABLE)}|",
    ),
    Policy(
        "portal_adds",
        f"AS RESTRICTIVE FOR INSERT WITH CHECK ({MINE})",
        f"RESTRICTIVE|INSERT|{{public}}||{plain(MINE)}",
    ),
    Policy(
        "portal_changes",
        f"AS RESTRICTIVE FOR UPDATE USING ({MINE}) WITH CHECK ({MINE})",
        f"RESTRICTIVE|UPDATE|{{public}}|{plain(MINE)}|{plain(MINE)}",
    ),
    Policy(
        "portal_removes",
        f"AS RESTRICTIVE FOR DELETE USING ({MINE})",
        f"RESTRICTIVE|DELETE|{{public}}|{plain(MINE)}|",
    ),
)


def owned_models() -> list[type[CooperativeOwned]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, CooperativeOwned) and model._meta.managed and not model._meta.proxy  # noqa: SLF001 -- what a model is
    ]


@cache
def pieces(vendor: str) -> tuple[Piece, ...]:
    """All of the wall that this kind of database can have."""
    return tuple(_postgresql() if vendor == "postgresql" else _sqlite())


def references(model: type[CooperativeOwned]) -> list[tuple[str, str, str]]:
    """What points at rows of the same co-op: column, table, and the column it points at."""
    return [
        (str(field.column), _table(field.related_model), str(field.target_field.column))
        for field in model._meta.local_concrete_fields  # noqa: SLF001 -- as above
        if isinstance(field, ForeignKey) and issubclass(field.related_model, CooperativeOwned)
    ]


def _table(model: Any) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 -- as above


def _postgresql() -> list[Piece]:
    functions = [
        Piece(
            f"function {name}",
            (sql,),
            (f"DROP FUNCTION IF EXISTS {name}() CASCADE",),
            sql.split("$$")[1],
        )
        for name, sql in FUNCTIONS.items()
    ]
    owned = [(model, _table(model)) for model in owned_models()]
    walls = [piece for _model, table in owned for piece in (_security(table), *_policies(table))]
    keys = [_key(table, *reference) for model, table in owned for reference in references(model)]
    # Keys first: an owner whom policies hold would try a new one against no rows at all.
    return functions + keys + walls


def _security(table: str) -> Piece:
    return Piece(
        f"row security {table}",
        (f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',),
        (f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY',),
        "enabled, forced",
    )


def _policies(table: str) -> list[Piece]:
    return [
        Piece(
            f"policy {table}.{policy.name}",
            (
                f'DROP POLICY IF EXISTS {policy.name} ON "{table}"',
                f'CREATE POLICY {policy.name} ON "{table}" {policy.clause}',
            ),
            (f'DROP POLICY IF EXISTS {policy.name} ON "{table}"',),
            policy.shown,
        )
        for policy in POLICIES
    ]


def _key(table: str, column: str, target: str, key: str) -> Piece:
    """Beside Django's own key, which migrations know by name and take away as they need."""
    name = f"portal_{column}"
    definition = (
        f"FOREIGN KEY (cooperative_id, {column}) REFERENCES {target}(cooperative_id, {key})"
        " DEFERRABLE INITIALLY DEFERRED"
    )
    away = f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS {name}'
    return Piece(
        f"key {table}.{name}",
        (away, f'ALTER TABLE "{table}" ADD CONSTRAINT {name} {definition}'),
        (away,),
        definition,
    )


def _sqlite() -> list[Piece]:
    return [
        piece
        for model in owned_models()
        for piece in (
            _staying(_table(model)),
            *(
                _pointing(_table(model), when, *reference)
                for reference in references(model)
                for when in ("INSERT", "UPDATE")
            ),
        )
    ]


def _staying(table: str) -> Piece:
    return _trigger(
        f"portal_{table}_stays",
        f'BEFORE UPDATE OF cooperative_id ON "{table}" WHEN NEW.cooperative_id IS NOT OLD.cooperative_id',
        f"A row of {table} never moves to another co-op",
    )


def _pointing(table: str, when: str, column: str, target: str, key: str) -> Piece:
    """As the composite key, but for a neighbour's row that comes only after what points at it."""
    event, changed = "INSERT", ""
    if when == "UPDATE":
        event = f"UPDATE OF {column}, cooperative_id"
        changed = f"(NEW.{column} IS NOT OLD.{column} OR NEW.cooperative_id IS NOT OLD.cooperative_id) AND "
    foreign = f'SELECT 1 FROM "{target}" WHERE {key} = NEW.{column} AND cooperative_id IS NOT NEW.cooperative_id'
    return _trigger(
        f"portal_{table}_{column}_{when.lower()}",
        f'BEFORE {event} ON "{table}" WHEN NEW.{column} IS NOT NULL AND {changed}EXISTS ({foreign})',
        f"{table}.{column} never points into another co-op",
    )


def _trigger(name: str, clause: str, sentence: str) -> Piece:
    sql = f"CREATE TRIGGER {name} {clause} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    away = f"DROP TRIGGER IF EXISTS {name}"
    return Piece(f"trigger {name}", (away, sql), (away,), sql)
