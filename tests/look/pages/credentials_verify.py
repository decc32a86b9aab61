"""Checking a card: the page behind the QR code in each of its verdicts, and the page that takes anything."""

from __future__ import annotations

import json

from django.core.cache import cache

from tests.credentials import holdout, members, scene, vouching
from tests.look.registry import ERROR, no_page, shows
from tests.outbound.abroad import oak_abroad, reachable

CHECKS = "main .checks > li"
TITLE = "Check a card"

no_page(
    "for machines",
    "credentials:verdict-json",
    "credentials:api-verify",
    "credentials:api-verify-presentation",
    "credentials:api-schema",
    "credentials:desk-answer",
)
no_page(
    "drawn by Swagger UI from its own files; tests/credentials/test_verify_browser.py opens it",
    "credentials:api-docs",
)


def held_out(name):
    cache.clear()
    return holdout.CASES[name](scene.opened("oak", name="Oak Street Food Co-op"))


def scanned(visit, name, *, signed=True):
    address, mark, digits = held_out(name).text.partition("#")
    visit.go("/v/" + address.rpartition("/v/")[2] + (mark + digits if signed else ""))
    if signed:
        visit.page.locator("[data-signed-form]").wait_for(state="detached")


def pasted(visit, text):
    cache.clear()
    visit.go("credentials:verify")
    visit.page.locator("[name=text]").fill(text)
    visit.press("Check")


@shows(
    "credentials:verdict",
    heading="Member",
    rows=6,
    row=CHECKS,
    without={"empty": "a card always has its checks; an unknown code is a state of its own"},
)
def good(visit):
    scanned(visit, "good_qr")


@shows("credentials:verdict", "unsigned", heading="Member")
def looked_up(visit):
    scanned(visit, "good_qr", signed=False)


@shows("credentials:verdict", "forged", heading="Not genuine")
def forged(visit):
    scanned(visit, "tampered_qr")


@shows("credentials:verdict", "suspended", heading="Not in good standing")
def suspended(visit):
    scanned(visit, "suspended_qr")


@shows("credentials:verdict", "ended", heading="Not valid")
def ended(visit):
    scanned(visit, "ended_qr")


@shows("credentials:verdict", "expired", heading="Expired")
def expired(visit):
    scanned(visit, "expired_qr")


@shows("credentials:verdict", "replaced", heading="Old card")
def replaced(visit):
    scanned(visit, "replaced_qr")


@shows("credentials:verdict", "cooperative-suspended", heading="Co-op suspended")
def cooperative_suspended(visit):
    scanned(visit, "coop_suspended_qr")


@shows("credentials:verdict", "unknown", heading="Not one of our cards", status=404)
def unknown(visit):
    cache.clear()
    visit.go("/v/ZZZZZZZZ")


@shows("credentials:verify", heading=TITLE)
def check_a_card(visit):
    visit.go("credentials:verify")


@shows("credentials:verify", ERROR, heading=TITLE)
def nothing_to_check(visit):
    cache.clear()
    visit.go("credentials:verify")
    visit.send_nothing()


@shows("credentials:verify", "garbage", heading=TITLE, status=422)
def garbage(visit):
    pasted(visit, '{"@context": [')


@shows(
    "credentials:verify",
    "good",
    heading="Member",
)
def good_file(visit):
    pasted(visit, held_out("good_file").text)


@shows("credentials:verify", "good-code", heading="Member")
def good_code(visit):
    pasted(visit, held_out("good_code").text)


@shows("credentials:verify", "tampered", heading="Not genuine")
def tampered(visit):
    pasted(visit, held_out("tampered_file").text)


@shows("credentials:verify", "foreign", heading="Not checked")
def foreign(visit):
    pasted(visit, held_out("foreign_file").text)


@shows("credentials:verify", "abroad", heading="Genuine, from another portal")
def of_another_portal(visit):
    with reachable() as server:
        coop = oak_abroad()
        coop.publish(server)
        pasted(visit, json.dumps(coop.card()))


@shows("credentials:verify", "code-abroad", heading="A code of another portal")
def code_of_another_portal(visit):
    pasted(visit, "https://portal.example.org/v/K7Q2M9XD#12345")


@shows("credentials:verify", "unknown", heading="Not one of our cards")
def unknown_code(visit):
    pasted(visit, "ZZZZ ZZZZ")


def by_a_federation(*, named):
    home = scene.opened("oak", name="Oak Street Food Co-op")
    body = scene.opened("commonlands", name="Commonlands Federation", level="secondary")
    if named:
        vouching.link(home, vouching.accredit(body, home))
    return json.dumps(vouching.signed_for(members.carded(home)[1], body))


@shows("credentials:verify", "signed-for", heading="Member")
def signed_for_a_co_op(visit):
    pasted(visit, by_a_federation(named=True))


@shows("credentials:verify", "no-right", heading="Not valid")
def signed_without_right(visit):
    pasted(visit, by_a_federation(named=False))
