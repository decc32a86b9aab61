"""How many have come how far, for the operator."""

from __future__ import annotations

from django.utils import timezone

from tests.look.pages.operator import operator
from tests.look.registry import EMPTY, no_page, shows
from tests.portal.interests import interested
from tests.portal.visits import visited

no_page("a sheet", "network-adoption-export", "network-flows-export")


@shows("network-adoption", heading="Adoption", rows=18)
def adoption(visit):
    visited()
    interested()
    operator(visit)
    visit.go("network-adoption")


@shows("network-adoption", EMPTY, heading="Adoption", rows=0)
def nothing_to_count(visit):
    operator(visit)
    visit.go("network-adoption")


@shows("network-adoption", "without a match", heading="Adoption", rows=0)
def no_such_place(visit):
    interested()
    operator(visit)
    visit.go("/network/adoption/?sector=Nowhere")


@shows(
    "network-year",
    heading=f"Report {timezone.localdate().year}",
    rows=8 + timezone.localdate().month,
    without={"empty": "a year has months and the funnel its steps"},
)
def year(visit):
    adoption(visit)
    visit.go("network-year", year=timezone.localdate().year)
