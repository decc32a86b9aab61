"""How something is asked about a membership: once more on a page of its own, then done, or told why not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.http import CooperativeRequest
from tenants.models import Membership

Standing = Membership.Standing
Step = Callable[[CooperativeRequest, Membership], HttpResponse]


def step(*standings: str, visits: bool = False) -> Callable[[Step], Callable[..., HttpResponse]]:
    """A step for memberships in one of these standings; the others get a sentence instead."""

    def decorate(step: Step) -> Callable[..., HttpResponse]:
        @wraps(step)
        def guarded(request: CooperativeRequest, code: UUID) -> HttpResponse:
            rows = Membership.objects.select_related("member", "membership_class")
            found = get_object_or_404(rows, code=code)
            if found.membership_class.visiting and not visits:
                return told(request, found, _("This is a visit. It follows the home co-op."))
            if found.standing not in standings:
                return told(request, found, is_already(found))
            try:
                return step(request, found)
            except ChangedMeanwhileError:
                found.refresh_from_db()
                return told(request, found, is_already(found))

        guard = require_http_methods(["GET", "HEAD", "POST"])
        return steward_required(guard(guarded))  # type: ignore[return-value]  # -- the decorators widen the answer

    return decorate


def asked(
    request: CooperativeRequest, membership: Membership, said: dict[str, Any], form: Any = None
) -> HttpResponse:
    title = said["title"].format(name=membership.member.name)
    context = {**said, "title": title, "membership": membership, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "tenants/staff/membership_step.html", context, status=status)


def is_already(membership: Membership) -> str:
    standings = {
        Standing.GOOD.value: _("This membership is in good standing already."),
        Standing.SUSPENDED.value: _("This membership is suspended already."),
        Standing.ENDED.value: _("This membership has ended. Nothing was changed."),
    }
    return standings[membership.standing]


def told(request: CooperativeRequest, membership: Membership, sentence: str) -> HttpResponse:
    messages.info(request, sentence)
    return redirect("tenants:member", request.cooperative.slug, membership.member.code)


def done(request: CooperativeRequest, membership: Membership, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("tenants:member", request.cooperative.slug, membership.member.code)


def posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None


def drawn(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")
