"""Members from paper, codes of letters, and finding one's own membership."""

from __future__ import annotations

from django.db import transaction

from tenants.services import claiming
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import ERROR, no_page, shows
from tests.tenants.office import office

no_page("a picture, for the team", "tenants:paper-scan")


@shows("tenants:member-add", heading="Add a member")
def add(visit):
    go(visit, at_office(visit), "member-add")


@shows("tenants:member-add", ERROR, heading="Add a member")
def add_nothing(visit):
    add(visit)
    visit.send_nothing()


@shows("tenants:member-add", "known already", heading="Add a member", status=422)
def add_somebody_known(visit):
    oak = at_office(visit)
    oak.joined("José Ñuñez", "jose@example.org")
    go(visit, oak, "member-add")
    visit.page.get_by_label("Full name").fill("Jose Nunez")
    visit.page.get_by_label("Date on the paper").fill("2026-03-01")
    visit.press("Add and make the card")


@shows("tenants:find", heading="Find my membership")
def find(visit):
    visit.go("tenants:find", cooperative=office(name="Oak Street Food Co-op").coop.slug)


@shows("tenants:find", ERROR, heading="Find my membership")
def find_nobody(visit):
    find(visit)
    visit.send_nothing()


@shows("tenants:find-sent", heading="Look into your email")
def find_sent(visit):
    find(visit)
    visit.page.get_by_label("Email address").fill("amara@example.org")
    visit.press("Send me the answer")


@shows("tenants:claim-enter", heading="Use the code from your letter")
def claim(visit):
    visit.go("tenants:claim-enter")


@shows("tenants:claim-enter", ERROR, heading="Use the code from your letter")
def claim_mistyped(visit):
    claim(visit)
    visit.page.get_by_label("Code from your letter").fill("AAAAA-AAAAB")
    visit.press("Continue")


def typed(visit, *, signed_in=False):
    oak = office(name="Oak Street Food Co-op")
    if signed_in:
        visit.sign_in(oak.seat("desk").user)
    grete = oak.joined("Grete Müller", "grete@example.org").member
    with oak.within, transaction.atomic():
        code = claiming.claim_codes([grete])[grete.pk]
    claim(visit)
    visit.page.get_by_label("Code from your letter").fill(code)
    visit.press("Continue")
    return oak


@shows("tenants:claim-email", heading="Your email address")
def claim_email(visit):
    typed(visit)


@shows("tenants:claim-email", ERROR, heading="Your email address")
def claim_without_an_address(visit):
    typed(visit)
    visit.send_nothing()


@shows(
    "tenants:claim-confirm", heading="Is this you?", without={"error": "asks for nothing but yes"}
)
def claim_confirm(visit):
    typed(visit, signed_in=True)
