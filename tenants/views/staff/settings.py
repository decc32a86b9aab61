"""What an owner settles: how the co-op presents itself, and its rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import staff_required
from tenants.forms.settings import DescriptionForm, RulesForm
from tenants.http import CooperativeRequest
from tenants.models import Bylaws, Staff
from tenants.services import cooperatives as service
from tenants.settings_page import settings_tabs

owner_required = staff_required(Staff.Role.OWNER)


@owner_required
@require_http_methods(["GET", "POST"])
def description(request: CooperativeRequest) -> HttpResponse:
    """Name, colour, what the co-op does. Its address stays: cards carry it."""
    here = request.cooperative
    known = {name: getattr(here, name) for name in DescriptionForm.base_fields}
    form = DescriptionForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        service.describe_cooperative(by=request.staff, **form.cleaned_data)
        messages.success(request, _("Saved. This is how your public page looks now."))
        return redirect("tenants:cooperative", here.slug)
    context = {
        "form": form,
        "bylaws": Bylaws.objects.first(),
        "tabs": settings_tabs(here, "tenants:settings"),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/settings.html", context, status=status)


@owner_required
@require_http_methods(["GET", "POST"])
def rules(request: CooperativeRequest) -> HttpResponse:
    """A new version. Whoever is applying right now is shown it before they send."""
    latest = Bylaws.objects.first()
    known = {"title": latest.title, "text": latest.text} if latest else {}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        if latest is None or form.has_changed():
            service.publish_bylaws(**form.cleaned_data, by=request.staff)
            messages.success(request, _("Published. Applicants accept this version from now on."))
        else:
            messages.info(request, _("Nothing has changed, so no new version was published."))
        return redirect("tenants:settings", request.cooperative.slug)
    context = {"form": form, "latest": latest}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/rules.html", context, status=status)
