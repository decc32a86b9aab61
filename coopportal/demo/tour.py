"""All stories of the tour, in the order of the use cases."""

from __future__ import annotations

from typing import Final

from coopportal.demo.tours.base import Walk
from coopportal.demo.tours.door import Door
from coopportal.demo.tours.federation import Federation
from coopportal.demo.tours.selling import Selling
from coopportal.demo.tours.visiting import Visiting

STORIES: Final[tuple[type[Walk], ...]] = (Visiting, Selling, Door, Federation)


def story(slug: str) -> type[Walk] | None:
    return next((each for each in STORIES if each.slug == slug), None)
