"""First steps: the settings of a co-op, and how far one has come."""

from __future__ import annotations

from tests import build
from tests.look.pages.operator import operator
from tests.look.pages.tenants_team import at_team
from tests.look.registry import ERROR, shows
from tests.portal.visits import visited


@shows("tenants:settings", heading="Settings")
def settings(visit):
    at_team(visit, "settings")


@shows("tenants:settings", ERROR, heading="Settings")
def settings_without_a_name(visit):
    settings(visit)
    visit.page.locator("#id_name").fill("")
    visit.send_nothing()


@shows(
    "network-cooperative",
    heading="Elm",
    rows=7,
    row="ul.tasks > li",
    without={"empty": "the steps are always the same seven"},
)
def how_far(visit):
    visited()
    operator(visit)
    visit.go("network-cooperative", slug="elm")


@shows("network-cooperative", "just opened", heading="Brook Lane", rows=7, row="ul.tasks > li")
def nothing_yet(visit):
    build.cooperative("brook", name="Brook Lane")
    operator(visit)
    visit.go("network-cooperative", slug="brook")
