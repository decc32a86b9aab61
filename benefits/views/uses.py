"""Staff: what was given, one use by one; making one void; sums per home co-op."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from benefits import reckoning, uses
from benefits.forms import HostReasonForm
from benefits.models import Redemption
from benefits.services import giving
from benefits.tongue import money
from tenants.access import partnerships_required, staff_required
from tenants.dates import today_in
from tenants.http import CooperativeRequest
from tenants.models import Staff
from tenants.sheets import csv_answer

ROWS = 50
reading = staff_required(Staff.Role.PARTNERSHIPS, Staff.Role.REPORTS)


@reading
@require_GET
def log(request: CooperativeRequest) -> HttpResponse:
    """Every use, the newest first, with the filters in the address."""
    filters = uses.Filters.of(request.GET.dict())
    page = Paginator(uses.narrowed(filters), ROWS).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "homes": uses.homes(),
        "months": uses.months(),
        "tabs": _tabs(request, filters),
        "page": page,
        "rows": [{"use": use, "value": uses.value_of(use, money)} for use in page],
        "query": request.GET.urlencode(),
    }
    return render(request, "benefits/uses/log.html", context)


@reading
@require_GET
def export(request: CooperativeRequest) -> HttpResponse:
    """What the filters show, as a sheet."""
    rows = uses.narrowed(uses.Filters.of(request.GET.dict()))
    return csv_answer("uses", uses.HEADS, uses.sheet(rows.iterator()))


@reading
@require_GET
def use(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Redemption, code=code)
    context = {
        "use": found,
        "value": uses.value_of(found, money),
        "state": uses.state_of(found),
        "may_report": request.staff.may(Staff.Role.PARTNERSHIPS),
        "may_void": found.counts and request.staff.may(Staff.Role.PARTNERSHIPS),
    }
    return render(request, "benefits/uses/use.html", context)


@partnerships_required
@require_http_methods(["GET", "POST"])
def void(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Asked with a reason: the use stays in the log, and counts no more."""
    found = get_object_or_404(Redemption, code=code)
    form = HostReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].help_text = _("Kept in the log. The member sees that the use is void.")
    if request.method == "POST" and form.is_valid():
        giving.void_use(code, reason=form.cleaned_data["reason"], by=str(request.staff))
        messages.success(request, _("The use is void. It does not count any more."))
        return redirect("benefits:use", request.cooperative.slug, code)
    status = 422 if form.errors else 200
    return render(request, "benefits/uses/void.html", {"use": found, "form": form}, status=status)


@reading
@require_GET
def origins(request: CooperativeRequest) -> HttpResponse:
    """Sums of a month per home co-op: how many, never who."""
    month = uses.month_of(request.GET.get("month", "")) or _this_month(request)
    lines = uses.origins(month, request.cooperative)
    if request.GET.get("as") == "csv":
        return csv_answer(
            f"origins-{month:%Y-%m}", uses.SUM_HEADS, [each.cells() for each in lines]
        )
    context = {
        "month": month,
        "month_text": f"{month:%Y-%m}",
        "months": reckoning.months(request.cooperative),
        "heads": uses.SUM_HEADS,
        "rows": [each.cells(money) for each in lines],
    }
    return render(request, "benefits/uses/origins.html", context)


def _this_month(request: CooperativeRequest) -> date:
    return today_in(request.cooperative.time_zone).replace(day=1)


def _tabs(request: CooperativeRequest, filters: uses.Filters) -> list[dict[str, object]]:
    url, counts = reverse("benefits:uses", args=[request.cooperative.slug]), uses.counts()
    tabs = (
        ("", _("All")),
        ("counts", _("Count")),
        ("undone", _("Taken back")),
        ("void", _("Void")),
    )
    return [
        {
            "label": label,
            "url": f"{url}?state={value}" if value else url,
            "count": counts[value],
            "current": value == filters.state,
        }
        for value, label in tabs
    ]
