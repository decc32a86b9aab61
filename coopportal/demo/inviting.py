"""What an office does for members who have had no card on their phone yet: cards on paper at Hillside."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from coopportal.demo import cast
from coopportal.demo.staffing import seat
from credentials import queries
from credentials.models import PrintRun
from credentials.queries import UNPRINTED, Choice
from credentials.services import printing
from tenants import scope
from tenants.models import Cooperative, Staff

# The same each time, so that a later building prints nothing twice.
RUN: Final = uuid5(NAMESPACE_URL, "coopportal demo: the cards of Hillside")
HOW_MANY: Final = 10


def work(slugs: Collection[str]) -> None:
    if cast.HILLSIDE in slugs:
        with scope.within(Cooperative.objects.get(slug=cast.HILLSIDE).pk):
            _print(seat(Staff.Role.MEMBERSHIP))


def _print(team: Staff) -> None:
    rows = queries.chosen(Choice(UNPRINTED))[:HOW_MANY]
    shape = PrintRun.Shape.SHEET
    printing.begin(
        rows, key=RUN, shape=shape, sides=PrintRun.Sides.BOTH, title=str(shape.label), by=team
    )
