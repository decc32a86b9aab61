"""Where cards are checked in the demonstration: a desk that stands, and one that still waits for a device."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from benefits.desk import devices
from benefits.models import Desk
from benefits.services import desk as service
from coopportal.demo import cast
from coopportal.demo.staffing import seat
from tenants import scope
from tenants.models import Cooperative, Staff

PAIRED: Final = "Front desk"
WAITING: Final = "Saturday counter"


def stand(slugs: Collection[str]) -> None:
    """At the tool library. Whose device the paired one is, nobody knows: its cookie was thrown away."""
    if cast.HILLSIDE not in slugs:
        return
    here = Cooperative.objects.get(slug=cast.HILLSIDE)
    with scope.within(here.pk):
        there = set(Desk.objects.values_list("place", flat=True))
        by = seat(Staff.Role.DESK)
        for place in (PAIRED, WAITING):
            if place not in there:
                added = service.add_desk(place, by=by)
                if place == PAIRED:
                    service.pair_desk(added, devices.pairing_token(added))
