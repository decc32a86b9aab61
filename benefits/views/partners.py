"""Staff: all agreements at one look, by what they ask of us."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from benefits import queries, summaries
from benefits.networks import open_networks
from benefits.sides import Bond, Sides, State
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest

ASKED, RUNNING, SENT, OVER = "asked", "running", "sent", "over"
HEADINGS: Final = {
    ASKED: _("Waiting for your answer"),
    RUNNING: _("In force"),
    SENT: _("Waiting for the others"),
    OVER: _("Over"),
}


@partnerships_required
@require_GET
def partners(request: CooperativeRequest) -> HttpResponse:
    """What waits for us, what each side gives, what we wait for, what is over; and who else there is."""
    rows: dict[str, list[dict[str, Any]]] = {place: [] for place in HEADINGS}
    for sides, visitors in queries.with_visitors(queries.sides_of_all()):
        rows[_place(sides)].append(_row(sides, visitors))
    context = {
        "groups": [
            {"place": place, "title": title, "rows": rows[place]}
            for place, title in HEADINGS.items()
            if rows[place]
        ],
        "networks": open_networks(),
        "suggestions": queries.suggestions(request.cooperative),
    }
    return render(request, "benefits/agreements/list.html", context)


def _place(sides: Sides) -> str:
    if sides.agreement.state not in {State.PROPOSED, State.IN_FORCE} or sides.ours.left_at:
        return OVER
    if sides.awaits_us:
        return ASKED
    return RUNNING if sides.agreement.state == State.IN_FORCE else SENT


def _row(sides: Sides, visitors: int) -> dict[str, Any]:
    return {
        "sides": sides,
        "name": summaries.title(sides),
        "visitors": visitors,
        "ways": _everyone(sides) or [_ways(bond) for bond in _shown(sides)],
        "waits_for": summaries.names(sides.awaited) if sides.awaited else "",
        "days_left": sides.days_left,
    }


def _everyone(sides: Sides) -> list[dict[str, Any]]:
    """A network's terms are the same in both directions."""
    same = summaries.offers(sides.terms.everyone.benefits) if sides.terms.everyone else []
    return [{"name": sides.agreement.title, "give": same, "get": same}] if same else []


def _shown(sides: Sides) -> list[Bond]:
    """One bond speaks for all where all the others give the same."""
    bonds = [bond for bond in sides.bonds() if not bond.theirs.left_at]
    alike = len({bond.they_give for bond in bonds}) == 1
    return bonds[:1] if alike else bonds


def _ways(bond: Bond) -> dict[str, Any]:
    """What is given and received, without names: they stand around it."""
    ours, theirs = bond.we_give, bond.they_give
    return {
        "name": bond.theirs.name,
        "give": summaries.offers(ours.benefits if ours else ()),
        "get": summaries.offers(theirs.benefits if theirs else ()),
    }
