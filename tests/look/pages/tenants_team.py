"""Who is on the team of a co-op, and what an owner changes there."""

from __future__ import annotations

from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import ERROR, no_page, shows

no_page("POST only, leads to the member", "credentials:card-send")
no_page("POST only, a file to print", "credentials:card-letter")


def at_team(visit, route, **arguments):
    oak = at_office(visit, "owner")
    go(visit, oak, route, **arguments)
    return oak


@shows("tenants:team", heading="Team", rows=2, without={"empty": "whoever looks is on it"})
def team(visit):
    at_team(visit, "team")


@shows("tenants:team", "for a steward", heading="Team", rows=2)
def team_for_a_steward(visit):
    go(visit, at_office(visit), "team")


@shows("tenants:team-add", heading="Add somebody to the team")
def add(visit):
    at_team(visit, "team-add")


@shows("tenants:team-add", ERROR, heading="Add somebody to the team")
def add_nobody(visit):
    add(visit)
    visit.send_nothing()


@shows("tenants:team-person", heading="What Oda may do")
def roles(visit):
    oak = at_office(visit, "owner")
    go(visit, oak, "team-person", code=oak.owner.code)


@shows("tenants:team-person", ERROR, heading="What Oda may do")
def last_owner(visit):
    roles(visit)
    visit.page.get_by_label("Owner").uncheck()
    visit.page.get_by_label("Desk").check()
    visit.press("Save")


@shows("tenants:team-remove", heading="Remove Bo from the team?")
def remove(visit):
    oak = at_office(visit, "owner")
    go(visit, oak, "team-remove", code=oak.steward.code)
