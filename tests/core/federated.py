"""A co-op whose cards a federation signs, and who else might want to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from credentials.core.verification import RECOGNITION
from tests.core.scene import Coop, World, green_valley, hillside

LINK = "https://portal.example/c/oak-street/accreditation.json"
OTHERS = 70_500


@dataclass
class Scene:
    """Oak Street has no staff of its own: Commonlands signs its cards. Rogue is a member of neither."""

    home: Coop = field(
        default_factory=lambda: Coop(
            "oak-street", b"o" * 32, name="Oak Street Food Co-op", linked=LINK
        )
    )
    body: Coop = field(
        default_factory=lambda: Coop("commonlands", b"c" * 32, name="Commonlands Federation")
    )
    rogue: Coop = field(default_factory=lambda: Coop("rogue", b"r" * 32, name="Rogue Food Co-op"))

    def card(self, issuer: Coop | None = None, **changed: Any) -> dict[str, Any]:
        made = issuer or self.body
        values = {"cooperative": self.home.did, "cooperative_name": self.home.name}
        return made.card(**values | changed)

    def world(self, *shown: dict[str, Any], **changed: Any) -> World:
        world = World(self.home, self.body, self.rogue, green_valley(), hillside())
        if shown:
            world.linked[LINK] = self.home.shows(*shown, **changed)
        return world


def report_of(scene: Scene, *shown: dict[str, Any], policy: Any = RECOGNITION):
    return scene.world(*shown).verify(scene.card(), policy=policy)
