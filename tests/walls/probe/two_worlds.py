"""Two whole co-ops side by side, each with everything a co-op can have, and neither a party to the other's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.urls import reverse

from benefits.models import Integration
from credentials.models import IssuingProgram
from tenants.models import Cooperative, Staff
from tenants.services.programs import add_program
from tests.credentials import holding, members
from tests.support.in_memory import without_typesetting
from tests.walls import world as worlds
from tests.walls.ground import Ground
from tests.walls.pages import STAFF
from tests.walls.probe import belongings
from tests.walls.probe.belongings import FACE, KEEPER, PRIVATE
from tests.walls.promised import roles_of
from tests.walls.world import World

ROLES = tuple(Staff.Role.values)
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
MARKS = (("Canary-", "Second-"), ("canary-", "second-"))


@dataclass
class Sight:
    """One of the two: its world, and how its names are told from those of the other."""

    world: World
    second: bool = False
    keeper: Client = field(default_factory=Client)
    _arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    _canaries: dict[str, str] = field(default_factory=dict)

    tokens: dict[str, str] = field(default_factory=dict)
    kept: dict[str, UUID] = field(default_factory=dict)
    device: Client = field(default_factory=Client)
    operator: Client = field(default_factory=Client)

    def settle_in(self) -> None:
        """A member with a card and an account and what else is theirs, and two programs."""
        side = self.world.elm
        user = holding.person(f"keeper@{self.slug}.example.net", KEEPER)
        _membership, card = members.carded(side.coop, user=user, name=KEEPER, email=user.email)
        self.keeper = holding.signed_in(user)
        self.operator = self.world.without_a_seat()["operator"]
        with side.within:
            for kind, model in (("shop", Integration), ("issuing", IssuingProgram)):
                self.tokens[kind] = add_program(model, f"Probe {kind}", by=side.staff)[1]
        self.device, self.kept = belongings.of(
            side, self.world.oak.coop, self.keeper, card, self.said(FACE)
        )

    @property
    def keeps(self) -> str:
        return self.said(KEEPER)

    @cached_property
    def private(self) -> tuple[str, ...]:
        """What is one person's own."""
        return tuple(self.said(each) for each in PRIVATE)

    def look_around(self) -> None:
        """Where everything is, found by the names it was given."""
        self.world.signed_in()
        list(self.partners())
        for name, page in STAFF.items():
            self._arguments[name] = page.arguments(self.world)
            if page.canary:
                self._canaries[name] = page.canary(self.world)

    @property
    def slug(self) -> str:
        return str(self.world.elm.coop.slug)

    def said(self, text: str) -> str:
        for ours, theirs in MARKS if self.second else ():
            text = text.replace(ours, theirs)
        return text

    @cached_property
    def canaries(self) -> tuple[str, ...]:
        return tuple(self.said(each) for each in self.world.canaries)

    def arguments(self, name: str) -> dict[str, Any]:
        return self._arguments[name]

    def canary(self, name: str) -> str | None:
        found = self._canaries.get(name)
        return self.said(found) if found else None

    def address(self, name: str, slug: str = "", **others: Any) -> str:
        where = {"cooperative": slug or self.slug, **self.arguments(name), **others}
        return reverse(name, kwargs=where)

    def codes(self, name: str) -> list[str]:
        """Those arguments that are somebody's codes."""
        return [key for key, value in self.arguments(name).items() if _is_code(value)]

    def staff(self) -> Iterator[tuple[str, Client]]:
        for role in ROLES:
            yield f"{self.slug}:{role}", self.world.browser(self.world.elm, role)

    def partners(self) -> Iterator[tuple[str, Client]]:
        """Staff of the co-op that this one has agreements with."""
        for role in ROLES:
            side = self.world.oak
            yield f"{side.coop.slug}:{role}", self.world.browser(side, role)

    def seatless(self) -> Iterator[tuple[str, Client]]:
        for who, client in self.world.without_a_seat().items():
            yield f"{who} of {self.slug}", client

    def entitled(self, name: str) -> Iterator[tuple[str, Client]]:
        for role in sorted(roles_of()[name]):
            yield f"{self.slug}:{role}", self.world.browser(self.world.elm, role)


def _is_code(value: object) -> bool:
    return len(str(value)) == 36 and str(value).count("-") == 4


@dataclass
class Scene:
    first: Sight
    second: Sight
    ground: Ground

    @property
    def both(self) -> tuple[tuple[Sight, Sight], tuple[Sight, Sight]]:
        """Whose things are reached for, and who reaches: each way round."""
        return (self.first, self.second), (self.second, self.first)

    @property
    def cooperatives(self) -> Iterator[Cooperative]:
        for sight in (self.first, self.second):
            yield from (side.coop for side in (sight.world.oak, sight.world.elm, sight.world.ash))


def build() -> Scene:
    with without_typesetting():
        first, second = _first_and_second()
    return Scene(first, second, Ground())


def _first_and_second() -> tuple[Sight, Sight]:
    second = Sight(worlds.made("yew", "fir", "rowan"), second=True)
    second.look_around()
    second.settle_in()
    _rename()
    first = Sight(worlds.made("oak", "elm", "ash"))
    first.look_around()
    first.settle_in()
    for sight in (first, second):
        for client in (*sight.world.browsers.values(), sight.keeper, sight.device):
            client.raise_request_exception = False  # an error of ours is counted, not raised
    return first, second


def _rename() -> None:
    """What was written so far gets the names of the second world, in files too: they are as long as those of the first."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name, renamed = f'"{column.name}"', f'replace("{column.name}", %s, %s)'
                for ours, theirs in MARKS:
                    for kind, value in (("text", renamed), ("blob", f"CAST({renamed} AS BLOB)")):
                        cursor.execute(
                            f'UPDATE "{table}" SET {name} = {value}'
                            f" WHERE typeof({name}) = '{kind}' AND instr(CAST({name} AS TEXT), %s)",
                            [ours, theirs, ours],
                        )
