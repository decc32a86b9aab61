"""How one leaves the co-op and what follows, as an owner sets it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants import leaving as rule
from tenants.access import staff_required
from tenants.forms.leaving import LeavingRulesForm
from tenants.http import CooperativeRequest
from tenants.models import ClassNotice, MembershipClass, Staff
from tenants.services import leaving
from tenants.settings_page import settings_tabs
from tenants.views.staff.steps import posted


@staff_required(Staff.Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: CooperativeRequest) -> HttpResponse:
    known = rule.rules()
    fields = LeavingRulesForm.base_fields
    initial = {name: getattr(known, name) for name in fields}
    initial["reminder_days"] = ", ".join(map(str, known.reminder_days))
    form = LeavingRulesForm(
        posted(request),
        initial=initial,
        kinds=list(MembershipClass.objects.filter(visiting=False)),
        own=list(ClassNotice.objects.all()),
    )
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in fields}
        leaving.set_rules(own_months=form.own_months, by=request.staff, **values)
        messages.success(request, _("Saved. What was given notice of before keeps its day."))
        return redirect("tenants:leaving-rules", request.cooperative.slug)
    tabs = settings_tabs(request.cooperative, "tenants:leaving-rules")
    status = 422 if form.errors else 200
    context = {"form": form, "tabs": tabs}
    return render(request, "tenants/staff/leaving_rules.html", context, status=status)
