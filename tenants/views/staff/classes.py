"""Kinds of membership, as an owner settles them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import offers
from tenants.access import staff_required
from tenants.errors import ClassNeededError
from tenants.forms.classes import ClassSettingsForm
from tenants.http import CooperativeRequest
from tenants.models import Membership, MembershipClass, Staff
from tenants.services import classes as service
from tenants.settings_page import settings_tabs

owner_required = staff_required(Staff.Role.OWNER)


@owner_required
@require_safe
def classes(request: CooperativeRequest) -> HttpResponse:
    """All of them in their order, each with who holds it."""
    held = dict(
        Membership.objects.exclude(standing=Membership.Standing.ENDED)
        .order_by()
        .values_list("membership_class")
        .annotate(rows=Count("pk"))
    )
    here = request.cooperative
    rows = [
        {
            "kind": each,
            "held": held.get(each.pk, 0),
            "sentences": offers.sentences(each, here),
            "first": place == 0,
        }
        for place, each in enumerate(MembershipClass.objects.all())
    ]
    context = {"rows": rows, "tabs": settings_tabs(here, "tenants:classes")}
    return render(request, "tenants/staff/classes.html", context)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: CooperativeRequest) -> HttpResponse:
    form = ClassSettingsForm(_posted(request), here=request.cooperative)
    if request.method == "POST" and form.is_valid():
        row = service.add_class(by=request.staff, **form.settled())
        messages.success(request, _("Added: {name}.").format(name=row.name))
        return _list(request)
    return _asked(request, form)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Where cards of it would say something else, the page asks once more and says how many there are."""
    row = get_object_or_404(MembershipClass, code=code)
    form = ClassSettingsForm(_posted(request), here=request.cooperative, row=row)
    held = _held(row)
    if request.method == "POST" and form.is_valid():
        values = form.settled()
        cards = held["running"] if service.changes_cards(row, values) else 0
        if cards and "sure" not in request.POST:
            context = {"form": form, "row": row, "held": cards}
            return render(request, "tenants/staff/class_cards.html", context)
        shown = service.change_class(row, by=request.staff, **values)
        messages.success(
            request,
            _("Saved. New cards are on their way.") if shown and cards else _("Saved."),
        )
        return _list(request)
    return _asked(request, form, row=row, held=held)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Asked once more: nobody can join it from now on."""
    row = get_object_or_404(MembershipClass, code=code)
    if request.method == "POST":
        try:
            service.close_class(row, by=request.staff)
        except ClassNeededError as error:
            messages.error(request, str(error.message))
        else:
            messages.success(request, _("Closed: {name}.").format(name=row.name))
        return _list(request)
    context = {"row": row, "held": _held(row)}
    return render(request, "tenants/staff/class_close.html", context)


@owner_required
@require_POST
def reopen(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(MembershipClass, code=code)
    service.reopen_class(row, by=request.staff)
    messages.success(
        request,
        _("Open again: {name}. Change it if people are to apply for it.").format(name=row.name),
    )
    return _list(request)


@owner_required
@require_POST
def move(request: CooperativeRequest, code: UUID) -> HttpResponse:
    service.move_class_up(get_object_or_404(MembershipClass, code=code))
    return _list(request)


def _held(row: MembershipClass) -> dict[str, int]:
    running = Q(standing__in=[Membership.Standing.GOOD, Membership.Standing.SUSPENDED])
    found: dict[str, int] = Membership.objects.filter(membership_class=row).aggregate(
        all=Count("pk"), running=Count("pk", filter=running)
    )
    return found


def _asked(
    request: CooperativeRequest,
    form: ClassSettingsForm,
    row: MembershipClass | None = None,
    held: dict[str, int] | None = None,
) -> HttpResponse:
    context = {"form": form, "row": row, "held": held}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/class_form.html", context, status=status)


def _list(request: CooperativeRequest) -> HttpResponse:
    return redirect("tenants:classes", request.cooperative.slug)


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None
