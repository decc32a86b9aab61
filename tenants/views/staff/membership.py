"""What can be done about a membership, each asked once more on a page of its own."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tenants.dates import today_in
from tenants.errors import DateRefusedError
from tenants.forms.membership import EndForm, SuspendForm
from tenants.http import CooperativeRequest
from tenants.models import Membership
from tenants.services import members
from tenants.views.staff.steps import asked, done, drawn, posted, step, told

Standing = Membership.Standing


@step(Standing.GOOD)
def suspend(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    form = SuspendForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        members.suspend_membership(membership, reason=reason, by=request.staff)
        return done(request, membership, _("Suspended. The card says so within a minute."))
    said = {
        "title": _("Suspend {name}?"),
        "text": _(
            "The card is not accepted until you restore the membership. The member gets an email."
        ),
        "yes": _("Suspend"),
        "danger": True,
    }
    return asked(request, membership, said, form=form)


@step(Standing.SUSPENDED)
def restore(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    if request.method == "POST":
        members.restore_membership(membership, by=request.staff)
        return done(request, membership, _("Restored. The same card works again."))
    said = {
        "title": _("Restore {name}?"),
        "text": _("The membership is in good standing again, and the same card works again."),
        "yes": _("Restore"),
    }
    return asked(request, membership, said)


@step(Standing.GOOD, Standing.SUSPENDED)
def end(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    today = today_in(request.cooperative.time_zone)
    form = EndForm(posted(request), today=today, last=membership.ends_on)
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
            return done(request, membership, planned.format(day=drawn(day)) if day else ended)
    said = {
        "title": _("End the membership of {name}?"),
        "text": _(
            "When it has ended the card is no longer accepted, here or anywhere else. "
            "This cannot be taken back: the person would have to join again."
        ),
        "yes": _("End the membership"),
        "danger": True,
    }
    return asked(request, membership, said, form=form)


@step(Standing.GOOD, Standing.SUSPENDED)
def renew(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    """`seen` is the last day that the page showed, so that a second click renews nothing."""
    seen = membership.ends_on
    until = membership.membership_class.last_day_from(seen + timedelta(days=1))
    if request.method == "POST":
        if request.POST.get("seen") != seen.isoformat():
            said_already = _("Renewed already: the last day is {day}. Nothing more was changed.")
            return told(request, membership, said_already.format(day=drawn(seen)))
        members.renew_membership(membership, by=request.staff)
        return done(request, membership, _("Renewed. A new card is on its way."))
    said = {
        "title": _("Renew the membership of {name}?"),
        "text": _("The last day moves from {seen} to {until}, and a new card is mailed.").format(
            seen=drawn(seen), until=drawn(until)
        ),
        "yes": _("Renew"),
        "hidden": {"seen": seen.isoformat()},
    }
    return asked(request, membership, said)


@step(Standing.GOOD, Standing.SUSPENDED, visits=True)
def card(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    """`key` makes one request of however many clicks on the same page."""
    if request.method == "POST":
        key = _uuid(request.POST.get("key", ""))
        members.ask_for_new_card(membership, by=request.staff, key=key)
        return done(
            request, membership, _("A new card is on its way. It takes the place of the old one.")
        )
    said = {
        "title": _("Send {name} a new card?"),
        "text": _("For a card that was lost or shown to strangers. The old card stops working."),
        "yes": _("Send a new card"),
        "hidden": {"key": str(uuid4())},
    }
    return asked(request, membership, said)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
