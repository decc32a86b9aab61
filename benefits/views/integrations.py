"""Staff: the programs that may ask for this co-op. A token is shown once, and can be removed at any time."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from benefits.models import Integration
from tenants.access import fresh_proof_to_change, staff_required
from tenants.http import CooperativeRequest
from tenants.models import Staff
from tenants.services import programs

developer_required = staff_required(Staff.Role.DEVELOPER)


class ProgramForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("So that you know it again, such as: web shop."),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the program a name.")},
    )


@developer_required
@fresh_proof_to_change
@never_cache
@require_http_methods(["GET", "POST"])
def integrations(request: CooperativeRequest) -> HttpResponse:
    """Every program, when it last asked, and a form for one more; a new token stands here once."""
    form = ProgramForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        added, token = programs.add_program(
            Integration, form.cleaned_data["name"], by=request.staff
        )
        context = {"added": added, "token": token}
        form = ProgramForm()
    context |= {"form": form, "programs": Integration.objects.filter(removed_at=None)}
    status = 422 if form.errors else 200
    return render(request, "benefits/integrations.html", context, status=status)


@developer_required
@require_POST
def remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Integration, code=code)
    programs.remove_program(found, by=request.staff)
    messages.success(request, _("{name} may not ask any more.").format(name=found.name))
    return redirect("benefits:integrations", request.cooperative.slug)
