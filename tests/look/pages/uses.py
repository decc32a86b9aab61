"""What was given, as the office sees it."""

from __future__ import annotations

from benefits.terms import Gives, Terms
from tenants import outbox
from tenants.models import Staff
from tests.benefits import scene, test_reckoning
from tests.look import sides
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("a file for spreadsheets", "benefits:uses-export")


def go(visit, route, side="elm", **arguments):
    sides.partnerships(visit, side)
    sides.go(visit, route, side, **arguments)


@shows("benefits:uses", heading="What was given", rows=1)
def uses(visit):
    go(visit, "uses")


@shows("benefits:uses", EMPTY, heading="What was given", rows=0)
def no_uses(visit):
    go(visit, "uses", "ash")


@shows("benefits:origins", heading="Sums by co-op", rows=1)
def origins(visit):
    go(visit, "origins")


@shows("benefits:origins", EMPTY, heading="Sums by co-op", rows=0)
def no_origins(visit):
    go(visit, "origins", "ash")


@shows("benefits:use", heading="15 % off")
def use(visit):
    go(visit, "use", code=visit.world.use)


@shows("benefits:use-void", heading="Make this use void?")
def void(visit):
    go(visit, "use-void", code=visit.world.use)


@shows("benefits:use-void", ERROR, heading="Make this use void?")
def void_without_a_reason(visit):
    void(visit)
    visit.send_nothing()


no_page("asked by programs", "benefits:api-code-check", "benefits:api-code-redeem")
no_page("POST only, leads to the programs", "benefits:integration-remove")


def developer(visit, side="elm"):
    there = getattr(visit.world, side)
    with there.within:
        there.staff.roles = [Staff.Role.DEVELOPER]
        there.staff.save(update_fields=["roles"])
    go(visit, "integrations", side)


@shows("benefits:integrations", heading="Programs", rows=1)
def programs(visit):
    developer(visit)


@shows("benefits:integrations", EMPTY, heading="Programs", rows=0)
def no_programs(visit):
    developer(visit, "ash")


@shows("benefits:integrations", ERROR, heading="Programs")
def a_program_without_a_name(visit):
    developer(visit, "ash")
    visit.send_nothing()


def with_a_budget(visit, route):
    """Ash gives Elm's members something with a budget, of which four fifths are used."""
    world = visit.world
    made = scene.agreed(
        world.ash, world.elm, terms=Terms({world.ash.coop.did: Gives((test_reckoning.VALUE,))})
    )
    outbox.drain()
    test_reckoning.used(
        world.ash, world.elm, made, test_reckoning.VALUE, "a", "b", "c", "d", amount=325
    )
    go(visit, route, "ash")


@shows("benefits:settlement", heading="Settlement", rows=1)
def settlement(visit):
    with_a_budget(visit, "settlement")


@shows("benefits:settlement", EMPTY, heading="Settlement", rows=0)
def nothing_to_settle(visit):
    go(visit, "settlement", "ash")


@shows("benefits:budgets", heading="Budgets", rows=1)
def budgets(visit):
    with_a_budget(visit, "budgets")


@shows("benefits:budgets", EMPTY, heading="Budgets", rows=0)
def no_budgets(visit):
    go(visit, "budgets", "ash")


@shows("benefits:try", heading="Try it")
def trying(visit):
    with_a_budget(visit, "try")
    visit.follow(visit.page.locator("main form button").last)


@shows("benefits:try", EMPTY, heading="Try it")
def nothing_to_try(visit):
    go(visit, "try", "ash")


@shows("benefits:try", ERROR, heading="Try it")
def an_impossible_question(visit):
    with_a_budget(visit, "try")
    visit.page.goto(f"{visit.page.url}?gift=nothing")
