"""Changing what a card shows: the name of a member, the kind of a membership."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tenants.access import steward_required
from tenants.dates import today_in
from tenants.errors import (
    AlreadyMemberError,
    ChangedMeanwhileError,
    ClassRefusedError,
    DateRefusedError,
)
from tenants.forms.changing import ClassForm, NameForm
from tenants.http import CooperativeRequest
from tenants.models import Member, Membership, MembershipClass
from tenants.services import changing
from tenants.services.changing import Naming
from tenants.views.staff.steps import asked, done, drawn, posted, step

Standing = Membership.Standing


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The page says what it was when it was opened, so that nobody undoes a colleague's change unseen."""
    member = get_object_or_404(Member, code=code)
    known = {each: getattr(member, each) for each in changing.SHOWN}
    form = NameForm(posted(request), initial=known | _seen(member))
    if form.is_valid():
        answer = _rename(request, member, form)
        if answer is not None:
            return answer
    status = 422 if form.errors else 200
    context = {"member": member, "form": form}
    return render(request, "tenants/staff/member_name.html", context, status=status)


def _seen(member: Member) -> dict[str, Any]:
    return {
        "seen_name": member.name,
        "seen_name_on_card": member.name_on_card,
        "seen_share_name": str(member.share_name),
    }


def _rename(request: CooperativeRequest, member: Member, form: NameForm) -> HttpResponse | None:
    said = form.cleaned_data
    seen = Naming(
        said["seen_name"], said["seen_name_on_card"], said["seen_share_name"] == str(True)
    )
    naming = Naming(*(said[each] for each in changing.SHOWN))
    try:
        cards = changing.change_name(member, naming, seen=seen, by=request.staff)
    except ChangedMeanwhileError:
        changed = _("A colleague changed this in the meantime: it says “{name}” now. Look again.")
        form.add_error(None, changed.format(name=member.name))
        form.data = request.POST.copy()
        for field, value in _seen(member).items():
            form.data[field] = value
        return None
    told = ngettext(
        "Saved. A new card is on its way.", "Saved. {n} new cards are on their way.", cards
    )
    messages.success(
        request, told.format(n=cards) if cards else _("Saved. The card stays as it is.")
    )
    return redirect("tenants:member", request.cooperative.slug, member.code)


@step(Standing.GOOD, Standing.SUSPENDED)
def kind(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    today = today_in(request.cooperative.time_zone)
    kinds = MembershipClass.objects.filter(visiting=False).exclude(
        pk=membership.membership_class_id
    )
    form = ClassForm(posted(request), kinds=list(kinds), today=today, last=membership.ends_on)
    if form.is_valid():
        to, on = form.kinds[form.cleaned_data["to"]], form.cleaned_data["on"]
        try:
            now = changing.change_class(membership, to, on=on, by=request.staff)
        except (AlreadyMemberError, ClassRefusedError) as error:
            form.add_error("to", str(error.message))
        except DateRefusedError as error:
            form.add_error("on", str(error.message))
        else:
            at_once = _("Changed. A new card is on its way.")
            planned = _("Planned for {day}. The new card is made on that day.")
            return done(request, membership, at_once if now else planned.format(day=drawn(on)))
    said = {
        "title": _("Change the kind of membership of {name}?"),
        "text": _(
            "It stays the same membership: number, beginning, last day and visits at partners go on. "
            "A new card takes the place of the old one, and the member gets one email."
        )
        if kinds
        else _("Your co-op has one kind of membership only. Add another one first."),
        "yes": _("Change the kind"),
    }
    return asked(request, membership, said, form=form)


@step(Standing.GOOD, Standing.SUSPENDED)
def keep_kind(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    """What was planned is off."""
    if request.method == "POST":
        changing.keep_class(membership, by=request.staff)
        return done(request, membership, _("Taken back. The kind of membership stays as it is."))
    said = {
        "title": _("Keep the kind of membership of {name}?"),
        "text": _("The change that is planned will not be made. Nobody was told of it yet."),
        "yes": _("Keep it"),
    }
    return asked(request, membership, said)
