"""A member's shares change: each with a day, a reason, and a warning where too few are left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import steward_required
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError, DomainError
from tenants.forms.shares import (
    PayBackForm,
    PayUpForm,
    ReverseForm,
    ShareForm,
    SubscribeForm,
    TransferForm,
)
from tenants.holding import NOTHING, held
from tenants.http import CooperativeRequest
from tenants.models import Member, Membership, ShareEntry
from tenants.money_sections import minimum_of
from tenants.services.money import shares
from tenants.services.money.shares import Told

Do = Callable[[Member, dict[str, Any], Told], object]
METHODS = ["GET", "HEAD", "POST"]


@steward_required
@require_http_methods(METHODS)
def subscribe(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Member, code=code)
    form = SubscribeForm(_posted(request), initial=_usual(found), **_known(request, found))
    said = {
        "title": _("More shares for {name}?").format(name=found.name),
        "text": _("They stand on the register from the day that you enter."),
        "yes": _("Write down the shares"),
    }

    def act(member: Member, given: dict[str, Any], told: Told) -> None:
        wanted = {name: given[name] for name in ("count", "price", "paid")}
        shares.subscribe(member, **wanted, told=told)

    return _step(request, found, form, said, act)


@steward_required
@require_http_methods(METHODS)
def pay_up(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Member, code=code)
    form = PayUpForm(_posted(request), **_known(request, found))
    said = {
        "title": _("What has {name} paid for shares?").format(name=found.name),
        "text": _("The number of shares stays as it is."),
        "yes": _("Write down the payment"),
    }

    def act(member: Member, given: dict[str, Any], told: Told) -> None:
        shares.pay_up(member, amount=given["amount"], told=told)

    return _step(request, found, form, said, act)


@steward_required
@require_http_methods(METHODS)
def transfer(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Member, code=code)
    known = _known(request, found)
    if not known["held"].count:
        return _none_held(request, found)
    form = TransferForm(_posted(request), member=found, **known)
    said = {
        "title": _("Transfer shares of {name}?").format(name=found.name),
        "text": _("What is paid up on them goes along. Both members have an entry of it."),
        "yes": _("Transfer the shares"),
    }

    def act(member: Member, given: dict[str, Any], told: Told) -> None:
        shares.transfer(member, given["to"], count=given["count"], price=given["price"], told=told)

    return _step(request, found, form, said, act)


@steward_required
@require_http_methods(METHODS)
def pay_back(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Member, code=code)
    known = _known(request, found)
    if not known["held"].count:
        return _none_held(request, found)
    form = PayBackForm(_posted(request), initial={"count": known["held"].count}, **known)
    said = {
        "title": _("Pay back shares of {name}?").format(name=found.name),
        "text": _(
            "What is paid up on them is taken off the register. Sending the money is yours to do."
        ),
        "yes": _("Write down that they are paid back"),
    }

    def act(member: Member, given: dict[str, Any], told: Told) -> None:
        shares.pay_back(member, count=given["count"], price=given["price"], told=told)

    return _step(request, found, form, said, act)


@steward_required
@require_http_methods(METHODS)
def reverse(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """An entry that was wrong stays, and one beside it says the opposite."""
    found = get_object_or_404(ShareEntry.objects.select_related("member"), code=code)
    form = ReverseForm(_posted(request))
    if form.is_valid():
        try:
            shares.reverse(found, reason=form.cleaned_data["reason"], by=request.staff)
            messages.success(request, _("Reversed."))
        except ChangedMeanwhileError as error:
            messages.info(request, str(error.message))
        except DomainError as error:
            form.add_error(None, str(error.message))
        if not form.errors:
            return redirect("tenants:member", request.cooperative.slug, found.member.code)
    said = {
        "title": _("Reverse this entry of {name}?").format(name=found.member.name),
        "text": _(
            "The entry stays, and a second one takes it back from the same day. "
            "Of a transfer, both sides are taken back."
        ),
        "yes": _("Reverse"),
    }
    return _drawn(request, found.member, form, said)


def _step(
    request: CooperativeRequest, member: Member, form: ShareForm, said: dict[str, str], act: Do
) -> HttpResponse:
    if form.is_valid():
        given = form.cleaned_data
        try:
            act(member, given, Told(given["on"], given["reason"], request.staff))
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Written down."))
            return redirect("tenants:member", request.cooperative.slug, member.code)
    return _drawn(request, member, form, said)


def _drawn(
    request: CooperativeRequest, member: Member, form: Any, said: dict[str, str]
) -> HttpResponse:
    context = {**said, "form": form, "member": member}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/member_step.html", context, status=status)


def _none_held(request: CooperativeRequest, member: Member) -> HttpResponse:
    messages.info(request, _("This member holds no shares."))
    return redirect("tenants:member", request.cooperative.slug, member.code)


def _known(request: CooperativeRequest, member: Member) -> dict[str, Any]:
    here = request.cooperative
    return {
        "today": today_in(here.time_zone),
        "held": held(row.move for row in member.share_entries.all()),
        "minimum": minimum_of(member),
        "currency": here.currency,
    }


def _usual(member: Member) -> dict[str, Any]:
    """What the kind of membership says of its shares."""
    rows = Membership.objects.filter(member=member, membership_class__share_price__gt=0)
    found = rows.select_related("membership_class").order_by("-pk").first()
    price = found.membership_class.share_price if found else None
    return {"price": price, "paid": NOTHING}


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None
