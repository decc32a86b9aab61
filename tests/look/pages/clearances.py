"""Approvals: whom the office said yes to beforehand, asked for from home or at a desk."""

from __future__ import annotations

from benefits.models import Clearance
from tenants import outbox
from tests.benefits import visiting
from tests.benefits.test_clearances import INSTRUMENTS, agreed_on
from tests.look.registry import EMPTY, ERROR, shows


def office(visit, route, side="elm", **arguments):
    visit.sign_in(getattr(visit.world, side).staff.user)
    visit.go(f"benefits:{route}", cooperative=side, **arguments)


@shows("benefits:clearances", heading="Approvals", rows=1)
def clearances(visit):
    office(visit, "clearances")


@shows("benefits:clearances", EMPTY, heading="Approvals", rows=0)
def nobody_waits(visit):
    office(visit, "clearances", "ash")


@shows("benefits:clearance", heading="15 % off")
def clearance(visit):
    office(visit, "clearance", code=visit.world.clearance)


@shows("benefits:clearance", ERROR, heading="15 % off")
def declined_without_a_reason(visit):
    clearance(visit)
    visit.press("Decline")


@shows("benefits:clearance", "given", heading="15 % off")
def given(visit):
    with visit.world.elm.within:
        Clearance.objects.update(state=Clearance.State.GIVEN)
    clearance(visit)


@shows(
    "benefits:ask",
    heading="Ask Elm for Instruments to borrow",
    without={"error": "it may be left empty, and the field takes no more than fits"},
)
def ask(visit):
    agreed_on(visit.world.elm, visit.world.ash)
    user, card = visiting.member(visit.world.ash, "bea@example.org")
    outbox.drain()
    visit.sign_in(user)
    visit.go("benefits:ask", card=card.code, host="elm", benefit=INSTRUMENTS.id)
