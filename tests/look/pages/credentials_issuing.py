"""Who signs a co-op's cards: itself, a federation, or a federation that no longer may."""

from __future__ import annotations

from credentials.services import ordering
from tenants import outbox
from tests.credentials import accrediting
from tests.credentials.members import started
from tests.look.registry import shows

PAGE = "credentials:issuing"
HEADING = "Who signs your cards"
CARD = "main section.card"


def arranged(*, may_issue: bool = True) -> accrediting.Scene:
    made = accrediting.scene()
    row = made.ask(body_may_issue=may_issue)
    made.see(row)
    made.decide(row, assurance="registryVerified")
    made.row = row
    started(made.oak.coop, 3)
    outbox.drain()
    return made


def open_page(visit, made: accrediting.Scene) -> None:
    visit.sign_in(made.oak.owner.user)
    visit.go(PAGE, cooperative="oak")


@shows(
    PAGE,
    heading=HEADING,
    rows=2,
    row=CARD,
    without={"empty": "somebody always signs", "error": "there is nothing to fill in"},
)
def may_be_handed_over(visit):
    open_page(visit, arranged())


@shows(PAGE, "nobody else may", heading=HEADING, rows=1, row=CARD)
def nobody_else_may(visit):
    open_page(visit, arranged(may_issue=False))


@shows(PAGE, "federation", heading=HEADING, rows=1, row=CARD)
def a_federation_signs(visit):
    made = arranged()
    open_page(visit, made)
    visit.press("Let Commons Federation sign")


@shows(PAGE, "lapsed", heading=HEADING, rows=1, row=CARD)
def it_no_longer_may(visit):
    made = arranged()
    with made.oak.within:
        ordering.let_sign(made.body.coop, by=made.oak.owner)
    made.suspend(made.row)
    outbox.drain()
    open_page(visit, made)
