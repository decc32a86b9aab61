"""Registering an interest, and what is behind the link of its letters."""

from __future__ import annotations

from coopportal.services import interest as service
from tests import build
from tests.look.registry import ERROR, REFUSAL, shows
from tests.portal.interests import TYPED, interested


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
