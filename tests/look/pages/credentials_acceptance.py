"""Which cards a co-op accepts: its rule, whom that lets in, and a card checked by it."""

from __future__ import annotations

from django.core.cache import cache

from credentials.acceptance import Policy
from credentials.services.accepting import save_policy
from tenants import outbox
from tests.credentials import accrediting
from tests.credentials.members import carded
from tests.look.registry import EMPTY, ERROR, shows

PAGE = "credentials:acceptance"
HEADING = "Accepted cards"


def arranged(*, confirmed: bool = True) -> accrediting.Scene:
    """Commons accredits Oak, has suspended Ash, and Elm decides whose cards it accepts."""
    made = accrediting.scene()
    for party in (made.oak, made.ash) if confirmed else ():
        vouchers = tuple(each for each in (made.oak, made.elm, made.ash) if each is not party)
        row = made.ask(by=party, vouchers=vouchers)
        made.see(row)
        made.decide(row, assurance="registryVerified")
        if party is made.ash:
            made.suspend(row)
    outbox.drain()
    return made


def open_as(visit, made: accrediting.Scene, party: accrediting.Party) -> None:
    visit.sign_in(party.owner.user)
    visit.go(PAGE, cooperative=party.coop.slug)


def ruled(made: accrediting.Scene) -> None:
    with made.elm.within:
        save_policy(Policy(bodies=frozenset({made.body.coop.did})), by=made.elm.owner)


@shows(PAGE, heading=HEADING, rows=2)
def filled(visit):
    made = arranged()
    ruled(made)
    open_as(visit, made, made.elm)


@shows(PAGE, EMPTY, heading=HEADING, rows=0)
def nobody_yet(visit):
    made = arranged(confirmed=False)
    open_as(visit, made, made.elm)


@shows(PAGE, "preview", heading=HEADING, rows=2)
def preview(visit):
    made = arranged()
    open_as(visit, made, made.elm)
    visit.page.get_by_label("Commons Federation").check()
    visit.press("Preview")


@shows(PAGE, ERROR, heading=HEADING)
def a_line_that_names_nobody(visit):
    made = arranged(confirmed=False)
    open_as(visit, made, made.elm)
    visit.page.get_by_label("Never accept these co-ops").fill("nobody-knows-them")
    visit.press("Save")


@shows("credentials:verify", "accepted", heading="Member")
def accepted_here(visit):
    made = arranged()
    ruled(made)
    checked(visit, made, made.oak)


@shows("credentials:verify", "not-accepted", heading="Member")
def not_accepted_here(visit):
    made = arranged()
    ruled(made)
    checked(visit, made, made.ash)


def checked(visit, made: accrediting.Scene, party: accrediting.Party) -> None:
    cache.clear()
    visit.go("credentials:verify", cooperative=made.elm.coop.slug)
    visit.page.locator("[name=text]").fill(carded(party.coop)[1].document)
    visit.press("Check")
