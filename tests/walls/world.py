"""Oak and Elm recognise one another, Ash knows neither. Every private thing has a name found nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.test import Client

from benefits.models import Grant
from tenants import outbox, scope
from tenants.models import Staff
from tests.benefits import scene, visiting
from tests.benefits.scene import Side

VISITOR = "Numbat Canary-5e2b"


@dataclass
class World:
    """`elm` holds what is probed; `browsers` has one per role, of Elm and of Ash."""

    oak: Side
    elm: Side
    ash: Side
    agreement: UUID
    grant: UUID
    visitor: str = VISITOR
    browsers: dict[tuple[str, str], Client] = field(default_factory=dict)

    @property
    def canaries(self) -> tuple[str, ...]:
        return (self.visitor, str(self.agreement), str(self.grant))

    def browser(self, side: Side, role: str) -> Client:
        """Somebody with this one role at this co-op, signed in."""
        key = (side.coop.slug, role)
        if key not in self.browsers:
            user = scene.person(f"{role}@{side.coop.slug}.example.net", f"{role} there")
            with side.within:
                Staff.objects.create(user=user, roles=[role])
            self.browsers[key] = _signed_in(user)
        return self.browsers[key]

    def nobody(self) -> Client:
        """Signed in, with no seat anywhere."""
        if ("", "nobody") not in self.browsers:
            self.browsers["", "nobody"] = _signed_in(scene.person("nobody@example.net"))
        return self.browsers["", "nobody"]


def _signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def build() -> World:
    oak, elm, ash = (scene.side(slug) for slug in ("oak", "elm", "ash"))
    agreement = scene.agreed(oak, elm)
    outbox.drain()
    home = visiting.Home(oak)
    visiting.visit(elm, home.card(), scene.person("visitor@example.net", VISITOR))
    outbox.drain()
    with scope.within(elm.coop.pk):
        grant = Grant.objects.get()
    return World(oak, elm, ash, agreement.code, grant.code)
