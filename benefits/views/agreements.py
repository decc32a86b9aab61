"""Staff: partners and the agreements with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benefits import queries, wording
from benefits.forms import ReasonForm
from benefits.queries import Sides
from benefits.services import agreements
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest

DIGITS = 4


@partnerships_required
@require_GET
def partners(request: CooperativeRequest) -> HttpResponse:
    """All agreements with their states; who waits for whom; how many visit."""
    rows = [
        {
            "sides": sides,
            "name": wording.title(sides),
            "summary": wording.summary(sides),
            "visitors": visitors,
        }
        for sides, visitors in queries.with_visitors(queries.sides_of_all())
    ]
    return render(request, "benefits/agreements/list.html", {"rows": rows})


@partnerships_required
@require_GET
def agreement(request: CooperativeRequest, code: UUID) -> HttpResponse:
    return _page(request, _find(code), ReasonForm())


@partnerships_required
@require_POST
def accept(request: CooperativeRequest, code: UUID) -> HttpResponse:
    sides = _find(code)
    agreements.accept_agreement(sides.agreement, number=_number(request), by=request.staff)
    agreed = _find(code)
    if agreed.open is not None:
        messages.success(request, _("You have signed. The others have not all answered yet."))
    else:
        messages.success(request, _("Everybody has signed. All co-ops hear of it by email."))
    return _back(request, code)


@partnerships_required
@require_http_methods(["GET", "POST"])
def decline(request: CooperativeRequest, code: UUID) -> HttpResponse:
    sides = _find(code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agreements.decline_agreement(
            sides.agreement,
            number=_number(request),
            reason=form.cleaned_data["reason"],
            by=request.staff,
        )
        messages.success(request, _("The proposal is closed. Nothing was agreed."))
        return _back(request, code)
    return _ask(request, sides, form, "decline")


@partnerships_required
@require_http_methods(["GET", "POST"])
def end(request: CooperativeRequest, code: UUID) -> HttpResponse:
    sides = _find(code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agreements.end_agreement(
            sides.agreement, reason=form.cleaned_data["reason"], by=request.staff
        )
        messages.success(request, _("The agreement has ended. Visits end after the notice."))
        return _back(request, code)
    return _ask(request, sides, form, "end")


def _number(request: CooperativeRequest) -> int:
    """The version that was read."""
    number = request.POST.get("version", "")
    return int(number) if number.isdecimal() and len(number) <= DIGITS else 0


def _find(code: UUID) -> Sides:
    sides = queries.sides_of(code)
    if sides is None:
        raise Http404
    return sides


def _page(request: CooperativeRequest, sides: Sides, form: ReasonForm) -> HttpResponse:
    context = {
        "sides": sides,
        "name": wording.title(sides),
        "summary": wording.summary(sides),
        "form": form,
    }
    return render(request, "benefits/agreements/agreement.html", context)


def _ask(request: CooperativeRequest, sides: Sides, form: ReasonForm, act: str) -> HttpResponse:
    context = {"sides": sides, "name": wording.title(sides), "form": form, "act": act}
    status = 422 if form.errors else 200
    return render(request, "benefits/agreements/reason.html", context, status=status)


def _back(request: CooperativeRequest, code: UUID) -> HttpResponse:
    return redirect("benefits:agreement", request.cooperative.slug, code)
