"""Visits that rest on agreements, on both sides."""

from __future__ import annotations

from django.test import Client

from tenants import outbox
from tests.benefits import scene, test_proposing, visiting
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.look.sides import go, partnerships

ASKED = "main section.card"

no_page("POST only, leads to the member's consent", "benefits:visit-start")


@shows("benefits:grants", heading="Visiting members", rows=1)
def grants(visit):
    partnerships(visit)
    go(visit, "grants")


@shows("benefits:grants", EMPTY, heading="Visiting members", rows=0)
def no_grants(visit):
    partnerships(visit, "ash")
    go(visit, "grants", "ash")


@shows("benefits:decisions", heading="Cards shown to you", rows=2)
def decisions(visit):
    partnerships(visit)
    go(visit, "decisions")


@shows("benefits:decisions", EMPTY, heading="Cards shown to you", rows=0)
def no_decisions(visit):
    partnerships(visit, "ash")
    go(visit, "decisions", "ash")


@shows("benefits:grant", heading="Numbat Canary-5e2b")
def grant(visit):
    partnerships(visit)
    go(visit, "grant", code=visit.world.grant)


@shows("benefits:grant-end", heading="End this visit?")
def end_a_visit(visit):
    partnerships(visit)
    go(visit, "grant-end", code=visit.world.grant)


@shows("benefits:grant-end", ERROR, heading="End this visit?")
def end_a_visit_without_a_reason(visit):
    end_a_visit(visit)
    visit.send_nothing()


INVITED = "Already a member of a partner co-op?"


@shows("benefits:visit", heading=INVITED, rows=1, row="main ul.list-plain > li")
def visit_page(visit):
    assert visit.world
    go(visit, "visit")


@shows("benefits:visit", EMPTY, heading=INVITED, rows=0, row="main ul.list-plain > li")
def visit_page_without_partners(visit):
    assert visit.world
    go(visit, "visit", "ash")


def asked_of(visit, side):
    """A member of that co-op with a card, signed in at home, and asked by Elm."""
    user, _card = visiting.member(side, "bea@example.org")
    outbox.drain()
    visit.sign_in(user)
    visit.go("benefits:present", code=visiting.ask(visit.world.elm).code)


@shows("benefits:visit-result", heading="Waiting for your card")
def result(visit):
    """The browser that asked comes back before the member has answered."""
    client = Client()
    with visit.world.elm.within:
        asked = visiting.ask(visit.world.elm)
    client.force_login(scene.person("cleo@example.org"))
    session = client.session
    session["visits"] = [str(asked.code)]
    session.save()
    visit.take_over(client)
    go(visit, "visit-result", code=asked.code)


@shows("benefits:present", heading="Show your card to Elm?", rows=1, row=ASKED)
def present(visit):
    asked_of(visit, visit.world.oak)


@shows("benefits:present", EMPTY, heading="Show your card to Elm?", rows=0, row=ASKED)
def present_without_a_card(visit):
    asked_of(visit, visit.world.ash)


def rules_of_a_new_benefit(visit):
    """Ash has typed a proposal to Elm, and adds a code for a web shop."""
    world = visit.world
    ash = world.ash
    client = ash.browser()
    pages = test_proposing.typed(ash, world.elm)
    test_proposing.fill(client, pages, "/c/ash/staff/agreements/new/")
    visit.take_over(client)
    visit.go("benefits:agreement-rules", cooperative="ash", side="give", benefit="code")


@shows("benefits:agreement-rules", heading="A code for a web shop")
def rules(visit):
    rules_of_a_new_benefit(visit)


@shows("benefits:agreement-rules", ERROR, heading="A code for a web shop")
def rules_without_a_name(visit):
    rules_of_a_new_benefit(visit)
    visit.send_nothing()


no_page("the same page as for a new agreement", "benefits:agreement-change-rules")
