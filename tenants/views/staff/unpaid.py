"""From the list of what is overdue: memberships are suspended together, as a person decides, each with its outcome."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants import money
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.forms.money import SuspendForm
from tenants.http import CooperativeRequest
from tenants.models import Membership
from tenants.services import members

MOST = 200
Standing = Membership.Standing


@steward_required
@require_POST
def suspend(request: CooperativeRequest) -> HttpResponse:
    """Asked once more, with a reason; then done, and what became of each is said."""
    codes = _codes(request.POST.getlist("row"))
    rows = _memberships(codes)
    if not rows:
        messages.info(request, _("Tick somebody whose membership is in good standing."))
        return redirect("tenants:money", request.cooperative.slug)
    form = SuspendForm(request.POST if "reason" in request.POST else None)
    context: dict[str, Any] = {"form": form, "rows": rows, "codes": codes}
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        context["outcomes"] = [
            {"row": row, "failed": failed, "sentence": sentence}
            for row in rows
            for failed, sentence in [_suspend(row, reason, request)]
        ]
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/money_suspend.html", context, status=status)


def _suspend(row: Membership, reason: str, request: CooperativeRequest) -> tuple[bool, str]:
    try:
        members.suspend_membership(row, reason=reason, by=request.staff)
    except ChangedMeanwhileError as error:
        return True, str(error.message)
    return False, _("Suspended. The member is told that it is so, not why.")


def _codes(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _memberships(codes: list[UUID]) -> list[Membership]:
    """In good standing, of those who owe one of these; each once."""
    owing = money.open_dues().filter(code__in=codes, member__isnull=False).values("member")
    rows = Membership.objects.filter(member__in=owing, standing=Standing.GOOD)
    rows = rows.filter(membership_class__visiting=False)
    return list(rows.select_related("member", "membership_class").order_by("member__number", "pk"))
