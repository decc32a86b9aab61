"""Staff: the log of decisions and visits, and ending a visit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from benefits import queries, wording
from benefits.forms import HostReasonForm
from benefits.models import Grant
from benefits.services import following
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest

ROWS = 50


@partnerships_required
@require_GET
def grants(request: CooperativeRequest) -> HttpResponse:
    """Who visits us from where, by state; the newest first."""
    state = request.GET.get("state", "")
    if state not in {"", *Grant.State.values}:
        raise Http404
    rows = queries.grants(state)
    context = {
        "tabs": _tabs(request, state),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "benefits/grants/list.html", context)


@partnerships_required
@require_GET
def decisions(request: CooperativeRequest) -> HttpResponse:
    """Every card that was shown to us: allowed or refused, and by which sentence."""
    rows = Paginator(queries.decisions(), ROWS).get_page(request.GET.get("page"))
    names = queries.names_of_partners()
    shown = [{"decision": row, "home": names.get(row.issuer_did, "")} for row in rows]
    return render(request, "benefits/grants/decisions.html", {"page": rows, "rows": shown})


@partnerships_required
@require_GET
def grant(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _find(code)
    context = {
        "grant": found,
        "why": wording.cause_for_staff(found.state_reason, home=found.issuer_name),
        "decisions": queries.decisions().filter(grant=found.code)[:ROWS],
    }
    return render(request, "benefits/grants/grant.html", context)


@partnerships_required
@require_http_methods(["GET", "POST"])
def end(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _find(code)
    form = HostReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        following.end_grant(found, reason=form.cleaned_data["reason"], by=request.staff)
        messages.success(request, _("The visit has ended."))
        return redirect("benefits:grant", request.cooperative.slug, code)
    status = 422 if form.errors else 200
    return render(
        request, "benefits/grants/end.html", {"grant": found, "form": form}, status=status
    )


def _find(code: UUID) -> Grant:
    return get_object_or_404(queries.grants(""), code=code)


def _tabs(request: CooperativeRequest, state: str) -> list[dict[str, object]]:
    counts = queries.grants_by_state()
    url = reverse("benefits:grants", args=[request.cooperative.slug])
    tabs: list[tuple[str, object]] = [("", _("All")), *Grant.State.choices]
    return [
        {
            "label": label,
            "url": f"{url}?state={value}" if value else url,
            "count": counts.get(value, 0) if value else sum(counts.values()),
            "current": value == state,
        }
        for value, label in tabs
    ]
