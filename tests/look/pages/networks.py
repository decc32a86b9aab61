"""Networks: published, read by one that is not in it, joined, and with exceptions."""

from __future__ import annotations

from tests.look.pages.agreements import CARDS
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.look.sides import go, partnerships

no_page(
    "POST only, leads to the agreement or to the exceptions",
    "benefits:network-join",
    "benefits:network-exception-agree",
    "benefits:network-exception-end",
)
NEW = "A network that co-ops can join"


@shows("benefits:network-publish", heading=NEW)
def publish(visit):
    partnerships(visit, "ash")
    go(visit, "network-publish", "ash")


@shows("benefits:network-publish", ERROR, heading=NEW)
def publish_without_a_name(visit):
    publish(visit)
    visit.send_nothing()


def name_it(visit):
    publish(visit)
    visit.page.get_by_label("Name of the network").fill("Commonlands")
    visit.press("Continue")


@shows("benefits:network-new", heading="Whose membership counts?")
def publish_who(visit):
    name_it(visit)


@shows("benefits:network-new", ERROR, heading="Whose membership counts?")
def publish_for_nobody(visit):
    name_it(visit)
    visit.send_nothing()


@shows("benefits:network-new", "check", heading="Check the agreement")
def publish_check(visit):
    name_it(visit)
    visit.page.get_by_label("Consumer").check()
    visit.press("Continue")
    visit.page.get_by_label("A discount").check()
    visit.page.get_by_label("Per cent off").fill("5")
    visit.press("Continue")
    visit.press("Continue")
    visit.press("Continue")


@shows("benefits:network", heading="Commonlands")
def network(visit):
    partnerships(visit, "ash")
    go(visit, "network", "ash", code=visit.world.network)


@shows("benefits:agreement", "network", heading="Commonlands")
def network_of_ours(visit):
    partnerships(visit)
    go(visit, "agreement", code=visit.world.network)


@shows("benefits:network-exceptions", heading="Exceptions within Commonlands", rows=1, row=CARDS)
def exceptions(visit):
    partnerships(visit)
    go(visit, "network-exceptions", code=visit.world.network)


@shows(
    "benefits:network-exceptions",
    EMPTY,
    heading="Exceptions within Commonlands",
    rows=0,
    row=CARDS,
)
def no_exceptions(visit):
    exceptions(visit)
    visit.press("Decline")


@shows("benefits:network-exceptions", ERROR, heading="Exceptions within Commonlands")
def exception_without_a_reason(visit):
    exceptions(visit)
    visit.send_nothing("main form.form")
