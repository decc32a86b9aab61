"""Fields of a co-op's own, as an owner settles them; and what a member answered, as the team writes it down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import answers
from tenants.access import staff_required, steward_required
from tenants.files import NAMES
from tenants.forms.fields import AnswersForm, FieldSettingsForm
from tenants.http import CooperativeRequest
from tenants.models import FieldFile, FormField, Member, Staff
from tenants.services import fields as service
from tenants.settings_page import settings_tabs

owner_required = staff_required(Staff.Role.OWNER)


@owner_required
@require_safe
def fields(request: CooperativeRequest) -> HttpResponse:
    """All of them in the order in which they are asked."""
    rows = FormField.objects.select_related("membership_class").annotate(given=Count("answers"))
    tabs = settings_tabs(request.cooperative, "tenants:fields")
    return render(request, "tenants/staff/fields.html", {"rows": rows, "tabs": tabs})


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: CooperativeRequest) -> HttpResponse:
    form = FieldSettingsForm(_posted(request), here=request.cooperative)
    if request.method == "POST" and form.is_valid():
        row = service.add_field(by=request.staff, **form.settled())
        messages.success(request, _("Added: {name}.").format(name=row.label))
        return _list(request)
    return _asked(request, form)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(FormField.objects.select_related("membership_class"), code=code)
    form = FieldSettingsForm(_posted(request), here=request.cooperative, row=row)
    if request.method == "POST" and form.is_valid():
        service.change_field(row, by=request.staff, **form.settled())
        messages.success(request, _("Saved."))
        return _list(request)
    return _asked(request, form, row=row)


@owner_required
@require_POST
def close(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(FormField, code=code)
    service.close_field(row, by=request.staff)
    messages.success(request, _("Nobody is asked any more. What was answered stays."))
    return _list(request)


@owner_required
@require_POST
def reopen(request: CooperativeRequest, code: UUID) -> HttpResponse:
    service.reopen_field(get_object_or_404(FormField, code=code), by=request.staff)
    messages.success(request, _("It is asked again."))
    return _list(request)


@owner_required
@require_POST
def move(request: CooperativeRequest, code: UUID) -> HttpResponse:
    service.move_field_up(get_object_or_404(FormField, code=code))
    return _list(request)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_answers(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """What a member told on paper, and what only the team knows. Nothing is required here."""
    found = get_object_or_404(Member, code=code)
    form = AnswersForm(
        _posted(request),
        request.FILES if request.method == "POST" else None,
        fields=answers.asked_of(found),
        known=found.field_answers.all(),
        by_staff=True,
    )
    if request.method == "POST" and form.is_valid():
        service.answer_for_member(found, form.given(), by=request.staff)
        messages.success(request, _("Saved."))
        return redirect("tenants:member", request.cooperative.slug, found.code)
    status = 422 if form.errors else 200
    context = {"form": form, "member": found}
    return render(request, "tenants/staff/member_answers.html", context, status=status)


@steward_required
@require_safe
@never_cache
def answer_file(_request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Only ever downloaded: nothing that a stranger handed in is run or drawn by our pages."""
    found = get_object_or_404(FieldFile, answer__code=code)
    answer = HttpResponse(bytes(found.content), content_type=found.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{code}.{NAMES[found.media_type]}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _asked(
    request: CooperativeRequest, form: FieldSettingsForm, row: FormField | None = None
) -> HttpResponse:
    status = 422 if form.errors else 200
    context = {"form": form, "row": row}
    return render(request, "tenants/staff/field_form.html", context, status=status)


def _list(request: CooperativeRequest) -> HttpResponse:
    return redirect("tenants:fields", request.cooperative.slug)


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None
