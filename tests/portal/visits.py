"""Oak and Elm recognise one another; a member of Oak visits Elm, another one was refused at Ash."""

from __future__ import annotations

from tenants import outbox
from tests.benefits import scene, visiting
from tests.benefits.scene import Side
from tests.credentials.members import carded

VISITOR = "Numbat Canary"


def visited() -> tuple[Side, Side, Side]:
    oak, elm, ash = (scene.side(slug, slug.title()) for slug in ("oak", "elm", "ash"))
    scene.agreed(oak, elm)
    carded(oak.coop)
    home = visiting.Home(oak)
    visiting.visit(elm, home.card(), scene.person("v@example.net", VISITOR))
    visiting.visit(ash, home.card(), scene.person("w@example.net", VISITOR))
    outbox.drain()
    return oak, elm, ash
