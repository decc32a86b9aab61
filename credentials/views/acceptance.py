"""Which cards the co-op accepts: written down by its owners and partnerships, with whom that lets in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credentials.acceptance import Policy
from credentials.forms.acceptance import AcceptanceForm, initial
from credentials.models import AcceptancePolicy
from credentials.services import accepting as service
from credentials.verifying import accepting, previewing
from tenants.access import staff_required
from tenants.http import CooperativeRequest
from tenants.models import Staff


@staff_required(Staff.Role.OWNER, Staff.Role.PARTNERSHIPS)
@require_http_methods(["GET", "HEAD", "POST"])
def acceptance(request: CooperativeRequest) -> HttpResponse:
    """The rule as a form, and every co-op it concerns. "Preview" shows a rule that is not saved yet."""
    policy = accepting.policy_here()
    if request.method != "POST":
        form = AcceptanceForm(
            initial=initial(policy, request.cooperative), here=request.cooperative
        )
        return _page(request, form, policy)
    form = AcceptanceForm(request.POST, here=request.cooperative)
    if not form.is_valid():
        return _page(request, form, policy, status=422)
    wanted = form.policy()
    if "preview" in request.POST:
        return _page(request, form, wanted, unsaved=wanted != policy)
    service.save_policy(wanted, by=request.staff)
    messages.success(request, _("Saved. It holds from now on."))
    return redirect("credentials:acceptance", request.cooperative.slug)


def _page(
    request: CooperativeRequest,
    form: AcceptanceForm,
    policy: Policy,
    *,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    here = request.cooperative
    context: dict[str, Any] = {
        "form": form,
        "unsaved": unsaved,
        "version": AcceptancePolicy.objects.select_related("by__user").first(),
        "rows": [
            {
                "coop": each,
                "sentence": accepting.sentence(each.acceptance, host=here.name, home=each.name),
            }
            for each in previewing.weigh_all(policy, here)
        ],
    }
    return render(request, "credentials/acceptance/acceptance.html", context, status=status)
