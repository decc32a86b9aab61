"""The programs that may have things signed for a co-op."""

from __future__ import annotations

from tests.benefits.scene import Side
from tests.look.registry import EMPTY, ERROR, no_page, shows

PAGE = "credentials:issuing-programs"
HEADING = "Programs that issue"

no_page("asked by programs", "credentials:api-issue", "credentials:api-status")
no_page("POST only, leads to the programs", "credentials:issuing-program-remove")


def owner(visit, side="elm", page=PAGE, **arguments):
    there: Side = getattr(visit.world, side)
    with there.within:
        there.staff.roles = ["owner"]
        there.staff.save(update_fields=["roles"])
    visit.sign_in(there.staff.user)
    visit.go(page, cooperative=side, **arguments)


@shows(PAGE, heading=HEADING, rows=2)
def programs(visit):
    owner(visit)


@shows(PAGE, EMPTY, heading=HEADING, rows=0)
def no_programs(visit):
    owner(visit, "ash")


@shows(PAGE, ERROR, heading=HEADING)
def without_a_name(visit):
    owner(visit, "ash")
    visit.send_nothing()


@shows(PAGE, "token", heading=HEADING)
def a_new_token(visit):
    owner(visit, "ash")
    visit.page.locator("[name=name]").fill("Course certificates")
    visit.press("Make a token")


@shows("credentials:issued-revoke", heading="Revoke it?", without={"error": "nothing to fill in"})
def revoke(visit):
    owner(visit, page="credentials:issued-revoke", code=visit.world.issued)
