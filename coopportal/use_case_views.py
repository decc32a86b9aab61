"""The five use cases for everybody; and for whoever looks after the network, what is recorded of them."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coopportal import use_cases
from coopportal.network import use_case_facts as facts
from coopportal.network.access import viewer_of
from coopportal.network.agreed import Agreed


@require_safe
def use_case_list(request: HttpRequest) -> HttpResponse:
    agreed = Agreed()
    found = [
        {"case": each, "count": len(facts.taking_part(each, agreed))}
        for each in use_cases.USE_CASES
    ]
    return render(request, "portal/use_cases.html", {"cases": found})


@never_cache
@require_safe
def use_case(request: HttpRequest, slug: str) -> HttpResponse:
    case = use_cases.of(slug)
    if case is None:
        raise Http404
    viewer, agreed = viewer_of(request.user), Agreed()
    context = {
        "case": case,
        "cooperatives": facts.taking_part(case, agreed),
        "figures": facts.figures(case, viewer, agreed) if viewer is not None else None,
        "demo_href": _in_the_demo(case),
    }
    return render(request, "portal/use_case.html", context)


def _in_the_demo(case: use_cases.UseCase) -> str:
    """Only where there are invented people to try it with."""
    return reverse("demo-story", args=[case.slug]) if settings.DEMO and case.built else ""
