"""Households: who asks for a further card, who has one, and what the team does about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError, DomainError
from tenants.forms.household import HolderForm
from tenants.http import CooperativeRequest
from tenants.models import Holder, Membership
from tenants.services import households as service

MOST = 300


@steward_required
@require_safe
def households(request: CooperativeRequest) -> HttpResponse:
    """Who waits for the team comes first; then everybody with a further card."""
    rows = Holder.objects.select_related("membership__member", "membership__membership_class")
    serving = rows.filter(state=Holder.State.ACTIVE).order_by("membership__member__number", "pk")
    context = {
        "asking": rows.filter(state=Holder.State.ASKED).order_by("asked_at"),
        "serving": serving[:MOST],
    }
    return render(request, "tenants/staff/households.html", context)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: CooperativeRequest, code: UUID) -> HttpResponse:
    rows = Membership.objects.select_related("member", "membership_class")
    membership = get_object_or_404(rows, code=code)
    form = HolderForm(
        request.POST if request.method == "POST" else None, kind=membership.membership_class
    )
    if form.is_valid():
        try:
            service.add(membership, form.person, by=request.staff)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Added. The card is on its way."))
            return _back(request, membership)
    context = {
        "member": membership.member,
        "form": form,
        "title": _("A further card for the household of {name}").format(
            name=membership.member.name
        ),
        "text": _(
            "It names the same membership, with the name of the further holder. The household keeps one vote. "
            "Living at the same address is no reason by itself: the member has to want it."
        ),
        "yes": _("Add and make the card"),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/member_step.html", context, status=status)


@steward_required
@require_POST
def decide(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """What a member asked for: yes or no."""
    holder = _found(code)
    try:
        if "admit" in request.POST:
            service.admit(holder, by=request.staff)
            messages.success(request, _("Added. The card is on its way."))
        else:
            service.decline(holder, by=request.staff)
            messages.success(request, _("Declined. What was said of the person is deleted."))
    except ChangedMeanwhileError:
        messages.info(request, _("This was decided already. Nothing was changed."))
    return redirect("tenants:households", request.cooperative.slug)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    holder = _found(code)
    if not holder.is_open:
        messages.info(request, _("Is in the household no more."))
        return _back(request, holder.membership)
    if request.method == "POST":
        service.remove(holder, by=request.staff)
        messages.success(request, _("Removed. The card is no longer accepted."))
        return _back(request, holder.membership)
    said = {
        "title": _("Remove {name} from the household?").format(name=holder.name),
        "text": _(
            "That card is no longer accepted, here or anywhere else. The member keeps theirs."
        ),
        "yes": _("Remove"),
        "danger": True,
    }
    return _ask(request, holder, said)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """`key` makes one request of however many clicks on the same page."""
    holder = _found(code)
    if not holder.has_card:
        messages.info(request, _("Is in the household no more."))
        return _back(request, holder.membership)
    if request.method == "POST":
        service.ask_for_new_card(holder, key=_key(request), by=request.staff)
        messages.success(request, _("A new card is on its way. It takes the place of the old one."))
        return _back(request, holder.membership)
    said = {
        "title": _("Send {name} a new card?").format(name=holder.name),
        "text": _("For a card that was lost or shown to strangers. The old card stops working."),
        "yes": _("Send a new card"),
        "hidden": {"key": str(uuid4())},
    }
    return _ask(request, holder, said)


def _found(code: UUID) -> Holder:
    rows = Holder.objects.select_related("membership__member", "membership__membership_class")
    return get_object_or_404(rows, code=code)


def _key(request: CooperativeRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise ChangedMeanwhileError from None


def _ask(request: CooperativeRequest, holder: Holder, said: dict[str, Any]) -> HttpResponse:
    context = {**said, "membership": holder.membership}
    return render(request, "tenants/staff/membership_step.html", context)


def _back(request: CooperativeRequest, membership: Membership) -> HttpResponse:
    return redirect("tenants:member", request.cooperative.slug, membership.member.code)
