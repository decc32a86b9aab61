"""A member's particulars are corrected, with a reason; and who speaks for an organisation."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import steward_required
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError
from tenants.forms.details import DetailsForm, LastDayForm, RepresentativeForm
from tenants.http import CooperativeRequest
from tenants.models import Member, Representative
from tenants.services import details as service


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """One long page. What a colleague changed meanwhile is shown before it is overwritten."""
    found = get_object_or_404(Member, code=code)
    here = request.cooperative
    today, seen = today_in(here.time_zone), service.details_of(found)
    known = {**asdict(seen), "on": today, "seen": service.fingerprint(seen)}
    known["country"] = known["country"] or here.country
    form = DetailsForm(_posted(request), initial=known, today=today, first=found.joined_on)
    if form.is_valid():
        values = dict(form.cleaned_data)
        said = {name: values.pop(name) for name in ("on", "reason", "seen")}
        try:
            wanted = service.Details(**values)
            changed = service.change_details(found, wanted, **said, by=request.staff)
        except ChangedMeanwhileError as error:
            form.data = {**form.data.dict(), "seen": service.fingerprint(seen)}  # type: ignore[attr-defined]  # -- a QueryDict, posted
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different."))
            return redirect("tenants:member", here.slug, found.code)
    context = {"form": form, "member": found, "now": seen if form.non_field_errors() else None}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/member_details.html", context, status=status)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Somebody new who speaks for this member."""
    found = get_object_or_404(Member, code=code)
    today = today_in(request.cooperative.time_zone)
    form = RepresentativeForm(_posted(request), initial={"from_on": today})
    if form.is_valid():
        service.add_representative(found, service.Speaker(**form.cleaned_data), by=request.staff)
        messages.success(request, _("Added."))
        return redirect("tenants:member", request.cooperative.slug, found.code)
    said = {
        "title": _("Who speaks for {name}?").format(name=found.name),
        "text": _("A person who may act for this organisation. Several may; one of them votes."),
        "yes": _("Add"),
    }
    return _asked(request, found, form, said)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Somebody no longer speaks for the organisation."""
    rows = Representative.objects.select_related("member")
    found = get_object_or_404(rows, code=code)
    today = today_in(request.cooperative.time_zone)
    form = LastDayForm(_posted(request), initial={"on": today}, first=found.from_on)
    if form.is_valid():
        try:
            service.end_representative(found, on=form.cleaned_data["on"], by=request.staff)
        except ChangedMeanwhileError:
            messages.info(request, _("A colleague has written that down already."))
        else:
            messages.success(request, _("Written down."))
        return redirect("tenants:member", request.cooperative.slug, found.member.code)
    said = {
        "title": _("Does {name} no longer speak for {member}?").format(
            name=found.name, member=found.member.name
        ),
        "text": _("The entry stays, with its last day."),
        "yes": _("Save"),
    }
    return _asked(request, found.member, form, said)


def _asked(
    request: CooperativeRequest, member: Member, form: Any, said: dict[str, str]
) -> HttpResponse:
    context = {**said, "form": form, "member": member}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/member_step.html", context, status=status)


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None
