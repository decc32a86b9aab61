"""Adoption: the funnel, who is stuck, by sector and place, visits between co-ops, a year on paper."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coopportal.network import adoption as counted
from coopportal.network import flows, report
from coopportal.network.access import NetworkRequest, network_required
from tenants.sheets import csv_answer

ROWS = 25


@never_cache
@network_required
@require_safe
def adoption(request: NetworkRequest) -> HttpResponse:
    every = counted.subjects(request.viewer)
    found, picked = _narrowed(request, every)
    lines = counted.funnel(found)
    visits = flows.between(request.viewer)
    context = {
        "viewer": request.viewer,
        "picked": picked,
        "sectors": sorted({each.sector for each in every}),
        "places": sorted({each.place for each in every}),
        "found": found,
        "lines": [list(line.values()) for line in lines],
        "bars": counted.funnel_bars(lines),
        "page": Paginator(counted.stalled(found), ROWS).get_page(request.GET.get("page")),
        "by_sector": counted.grouped(found, "sector"),
        "sector_heads": counted.heads(_("Sector")),
        "by_place": counted.grouped(found, "place"),
        "place_heads": counted.heads(_("Place")),
        "flows": visits,
        "matrix": flows.matrix(visits),
        "year": timezone.localdate().year,
    }
    return render(request, "portal/network/adoption.html", context)


@never_cache
@network_required
@require_safe
def adoption_export(request: NetworkRequest) -> HttpResponse:
    """A line per co-op, with the day of each step: exactly those that are shown."""
    found, _picked = _narrowed(request, counted.subjects(request.viewer))
    return csv_answer("adoption", counted.sheet_heads(), counted.sheet(found))


@never_cache
@network_required
@require_safe
def flows_export(request: NetworkRequest) -> HttpResponse:
    found = flows.between(request.viewer)
    heads = [_("Home"), _("Host"), _("Visiting memberships"), _("Other benefits")]
    rows = [[flow.home, flow.host, flow.visits, flow.uses] for flow in found]
    return csv_answer("between-co-ops", heads, rows)


@never_cache
@network_required
@require_safe
def year_report(request: NetworkRequest, year: int) -> HttpResponse:
    """Made to be printed: what happened in one year, and how things stand."""
    known = report.years(request.viewer)
    if year not in known:
        raise Http404
    parts = report.of(request.viewer, year)
    found = counted.subjects(request.viewer)
    context = {
        "viewer": request.viewer,
        "year": year,
        "years": known,
        "parts": parts,
        "heads": [_("Month"), *(part.head for part in parts)],
        "rows": report.rows(parts),
        "lines": [list(line.values()) for line in counted.funnel(found)],
        "today": timezone.localdate(),
    }
    return render(request, "portal/network/year.html", context)


def _narrowed(
    request: NetworkRequest, found: list[counted.Subject]
) -> tuple[list[counted.Subject], dict[str, Any]]:
    picked = {name: request.GET.get(name, "")[:100] for name in ("sector", "place")}
    kept = [
        each
        for each in found
        if picked["sector"] in {"", each.sector} and picked["place"] in {"", each.place}
    ]
    return kept, picked
