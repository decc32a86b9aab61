"""The front door: landing page, list of co-ops, what we promise about access and privacy."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from credentials import trust_lists
from tenants import brand
from tenants.http import CooperativeRequest
from tenants.models import Cooperative

A_YEAR = 31_536_000
SHOWN_AT_THE_DOOR = 6


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What this is. A portal with one co-op is that co-op's portal."""
    found = list(_listed()[: SHOWN_AT_THE_DOOR + 1])
    if len(found) == 1:
        return redirect(f"/c/{found[0].slug}/")
    return render(
        request,
        "portal/landing.html",
        {"cooperatives": found[:SHOWN_AT_THE_DOOR], "more": len(found) > SHOWN_AT_THE_DOOR},
    )


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """All co-ops of this portal, by name, place or sector."""
    query = request.GET.get("q", "").strip()[:100]
    sector = request.GET.get("sector", "").strip()[:60]
    accredited = request.GET.get("accredited") == "yes"
    listed, suspended = trust_lists.standings(timezone.now())
    cooperatives = _listed()
    sectors = list(
        cooperatives.exclude(sector="")
        .order_by("sector")
        .values_list("sector", flat=True)
        .distinct()
    )
    if query:
        cooperatives = cooperatives.filter(Q(name__icontains=query) | Q(place__icontains=query))
    if sector:
        cooperatives = cooperatives.filter(sector=sector)
    if accredited:
        cooperatives = cooperatives.filter(did__in=listed)
    page = Paginator(cooperatives, 25).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/directory.html",
        {
            "page": page,
            "query": query,
            "sector": sector,
            "sectors": sectors,
            "accredited": accredited,
            "listed": listed,
            "suspended": suspended,
            "bodies": Cooperative.objects.filter(level=Cooperative.Level.SECONDARY).exists(),
        },
    )


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@require_safe
def brand_stylesheet(request: CooperativeRequest, digest: str) -> HttpResponse:
    """A co-op's colours. The name carries the content's digest; an old name gets the new colours."""
    colour = request.cooperative.colour
    answer = HttpResponse(brand.stylesheet(colour), content_type="text/css; charset=utf-8")
    current = digest == brand.digest(colour)
    answer["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if current else "no-cache"
    return answer


def _listed() -> QuerySet[Cooperative]:
    """Whom a visitor may find: a closed co-op has no page."""
    return Cooperative.objects.exclude(state=Cooperative.State.CLOSED).order_by("name")
