"""Cards of a co-op in numbers and lists, and what is to be printed."""

from __future__ import annotations

from tests.look.pages.tenants_staff import at_office, registered
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("a PDF to print", "credentials:cards-test")


def go(visit, at, query="", page="cards/"):
    visit.go(f"/c/{at.coop.slug}/staff/{page}{query}")


@shows("credentials:cards", heading="Cards", rows=2)
def cards(visit):
    valley, _made = registered(visit)
    go(visit, valley)
    visit.page.get_by_label("Select Amara").check()


@shows("credentials:cards", EMPTY, heading="Cards", rows=0)
def no_cards(visit):
    go(visit, at_office(visit))


@shows("credentials:cards", "none of this kind", heading="Cards", rows=0)
def no_cards_of_this_kind(visit):
    valley, _made = registered(visit)
    go(visit, valley, "?show=expiring&no_email=on")


@shows("credentials:cards", "no card yet", heading="Cards", rows=1)
def no_card_yet(visit):
    oak = at_office(visit)
    oak.joined()
    go(visit, oak, "?show=missing")


@shows("credentials:cards-print", heading="Print cards")
def to_print(visit):
    valley, _made = registered(visit)
    go(visit, valley, page="cards/print/")


@shows("credentials:cards-print", EMPTY, heading="Print cards")
def nothing_to_print(visit):
    go(visit, at_office(visit), page="cards/print/")


@shows("credentials:cards-print", ERROR, heading="Print cards")
def print_on_nothing(visit):
    to_print(visit)
    visit.page.locator("input[name=shape]").evaluate_all(
        "(papers) => papers.forEach((paper) => { paper.checked = false })"
    )
    visit.send_nothing()
