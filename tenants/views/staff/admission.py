"""Settings of taking people in: clocks and places, conditions, words for letters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants import admission as reads
from tenants.access import staff_required
from tenants.errors import NobodyElseError
from tenants.forms.admission import AdmissionForm, ConditionForm, TemplateForm
from tenants.http import CooperativeRequest
from tenants.models import Condition, MembershipClass, ReasonTemplate, Staff
from tenants.services import admission_rules as service
from tenants.settings_page import settings_tabs

owner_required = staff_required(Staff.Role.OWNER)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def admission(request: CooperativeRequest) -> HttpResponse:
    """Clocks, the second person, places; the way to conditions and words."""
    here = request.cooperative
    known = {name: getattr(here, name) for name in AdmissionForm.base_fields}
    form = AdmissionForm(_posted(request), initial=known, classes=_classes())
    if request.method == "POST" and form.is_valid():
        try:
            service.set_rules(by=request.staff, places=form.places(), **form.rules())
        except NobodyElseError as error:
            form.add_error("two_to_approve", str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("tenants:admission", here.slug)
    context = {
        "form": form,
        "tabs": settings_tabs(here, "tenants:admission"),
        "conditions": reads.current_conditions(),
        "templates": ReasonTemplate.objects.all(),
        "alone": here.two_to_approve and len(reads.deciders()) == 1,
    }
    return _shown(request, "tenants/staff/admission.html", context)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def condition_add(request: CooperativeRequest) -> HttpResponse:
    form = ConditionForm(_posted(request), classes=_classes())
    if request.method == "POST" and form.is_valid():
        service.add_condition(by=request.staff, **form.cleaned_data)
        messages.success(request, _("Added. It is asked of everybody who is not decided yet."))
        return redirect("tenants:admission", request.cooperative.slug)
    context = {"form": form, "title": _("Add a condition"), "yes": _("Add the condition")}
    return _shown(request, "tenants/staff/admission_form.html", context)


@owner_required
@require_POST
def condition_end(request: CooperativeRequest, code: UUID) -> HttpResponse:
    service.end_condition(get_object_or_404(Condition, code=code), by=request.staff)
    messages.success(request, _("Not asked any more. What was ticked stays in the history."))
    return redirect("tenants:admission", request.cooperative.slug)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def words_add(request: CooperativeRequest) -> HttpResponse:
    form = TemplateForm(_posted(request), initial={"language": request.cooperative.language})
    if request.method == "POST" and form.is_valid() and request.POST.get("action") != "look":
        return _save(request, None, form)
    return _words(request, form, _("Add words"))


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(ReasonTemplate, code=code)
    known = {name: getattr(row, name) for name in TemplateForm.base_fields}
    form = TemplateForm(_posted(request), initial=known)
    if request.method == "POST" and form.is_valid() and request.POST.get("action") != "look":
        return _save(request, row, form)
    return _words(request, form, _("Change words"), template=row)


@owner_required
@require_POST
def words_remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    service.remove_template(get_object_or_404(ReasonTemplate, code=code), by=request.staff)
    messages.success(request, _("Removed. Letters that used the words keep them."))
    return redirect("tenants:admission", request.cooperative.slug)


def _save(
    request: CooperativeRequest, row: ReasonTemplate | None, form: TemplateForm
) -> HttpResponse:
    service.save_template(row, by=request.staff, **form.cleaned_data)
    messages.success(request, _("Saved. They are offered when you write or decline."))
    return redirect("tenants:admission", request.cooperative.slug)


def _words(
    request: CooperativeRequest, form: TemplateForm, title: str, **more: Any
) -> HttpResponse:
    looked = form.is_bound and form.is_valid()
    context = {"form": form, "title": title, "looked": looked, "yes": _("Save"), **more}
    return _shown(request, "tenants/staff/admission_words.html", context)


def _classes() -> QuerySet[MembershipClass]:
    return MembershipClass.objects.filter(visiting=False)


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _shown(request: CooperativeRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)
