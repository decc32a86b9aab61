"""Members: their own particulars at each of their co-ops, saved at once or asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import scope
from tenants.addresses import Address, printed
from tenants.errors import ChangedMeanwhileError
from tenants.forms.own_details import OwnDetailsForm
from tenants.models import ChangeRequest, Cooperative, Member, Seat, User
from tenants.own_details import ADDRESS
from tenants.services import own_details as service


@dataclass(frozen=True)
class Place:
    """One co-op, what it knows of the person, and what they have asked for."""

    cooperative: Cooperative
    member: Member
    asked: ChangeRequest | None
    declined: ChangeRequest | None

    @property
    def language(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.member.language, self.member.language))

    @property
    def address(self) -> list[str]:
        parts = Address(**{name: getattr(self.member, name) for name in ADDRESS})
        return printed(parts, self.cooperative.country)


@login_required
@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """One part for each co-op, each with its own rules."""
    return render(request, "tenants/me/details.html", {"places": list(_places(_who(request)))})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, code: UUID) -> HttpResponse:
    place = _mine(request, code)
    here, user = place.cooperative, _who(request)
    known = service.values_of(place.member) | (place.asked.wanted if place.asked else {})
    known["country"] = known["country"] or here.country
    form = OwnDetailsForm(
        request.POST if request.method == "POST" else None,
        initial=known,
        addresses=_addresses(user, place.member),
        approve_address=here.approve_address,
    )
    if form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="own_details")
        if too_many is not None:
            return too_many
        try:
            with scope.within(here.pk):
                done = service.change_own(place.member, form.cleaned_data, user=user)
        except ChangedMeanwhileError as error:
            form.add_error(None, str(error.message))
        else:
            _say(request, done)
            return redirect("tenants:my-details")
    context = {"form": form, "place": place, "cooperative": here}
    status = 422 if form.errors else 200
    return render(request, "tenants/me/own_details.html", context, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, code: UUID) -> HttpResponse:
    place = _mine(request, code)
    try:
        with scope.within(place.cooperative.pk):
            service.withdraw(place.member, user=_who(request))
    except ChangedMeanwhileError as error:
        messages.info(request, str(error.message))
    else:
        messages.success(request, _("Taken back."))
    return redirect("tenants:my-details")


def _who(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # -- signed in, as the views say


def _say(request: HttpRequest, done: service.Outcome) -> None:
    if done.asked and done.saved:
        messages.success(request, _("Saved. What your co-op looks at first was asked for."))
    elif done.asked:
        messages.success(request, _("Asked for. Your co-op decides, and you get an email."))
    else:
        messages.success(request, _("Saved.") if done.saved else _("Nothing was different."))


def _places(user: User) -> Iterator[Place]:
    """One co-op after another."""
    seats = Seat.objects.filter(user=user, kind=Seat.Kind.MEMBER).values("cooperative")
    for here in Cooperative.objects.filter(pk__in=seats).order_by("name"):
        with scope.within(here.pk):
            for member in Member.objects.filter(user=user, anonymised_at=None).order_by("pk"):
                rows = ChangeRequest.objects.filter(member=member)
                newest = rows.first()
                state = newest.state if newest else ""
                yield Place(
                    here,
                    member,
                    newest if state == ChangeRequest.State.ASKED else None,
                    newest if state == ChangeRequest.State.DECLINED else None,
                )


def _mine(request: HttpRequest, code: UUID) -> Place:
    found = next((each for each in _places(_who(request)) if each.member.code == code), None)
    if found is None:
        raise Http404
    return found


def _addresses(user: User, member: Member) -> list[Any]:
    """The one that the co-op has, and those that the person has read a code in."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("pk")
    known = [member.email] if member.email else []
    return list(dict.fromkeys([*known, *confirmed.values_list("email", flat=True)]))
