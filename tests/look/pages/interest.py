"""Registering an interest, and what is behind the link of its letters."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from coopportal.services import interest as service
from coopportal.tasks import send_interest_letters
from tenants.models import User
from tests import build
from tests.look.pages.operator import operator
from tests.look.registry import EMPTY, ERROR, REFUSAL, no_page, shows
from tests.portal.interests import TYPED, interested

no_page("a sheet", "network-interest-export")


@shows("interest", heading="Register your interest")
def register(visit):
    build.cooperative("commons", name="Commonlands Federation", level="secondary")
    visit.go("interest")


@shows("interest", ERROR, heading="Register your interest")
def register_nothing(visit):
    visit.go("interest")
    visit.send_nothing()


@shows("interest-sent", heading="Look into your mailbox")
def sent(visit):
    visit.go("interest-sent")


def told():
    answers = {key: value for key, value in TYPED.items() if key != "consent"}
    return service.register_interest(**answers)


@shows("interest-kept", heading="Confirm your interest")
def to_confirm(visit):
    visit.go("interest-kept", token=service.link_token(told().code))


@shows("interest-kept", "confirmed", heading="You are on our list")
def on_the_list(visit):
    to_confirm(visit)
    visit.press("Yes, put me on the list")


@shows("interest-delete", heading="Delete what you told us?")
def to_delete(visit):
    visit.go("interest-delete", token=service.link_token(interested().code))


@shows("interest-delete", "deleted", heading="It is deleted")
def deleted(visit):
    to_delete(visit)
    visit.press("Delete everything")


@shows(REFUSAL, "a deleted interest", heading="This page is no longer there", status=410)
def gone(visit):
    visit.go("interest-kept", token="0" * 43)


def three_interested(visit):
    operator(visit)
    by = User.objects.get()
    bakery = interested(hopes="A card that the mill accepts too.")
    interested(organisation="Saltmarsh Energy", email="b@example.org", sector="energy")
    interested(kind="person", organisation="", name="Ngozi Bello", email="c@example.org")
    service.plan_next_step(
        bakery,
        step="Call about their till",
        on=timezone.localdate() - timedelta(days=2),
        who="Olwen Price",
        by=by,
    )
    service.add_note(bakery, "They would like to begin in spring.", by=by)
    send_interest_letters()
    return bakery


@shows("network-interests", heading="Interested", rows=3)
def interest_list(visit):
    three_interested(visit)
    visit.go("network-interests")


@shows("network-interests", EMPTY, heading="Interested", rows=0)
def nobody_interested(visit):
    operator(visit)
    visit.go("network-interests")


@shows("network-interests", "without a match", heading="Interested", rows=0)
def nobody_found(visit):
    three_interested(visit)
    visit.go("/network/interest/?q=nowhere")


@shows(
    "network-interest",
    heading="Brook Lane Bakery",
    rows=2,
    without={"empty": "whoever is on the list has had a letter"},
)
def one_interested(visit):
    found = three_interested(visit)
    visit.go("network-interest", code=found.code)


@shows("network-interest", ERROR, heading="Brook Lane Bakery", rows=2)
def a_step_without_a_day(visit):
    one_interested(visit)
    visit.page.locator("#id_next-on").fill("")
    visit.press("Save the next step")


@shows("network-invite", heading="Invite: open a co-op")
def invite(visit):
    found = three_interested(visit)
    visit.go("network-invite", code=found.code)


@shows("network-invite", ERROR, heading="Invite: open a co-op")
def invite_without_an_address(visit):
    invite(visit)
    visit.page.locator("#id_email").fill("")
    visit.send_nothing()
