"""The first page of the team: what waits, and where to go."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenants import queries
from tenants.access import any_staff_required
from tenants.http import CooperativeRequest
from tenants.models import Application, Membership, Staff
from tenants.views.join import answer_day

WAITING = 5


@any_staff_required
@require_safe
def overview(request: CooperativeRequest) -> HttpResponse:
    """Everybody sees their own tasks; figures about people are for who looks after members."""
    context: dict[str, Any] = {"staff": request.staff}
    if request.staff.may(Staff.Role.MEMBERSHIP):
        context |= _of_members(request)
    return render(request, "tenants/staff/overview.html", context)


def _of_members(request: CooperativeRequest) -> dict[str, Any]:
    states = queries.applications_by_state()
    standings = queries.members_by_standing()
    oldest = queries.applications(Application.State.SUBMITTED)[:WAITING]
    return {
        "steward": True,
        "to_review": states.get(Application.State.SUBMITTED, 0),
        "asked": states.get(Application.State.INFORMATION_ASKED, 0),
        "good": standings[Membership.Standing.GOOD],
        "waiting": [
            {"application": each, "by": answer_day(each, request.cooperative)} for each in oldest
        ],
    }
