"""What can be done about a membership, each asked once more on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import steward_required
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError, DateRefusedError
from tenants.forms.membership import EndForm, SuspendForm
from tenants.http import CooperativeRequest
from tenants.models import Membership
from tenants.services import members

Standing = Membership.Standing
Step = Callable[[CooperativeRequest, Membership], HttpResponse]


def _step(*standings: str, visits: bool = False) -> Callable[[Step], Callable[..., HttpResponse]]:
    """A step for memberships in one of these standings; the others get a sentence instead."""

    def decorate(step: Step) -> Callable[..., HttpResponse]:
        @wraps(step)
        def asked(request: CooperativeRequest, code: UUID) -> HttpResponse:
            rows = Membership.objects.select_related("member", "membership_class")
            found = get_object_or_404(rows, code=code)
            if found.membership_class.visiting and not visits:
                return _told(request, found, _("This is a visit. It follows the home co-op."))
            if found.standing not in standings:
                return _told(request, found, _is_already(found))
            try:
                return step(request, found)
            except ChangedMeanwhileError:
                found.refresh_from_db()
                return _told(request, found, _is_already(found))

        guard = require_http_methods(["GET", "HEAD", "POST"])
        return steward_required(guard(asked))  # type: ignore[return-value]  # -- the decorators widen the answer

    return decorate


@_step(Standing.GOOD)
def suspend(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    form = SuspendForm(_posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        members.suspend_membership(membership, reason=reason, by=request.staff)
        return _done(request, membership, _("Suspended. The card says so within a minute."))
    said = {
        "title": _("Suspend {name}?"),
        "text": _(
            "The card is not accepted until you restore the membership. The member gets an email."
        ),
        "yes": _("Suspend"),
        "danger": True,
    }
    return _asked(request, membership, said, form=form)


@_step(Standing.SUSPENDED)
def restore(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    if request.method == "POST":
        members.restore_membership(membership, by=request.staff)
        return _done(request, membership, _("Restored. The same card works again."))
    said = {
        "title": _("Restore {name}?"),
        "text": _("The membership is in good standing again, and the same card works again."),
        "yes": _("Restore"),
    }
    return _asked(request, membership, said)


@_step(Standing.GOOD, Standing.SUSPENDED)
def end(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    today = today_in(request.cooperative.time_zone)
    form = EndForm(_posted(request), today=today, last=membership.ends_on)
    if form.is_valid():
        reason = Membership.EndReason(form.cleaned_data["reason"])
        day = form.cleaned_data["day"]
        try:
            members.end_membership(membership, reason=reason, by=request.staff, on=day)
        except DateRefusedError as error:
            form.add_error("day", str(error.message))
        else:
            planned = _("It will end after {day}. Until then the card is good.")
            ended = _("The membership has ended. The card is no longer accepted.")
            return _done(request, membership, planned.format(day=_drawn(day)) if day else ended)
    said = {
        "title": _("End the membership of {name}?"),
        "text": _(
            "When it has ended the card is no longer accepted, here or anywhere else. "
            "This cannot be taken back: the person would have to join again."
        ),
        "yes": _("End the membership"),
        "danger": True,
    }
    return _asked(request, membership, said, form=form)


@_step(Standing.GOOD, Standing.SUSPENDED)
def renew(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    """`seen` is the last day that the page showed, so that a second click renews nothing."""
    seen = membership.ends_on
    until = membership.membership_class.last_day_from(seen + timedelta(days=1))
    if request.method == "POST":
        if request.POST.get("seen") != seen.isoformat():
            said_already = _("Renewed already: the last day is {day}. Nothing more was changed.")
            return _told(request, membership, said_already.format(day=_drawn(seen)))
        members.renew_membership(membership, by=request.staff)
        return _done(request, membership, _("Renewed. A new card is on its way."))
    said = {
        "title": _("Renew the membership of {name}?"),
        "text": _("The last day moves from {seen} to {until}, and a new card is mailed.").format(
            seen=_drawn(seen), until=_drawn(until)
        ),
        "yes": _("Renew"),
        "hidden": {"seen": seen.isoformat()},
    }
    return _asked(request, membership, said)


@_step(Standing.GOOD, Standing.SUSPENDED, visits=True)
def card(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    """`key` makes one request of however many clicks on the same page."""
    if request.method == "POST":
        key = _uuid(request.POST.get("key", ""))
        members.ask_for_new_card(membership, by=request.staff, key=key)
        return _done(
            request, membership, _("A new card is on its way. It takes the place of the old one.")
        )
    said = {
        "title": _("Send {name} a new card?"),
        "text": _("For a card that was lost or shown to strangers. The old card stops working."),
        "yes": _("Send a new card"),
        "hidden": {"key": str(uuid4())},
    }
    return _asked(request, membership, said)


def _asked(
    request: CooperativeRequest, membership: Membership, said: dict[str, Any], form: Any = None
) -> HttpResponse:
    title = said["title"].format(name=membership.member.name)
    context = {**said, "title": title, "membership": membership, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "tenants/staff/membership_step.html", context, status=status)


def _is_already(membership: Membership) -> str:
    standings = {
        Standing.GOOD.value: _("This membership is in good standing already."),
        Standing.SUSPENDED.value: _("This membership is suspended already."),
        Standing.ENDED.value: _("This membership has ended. Nothing was changed."),
    }
    return standings[membership.standing]


def _told(request: CooperativeRequest, membership: Membership, sentence: str) -> HttpResponse:
    messages.info(request, sentence)
    return redirect("tenants:member", request.cooperative.slug, membership.member.code)


def _done(request: CooperativeRequest, membership: Membership, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("tenants:member", request.cooperative.slug, membership.member.code)


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _drawn(day: Any) -> str:
    return date_format(day, "DATE_FORMAT")
