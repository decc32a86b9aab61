"""Who leaves: a notice that came on paper, an exclusion, a death; and taking a notice back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tenants import leaving as rule
from tenants.access import steward_required
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError, NoticeGivenError
from tenants.forms.leaving import DeathForm, ExclusionForm, NoticeForm
from tenants.http import CooperativeRequest
from tenants.models import Member, Membership, Notice
from tenants.services import leaving
from tenants.views.staff.steps import asked, done, drawn, posted, step, told

Standing = Membership.Standing


@step(Standing.GOOD, Standing.SUSPENDED)
def notice(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    today = today_in(request.cooperative.time_zone)
    form = NoticeForm(posted(request), today=today, initial={"received_on": today})
    if form.is_valid():
        day = form.cleaned_data["received_on"]
        try:
            made = leaving.record_notice(membership, received_on=day, by=request.staff)
        except NoticeGivenError as error:
            return told(request, membership, str(error.message))
        return done(request, membership, _noted(made))
    until = rule.last_day_of(membership, given_on=today, today=today)
    said = {
        "title": _("Write down a notice of {name}?"),
        "text": _(
            "If it came in today, the last day is {day}. The member gets a letter that says so, "
            "and stays a member until the end of that day. Until then it can be taken back."
        ).format(day=drawn(until)),
        "yes": _("Write down the notice"),
    }
    return asked(request, membership, said, form=form)


@step(Standing.GOOD, Standing.SUSPENDED)
def exclude(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    form = ExclusionForm(
        posted(request),
        today=today_in(request.cooperative.time_zone),
        last=membership.ends_on,
        appeal_days=rule.rules().appeal_days,
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = leaving.exclude(
                membership,
                category=Notice.Category(given["category"]),
                heard_on=given["heard_on"],
                appeal_until=given["appeal_until"],
                on=given["last_day"],
                by=request.staff,
            )
        except NoticeGivenError as error:
            return told(request, membership, str(error.message))
        return done(request, membership, _noted(made))
    said = {
        "title": _("Exclude {name}?"),
        "text": _(
            "The member gets a letter with the reason, the last day, and until when an appeal is "
            "possible. If the appeal succeeds, take the exclusion back before the last day is over."
        ),
        "yes": _("Exclude"),
        "danger": True,
    }
    return asked(request, membership, said, form=form)


@step(Standing.GOOD, Standing.SUSPENDED)
def take_back(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    held = rule.notice_of(membership)
    if held is None:
        return told(request, membership, _("There is no notice to take back."))
    if request.method == "POST":
        leaving.withdraw_notice(membership, by=request.staff)
        return done(request, membership, _("Taken back. The membership goes on."))
    said = {
        "title": _("Take back the notice of {name}?"),
        "text": _("The membership goes on until {day}, and the member gets a letter.").format(
            day=drawn(held.ends_before)
        ),
        "yes": _("Take it back"),
    }
    return asked(request, membership, said)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def died(request: CooperativeRequest, code: UUID) -> HttpResponse:
    member = get_object_or_404(Member, code=code)
    form = DeathForm(posted(request), today=today_in(request.cooperative.time_zone))
    if form.is_valid():
        day, tell = form.cleaned_data["died_on"], form.cleaned_data["tell"]
        try:
            leaving.record_death(member, died_on=day, tell=tell, by=request.staff)
            messages.success(request, _("Written down. Nothing more is sent to this person."))
        except ChangedMeanwhileError:
            messages.info(request, _("No membership of this person is running. Nothing changed."))
        return redirect("tenants:member", request.cooperative.slug, member.code)
    status = 422 if form.errors else 200
    context = {"member": member, "form": form}
    return render(request, "tenants/staff/member_died.html", context, status=status)


@steward_required
@require_safe
def leavers(request: CooperativeRequest) -> HttpResponse:
    """Who is about to leave, the next one first."""
    rows = Notice.objects.filter(withdrawn_at=None).exclude(membership__standing=Standing.ENDED)
    rows = rows.select_related("membership__member", "membership__membership_class")
    context = {"rows": rows.order_by("last_day", "pk")[:300]}
    return render(request, "tenants/staff/leavers.html", context)


def _noted(made: Notice) -> str:
    return _("Written down. The last day is {day}; the letter says so.").format(
        day=drawn(made.last_day)
    )
