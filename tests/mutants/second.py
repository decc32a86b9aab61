"""The second wall with one piece less, or one that says less: in the database itself, and taken back after each look.

PostgreSQL is asked by the portal's own role, in the transaction in which the piece is away; SQLite by rows made by hand.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connection

from coopportal.db import pieces, token
from coopportal.db.pieces import Piece
from tests.mechanism.bare import Bare
from tests.mutants.mutant import Mutant
from tests.postgresql import tries
from tests.postgresql.two import as_administrator, cooperatives, filled_database
from tests.support.setups import servers_away

KINDS = ("policy", "key", "trigger")
OF_POSTGRESQL = ("policy", "key")
ALSO = "broke: also without the change: "
AWAY = "away"
NOT_FORCED = "not forced"
ANY_TRANSACTION = "for any transaction"
TRIES = (tries.seen, tries.added, tries.changed, tries.removed)
_OURS = token._IS_OURS


def mutants() -> list[Mutant]:
    return sorted([*_policies(), *_keys(), *_triggers()])


def _policies() -> Iterator[Mutant]:
    for name in token.FUNCTIONS:
        yield Mutant("policy", name, ANY_TRANSACTION)
    for model in pieces.owned_models():
        table = model._meta.db_table
        yield Mutant("policy", table, AWAY)
        yield Mutant("policy", table, NOT_FORCED)
        for policy in pieces.POLICIES:
            yield Mutant("policy", table, f"without {policy.name}")
        for part in ("USING", "WITH CHECK"):
            yield Mutant("policy", table, f"portal_changes {part} (true)")


def _keys() -> Iterator[Mutant]:
    for reference in _references():
        yield Mutant("key", ".".join(reference[:2]), AWAY)


def _triggers() -> Iterator[Mutant]:
    for model in pieces.owned_models():
        yield Mutant("trigger", model._meta.db_table, "without stays")
    for table, column, *_target in _references():
        for when in ("insert", "update"):
            yield Mutant("trigger", f"{table}.{column}", f"without {when}")


def _references() -> Iterator[tries.Reference]:
    for model in pieces.owned_models():
        for reference in pieces.references(model):
            yield (model._meta.db_table, *reference)


def untried(mutants: Iterable[Mutant]) -> tuple[str, list[Mutant]]:
    """Those for which this machine has no server, and why."""
    found = [each for each in mutants if each.kind in OF_POSTGRESQL]
    away = (servers_away() or "") if found else ""
    return away, found if away else []


def judged(asked: Sequence[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """Each with what noticed it; with nothing, where it lives."""
    triggers = [each for each in asked if each.kind == "trigger"]
    if triggers:
        bare = Bare(connection.connection)
        for mutant in triggers:
            right = _reach(bare, mutant, ())
            yield (
                mutant,
                f"{ALSO}{right}" if right else _reach(bare, mutant, [_trigger(mutant)]),
            )
    others = [each for each in asked if each.kind in OF_POSTGRESQL]
    if others:
        with (
            tempfile.TemporaryDirectory() as folder,
            filled_database(Path(folder)) as url,
            psycopg.connect(as_administrator(url("app"))) as administrator,
        ):
            yield from Held(administrator, url).judged(others)


def _trigger(mutant: Mutant) -> Piece:
    what = f"{mutant.place.replace('.', '_')}_{mutant.change.removeprefix('without ')}"
    return _piece("sqlite", f"trigger portal_{what}")


def _piece(vendor: str, name: str) -> Piece:
    return next(each for each in pieces.pieces(vendor) if each.name == name)


def _reach(bare: Bare, mutant: Mutant, holes: Sequence[Piece]) -> str:
    table, _, column = mutant.place.partition(".")
    references = [each[1:] for each in _references() if each[0] == table]
    reference = next((each for each in references if each[0] == column), None)
    with bare.undone(*holes):
        if reference is None:
            return bare.moved(table, references)
        reach = bare.added if mutant.change.endswith("insert") else bare.changed
        return reach(table, reference)


class Held:
    """A filled database, in which everything that is done is taken back."""

    def __init__(self, administrator: Any, url: Any) -> None:
        self.administrator = administrator
        self.two = cooperatives(url("platform"))
        self.app = urlsplit(url("app")).username
        self.owner = str(self.app).removesuffix("_app") + "_owner"
        self.keys = {".".join(each[:2]): each for each in _references()}
        self.right: dict[tuple[str, str, str], str] = {}

    def judged(self, asked: Sequence[Mutant]) -> Iterator[tuple[Mutant, str]]:
        for mutant in asked:
            ways = (mutant.kind, mutant.place, str(mutant.change == NOT_FORCED))
            if ways not in self.right:  # the same look for all changes of a table
                self.right[ways] = self._look(mutant, ())
            if self.right[ways]:
                yield mutant, f"{ALSO}{self.right[ways]}"
            else:
                yield mutant, self._look(mutant, _statements(mutant))

    def _look(self, mutant: Mutant, statements: Sequence[str]) -> str:
        try:
            for sql in statements:
                self.administrator.execute(sql)
            return self._reach(mutant)
        except psycopg.Error as error:  # somebody else's refusal proves nothing
            return f"broke: {str(error)[:200]}"
        finally:
            self.administrator.rollback()

    def _reach(self, mutant: Mutant) -> str:
        here = self.administrator
        if mutant.kind == "key":
            reference = self.keys[mutant.place]
            foreign = tries.make_room(here, reference, self.two)
            self._become(self.app, reference[0])
            return tries.pointed(here, reference, foreign, self.two)
        if mutant.place in token.FUNCTIONS:
            self._become(self.app, "tenants_member")
            return tries.overheard(here, "tenants_member", self.two)
        if mutant.change == NOT_FORCED:
            self._become(self.owner, mutant.place)
            return tries.seen(here, mutant.place, self.two)
        here.execute(f'ALTER TABLE "{mutant.place}" DISABLE TRIGGER USER')
        for reach in TRIES:
            here.execute("SAVEPOINT before")
            self._become(self.app, mutant.place)
            if complaint := reach(here, mutant.place, self.two):
                return complaint
            here.execute("ROLLBACK TO before")
        return ""

    def _become(self, role: object, table: str) -> None:
        """With every right to the table, so that nothing but the wall can refuse."""
        self.administrator.execute(f'GRANT ALL ON "{table}" TO {role}')
        self.administrator.execute(f"SET LOCAL ROLE {role}")


def _statements(mutant: Mutant) -> Sequence[str]:
    if mutant.kind == "key":
        table, _, column = mutant.place.partition(".")
        return _piece("postgresql", f"key {table}.portal_{column}").drop
    if mutant.place in token.FUNCTIONS:
        return [token.FUNCTIONS[mutant.place].replace(_OURS, "true")]
    if mutant.change == AWAY:
        return _piece("postgresql", f"row security {mutant.place}").drop
    if mutant.change == NOT_FORCED:
        return [f'ALTER TABLE "{mutant.place}" NO FORCE ROW LEVEL SECURITY']
    what, _, name = mutant.change.partition(" ")
    if what == "without":
        return _piece("postgresql", f"policy {mutant.place}.{name}").drop
    return [f'ALTER POLICY {what} ON "{mutant.place}" {name}']
