"""How the co-op is paid, as an owner sets it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants import money
from tenants.access import staff_required
from tenants.forms.money import MoneyRulesForm
from tenants.http import CooperativeRequest
from tenants.models import Staff
from tenants.services.money import dues
from tenants.settings_page import settings_tabs
from tenants.views.staff.steps import posted


@staff_required(Staff.Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: CooperativeRequest) -> HttpResponse:
    known = money.rules()
    initial = {name: getattr(known, name) for name in MoneyRulesForm.base_fields}
    form = MoneyRulesForm(posted(request), initial=initial)
    if form.is_valid():
        dues.set_rules(**form.cleaned_data, by=request.staff)
        messages.success(request, _("Saved."))
        return redirect("tenants:money-rules", request.cooperative.slug)
    tabs = settings_tabs(request.cooperative, "tenants:money-rules")
    status = 422 if form.errors else 200
    context = {"form": form, "tabs": tabs}
    return render(request, "tenants/staff/money_rules.html", context, status=status)
