"""What is kept of those who have left, until when, and holding it for a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import leaving, retention
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.forms.leaving import HoldForm
from tenants.http import CooperativeRequest
from tenants.models import Member
from tenants.services import forgetting_members as service
from tenants.views.staff.steps import posted

ROWS = 50


@steward_required
@require_safe
def kept(request: CooperativeRequest) -> HttpResponse:
    """The next one first; with the day on which each is anonymised."""
    years = leaving.rules().retention_years
    page = Paginator(retention.left().order_by("left_on", "pk"), ROWS).get_page(
        request.GET.get("page")
    )
    rows = [{"member": row, "until": retention.kept_until(row.left_on, years)} for row in page]
    context = {"page": page, "rows": rows, "years": years}
    return render(request, "tenants/staff/kept.html", context)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: CooperativeRequest, code: UUID) -> HttpResponse:
    member = get_object_or_404(Member, code=code)
    form = HoldForm(posted(request))
    if form.is_valid():
        try:
            service.hold(member, reason=form.cleaned_data["reason"], by=request.staff)
            messages.success(request, _("Held. The data is kept until somebody lifts the hold."))
        except ChangedMeanwhileError as error:
            messages.info(request, str(error.message))
        return redirect("tenants:member", request.cooperative.slug, member.code)
    status = 422 if form.errors else 200
    context = {"member": member, "form": form}
    return render(request, "tenants/staff/hold.html", context, status=status)


@steward_required
@require_POST
def lift(request: CooperativeRequest, code: UUID) -> HttpResponse:
    member = get_object_or_404(Member, code=code)
    try:
        service.lift(member, by=request.staff)
        messages.success(request, _("Lifted. The clock decides again."))
    except ChangedMeanwhileError as error:
        messages.info(request, str(error.message))
    return redirect("tenants:member", request.cooperative.slug, member.code)
