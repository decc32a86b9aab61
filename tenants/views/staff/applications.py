"""Who asks to join: the list."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tenants.access import steward_required
from tenants.admission import listing
from tenants.http import CooperativeRequest
from tenants.models import Application
from tenants.views.staff import application_rows, bulk

State = Application.State


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: CooperativeRequest) -> HttpResponse:
    """By state, what waits longest first. Rows that are ticked are decided together."""
    here = request.cooperative
    filters = listing.Filters.read(request.GET)
    if not filters.known:
        raise Http404
    if request.method == "POST":
        return bulk.act(request, filters)
    found = listing.rows(filters, here, request.staff)
    page = Paginator(found, bulk.ROWS).get_page(request.GET.get("page"))
    counts = listing.counts(filters, here, request.staff)
    context = {
        "tabs": application_rows.tabs(request, filters, counts),
        "filters": filters,
        "choices": application_rows.choices(filters),
        "state": filters.state,
        "query": filters.q,
        "row_query": filters.query(),
        "page": page,
        "rows": application_rows.drawn(list(page.object_list), here),
        "open": filters.state in Application.OPEN,
        "bulk": application_rows.bulk(filters.state, two=here.two_to_approve),
        "lead": application_rows.lead(request, counts.get(State.SUBMITTED, 0)),
        "done": bulk.done(request),
    }
    return render(request, "tenants/staff/applications.html", context)
