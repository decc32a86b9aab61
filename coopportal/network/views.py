"""The operator: co-ops at a glance, a new one, and the state of the portal."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coopportal.network import counting, interests, overview
from coopportal.network.access import NetworkRequest, network_required
from coopportal.onboarding import checklist, steps
from coopportal.services.opening import Opening, open_with_steward
from coopportal.setting_up.forms import OpeningForm
from tenants.access import fresh_proof_required, operator_required

ROWS = 25
UNPROCESSABLE = 422


@never_cache
@operator_required
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    page = Paginator(overview.cooperatives(query), ROWS).get_page(request.GET.get("page"))
    checks = overview.state_of_the_system()
    context = {
        "page": page,
        "lines": overview.lines(page.object_list),
        "query": query,
        "checks": checks,
        "well": all(check["passed"] for check in checks),
    }
    return render(request, "portal/network/overview.html", context)


@never_cache
@network_required
@require_safe
def cooperative(request: NetworkRequest, slug: str) -> HttpResponse:
    """How far one co-op has come, and who is waited for."""
    shown = get_object_or_404(request.viewer.cooperatives(), slug=slug)
    told = interests.seen_by(request.viewer).filter(cooperative=shown).first()
    context = {
        "viewer": request.viewer,
        "shown": shown,
        "lead": " · ".join(filter(None, (shown.get_level_display(), shown.sector, shown.place))),
        "steps": checklist.of_the_network(steps.of(counting.first_steps([shown])[0])),
        "interest": told,
    }
    return render(request, "portal/network/cooperative.html", context)


@never_cache
@operator_required
@fresh_proof_required
@require_http_methods(["GET", "POST"])
def open_cooperative(request: HttpRequest) -> HttpResponse:
    """A new co-op with kinds of membership to begin with; its first steward is invited by mail."""
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = open_with_steward(Opening(**form.cleaned_data))
        messages.success(
            request,
            _("{name} is open. {email} has an invitation.").format(
                name=opened.name, email=form.cleaned_data["steward_email"]
            ),
        )
        return redirect("network")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "portal/network/open.html", {"form": form}, status=status)
