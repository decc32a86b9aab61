"""What members do about their own membership: renew it, leave, and stay after all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from credentials.held import Held
from credentials.views.me import of_ones_own_card
from tenants import leaving as rule
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError, DomainError
from tenants.http import CooperativeRequest
from tenants.services import leaving, members

View = Callable[[CooperativeRequest, Held], HttpResponse]


def of_the_member(view: View) -> View:
    """A further card leads back to itself: the membership is the member's to renew or end."""

    @wraps(view)
    def guarded(request: CooperativeRequest, mine: Held) -> HttpResponse:
        if mine.is_further:
            return redirect("credentials:card", mine.credential.code)
        return view(request, mine)

    return guarded


@of_ones_own_card
@of_the_member
@require_POST
def renew(request: CooperativeRequest, mine: Held) -> HttpResponse:
    """`seen` is the last day that the page showed, so that a second press renews nothing."""
    try:
        seen = date.fromisoformat(request.POST.get("seen", ""))
        members.renew_own_membership(mine.membership, user=request.user, seen=seen)
        messages.success(request, _("Renewed. Your new card is on its way."))
    except ValueError:
        messages.info(request, _("Nothing was changed. Please try again."))
    except ChangedMeanwhileError:
        messages.info(request, _("It was renewed already. Nothing more was changed."))
    except DomainError:
        said = _("This membership cannot be renewed here now. Ask {name}.")
        messages.info(request, said.format(name=mine.cooperative.name))
    return redirect("credentials:card", mine.credential.code)


@of_ones_own_card
@of_the_member
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: CooperativeRequest, mine: Held) -> HttpResponse:
    """The last day stands on the page before anything is sent, and in the letter afterwards."""
    membership, code = mine.membership, mine.credential.code
    over = not membership.is_active or mine.is_visiting or rule.notice_of(membership) is not None
    if over or not rule.rules().members_give_notice:
        return redirect("credentials:card", code)
    if request.method == "POST":
        try:
            notice = leaving.give_notice(membership, user=request.user)
        except DomainError as error:
            messages.info(request, str(error.message))
        else:
            said = _("You have given notice. The last day of your membership is {day}.")
            day = date_format(notice.last_day, "DATE_FORMAT")
            messages.success(request, said.format(day=day))
        return redirect("credentials:card", code)
    today = today_in(mine.cooperative.time_zone)
    context = {
        "held": mine,
        "months": rule.notice_months(membership),
        "day": rule.last_day_of(membership, given_on=today, today=today),
    }
    return render(request, "credentials/me/leave.html", context)


@of_ones_own_card
@of_the_member
@require_http_methods(["GET", "HEAD", "POST"])
def stay(request: CooperativeRequest, mine: Held) -> HttpResponse:
    notice = rule.notice_of(mine.membership)
    if notice is None or not notice.is_resignation or not mine.membership.is_active:
        return redirect("credentials:card", mine.credential.code)
    if request.method == "POST":
        try:
            leaving.withdraw_notice(mine.membership, user=request.user)
            messages.success(request, _("Taken back. Your membership goes on."))
        except DomainError as error:
            messages.info(request, str(error.message))
        return redirect("credentials:card", mine.credential.code)
    return render(request, "credentials/me/stay.html", {"held": mine, "notice": notice})
