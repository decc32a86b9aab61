"""The first page of the team: what waits, and where to go."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tenants import history, navigation, queries
from tenants.access import any_staff_required
from tenants.http import CooperativeRequest
from tenants.models import Application, Staff
from tenants.overview_page import overview_sections, overview_warnings
from tenants.views.join_steps import answer_day

WAITING = 5
LATELY = 6


@any_staff_required
@require_safe
def overview(request: CooperativeRequest) -> HttpResponse:
    """Everybody sees their own tasks; figures about people are for who looks after members."""
    context: dict[str, Any] = {
        "staff": request.staff,
        "warnings": list(overview_warnings(request.staff)),
        "sections": list(overview_sections(request.staff)),
    }
    if request.staff.may(Staff.Role.MEMBERSHIP):
        context |= _of_members(request)
    return render(request, "tenants/staff/overview.html", context)


def _of_members(request: CooperativeRequest) -> dict[str, Any]:
    states = queries.applications_by_state()
    oldest = queries.applications(Application.State.SUBMITTED)[:WAITING]
    return {
        "steward": True,
        "to_review": states.get(Application.State.SUBMITTED, 0),
        "asked": states.get(Application.State.INFORMATION_ASKED, 0),
        "good": queries.members_in_good_standing(),
        "begun": queries.has_members(),
        "also": _also(request),
        "lately": history.lately(LATELY),
        "waiting": [
            {"application": each, "by": answer_day(each, request.cooperative)} for each in oldest
        ],
    }


def _also(request: CooperativeRequest) -> list[dict[str, Any]]:
    """What waits elsewhere for somebody with more than one role: the other pages with a number."""
    applications = reverse("tenants:applications", args=[request.cooperative.slug])
    return [
        {
            "label": item["label"],
            "href": item["url"],
            "state": "open",
            "word": _("{n} to do").format(n=item["badge"]),
        }
        for item in navigation.items_for(request)
        if item["badge"] and item["url"] != applications
    ]
