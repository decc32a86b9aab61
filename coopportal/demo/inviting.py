"""What an office does for members who have had no card on their phone yet: cards on paper, and a first wave of
invitations, at Hillside."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from coopportal.demo import cast
from coopportal.demo.staffing import seat
from credentials import queries, waves
from credentials.models import Invitation, PrintRun
from credentials.queries import UNPRINTED, Choice
from credentials.services import inviting, printing
from credentials.services.printing import Paper
from tenants import scope
from tenants.models import Cooperative, Staff

# The same each time, so that a later building prints nothing twice.
RUN: Final = uuid5(NAMESPACE_URL, "coopportal demo: the cards of Hillside")
WAVE: Final = uuid5(NAMESPACE_URL, "coopportal demo: the wave of Hillside")
HOW_MANY: Final = 10
AT_ONCE: Final = 3


def work(slugs: Collection[str]) -> None:
    if cast.HILLSIDE in slugs:
        with scope.within(Cooperative.objects.get(slug=cast.HILLSIDE).pk):
            team = seat(Staff.Role.MEMBERSHIP)
            _print(team)
            planned = waves.plan(None, again=False)
            by_mail = [each for each in planned if each.way == Invitation.Way.MAIL]
            others = [each for each in planned if each.way != Invitation.Way.MAIL]
            inviting.begin(
                [*by_mail[:AT_ONCE], *others[:AT_ONCE]],
                key=WAVE,
                kind=None,
                at_once=AT_ONCE,
                an_hour=AT_ONCE,
                by=team,
            )


def _print(team: Staff) -> None:
    rows = queries.chosen(Choice(UNPRINTED))[:HOW_MANY]
    paper = Paper(PrintRun.Shape.SHEET, PrintRun.Sides.BOTH)
    printing.begin(rows, key=RUN, paper=paper, by=team)
