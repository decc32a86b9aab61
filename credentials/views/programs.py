"""Owners: the programs that may have credentials signed in the co-op's name, and what they had signed."""

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

from credentials.models import IssuingProgram, ProgramCredential
from credentials.services import programs as issuing
from credentials.services import status
from tenants.access import fresh_proof_to_change, staff_required
from tenants.http import CooperativeRequest
from tenants.models import Staff
from tenants.services import programs as tokens

MOST = 50
owner_required = staff_required(Staff.Role.OWNER)


class IssuingProgramForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("So that you know it again, such as: course certificates."),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the program a name.")},
    )


@owner_required
@fresh_proof_to_change
@never_cache
@require_http_methods(["GET", "POST"])
def programs(request: CooperativeRequest) -> HttpResponse:
    """Every program that may issue, and the last that was issued; a new token stands here once."""
    form = IssuingProgramForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        added, token = tokens.add_program(IssuingProgram, name, by=request.staff)
        context = {"added": added, "token": token}
        form = IssuingProgramForm()
    context |= {
        "form": form,
        "programs": IssuingProgram.objects.filter(removed_at=None),
        "issued": ProgramCredential.objects.select_related("program")[:MOST],
        "did": request.cooperative.did,
    }
    status_code = 422 if form.errors else 200
    return render(request, "credentials/issuing/programs.html", context, status=status_code)


@owner_required
@require_POST
def remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(IssuingProgram, code=code)
    tokens.remove_program(found, by=request.staff)
    messages.success(request, _("{name} may not issue any more.").format(name=found.name))
    return redirect("credentials:issuing-programs", request.cooperative.slug)


@owner_required
@require_http_methods(["GET", "POST"])
def revoke(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """For good, with a question before."""
    found = get_object_or_404(ProgramCredential.objects.select_related("program"), code=code)
    if request.method == "POST":
        issuing.revoke_by_staff(found, by=request.staff, publish=status.publish_series)
        messages.success(request, _("It is revoked. Whoever checks it is told so from now on."))
        return redirect("credentials:issuing-programs", request.cooperative.slug)
    return render(request, "credentials/issuing/revoke.html", {"row": found})
