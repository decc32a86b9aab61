"""What members ask the register to say: the team looks, and says yes or why not. And the rule."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants.access import staff_required, steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.forms.own_details import DeclineForm, OwnChangesForm
from tenants.http import CooperativeRequest
from tenants.models import ChangeRequest, Staff
from tenants.own_details import EVERY
from tenants.services import own_details as service
from tenants.settings_page import settings_tabs

ROWS = 50
WORDS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name on the register"),
    "name_on_card": gettext_lazy("Name on the card"),
    "address": gettext_lazy("Street and number"),
    "postcode": gettext_lazy("Postcode"),
    "town": gettext_lazy("Town"),
    "region": gettext_lazy("State or region"),
    "country": gettext_lazy("Country"),
}


@steward_required
@require_safe
def listed(request: CooperativeRequest) -> HttpResponse:
    """What waits first, then what was decided."""
    open_first = Case(When(state=ChangeRequest.State.ASKED, then=0), default=1)
    rows = ChangeRequest.objects.select_related("member", "decided_by__user")
    rows = rows.exclude(state=ChangeRequest.State.WITHDRAWN).order_by(open_first, "-pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "tenants/staff/requests.html", {"page": page})


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """What it says now, and what it is to say. A POST declines, with the reason."""
    found = _found(code)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _decided(request, found, reason=form.cleaned_data["reason"])
    rows = [
        {"label": WORDS[key], "now": getattr(found.member, key), "then": found.wanted[key]}
        for key in EVERY
        if key in found.wanted and key in WORDS
    ]
    context: dict[str, Any] = {
        "asked": found,
        "rows": rows,
        "form": form if found.state == ChangeRequest.State.ASKED else None,
    }
    return render(
        request, "tenants/staff/request.html", context, status=422 if form.errors else 200
    )


@steward_required
@require_POST
def accept(request: CooperativeRequest, code: UUID) -> HttpResponse:
    return _decided(request, _found(code), reason="")


@staff_required(Staff.Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: CooperativeRequest) -> HttpResponse:
    here = request.cooperative
    form = OwnChangesForm(
        request.POST if request.method == "POST" else None,
        initial={"approve_address": here.approve_address},
    )
    if form.is_valid():
        service.rule(approve_address=form.cleaned_data["approve_address"], by=request.staff)
        messages.success(request, _("Saved."))
        return redirect("tenants:own-changes", here.slug)
    context = {"form": form, "tabs": settings_tabs(here, "tenants:own-changes")}
    return render(request, "tenants/staff/own_changes.html", context)


def waiting() -> int:
    return ChangeRequest.objects.filter(state=ChangeRequest.State.ASKED).count()


def _found(code: UUID) -> ChangeRequest:
    return get_object_or_404(ChangeRequest.objects.select_related("member"), code=code)


def _decided(request: CooperativeRequest, found: ChangeRequest, *, reason: str) -> HttpResponse:
    try:
        if reason:
            service.decline(found, reason=reason, by=request.staff)
        else:
            service.accept(found, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(request, _("It was decided already. Nothing was changed."))
    else:
        said = _("Declined. The member is told why.") if reason else _("Saved. The member is told.")
        messages.success(request, said)
    return redirect("tenants:change-requests", request.cooperative.slug)
