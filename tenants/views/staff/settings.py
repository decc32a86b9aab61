"""What an owner settles: how the co-op presents itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import staff_required
from tenants.forms.settings import DescriptionForm
from tenants.http import CooperativeRequest
from tenants.models import Staff
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
        "tabs": settings_tabs(here, "tenants:settings"),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/settings.html", context, status=status)
