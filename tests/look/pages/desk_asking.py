"""What a desk is asked before it gives, and what it asks the office for."""

from __future__ import annotations

from benefits.eligibility.after import Settle, Settlement, Stacking
from benefits.eligibility.party import Covers, Party
from benefits.eligibility.proof import Approval, Approver
from benefits.models import Redemption
from benefits.services import giving
from tests.benefits import desks
from tests.look.pages.desk import offered
from tests.look.registry import shows


@shows(
    "benefits:desk-give",
    heading="Member",
    status=422,
    without={"error": "it is shown with a mistake and in no other way"},
)
def without_a_bill(visit):
    offered(visit, Settlement(Settle.MONTHLY), Stacking(), Party(Covers.COUNTED, 2, 2))
    visit.press(desks.GIVE)


@shows("benefits:desk-check", "void", heading="Member")
def made_void_meanwhile(visit):
    """The office was faster than the second press."""
    offered(visit)
    ash = visit.world.ash
    visit.press(desks.GIVE)
    with ash.within:
        giving.void_use(Redemption.objects.get().code, reason="The wrong person.", by="Pat")
    visit.go("benefits:desk-check", code=desks.last_check(ash).code)


@shows("benefits:desk-check", "office", heading="Not covered today")
def the_office_is_asked(visit):
    offered(visit, Approval(Approver.HOST))
