"""The household of a member: who besides them has a card of the membership, asked for and removed by themselves."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from credentials import held
from tenants import scope
from tenants.errors import ChangedMeanwhileError, DomainError
from tenants.forms.household import HolderForm
from tenants.http import CooperativeRequest
from tenants.services import households


@login_required
@never_cache
@require_safe
def household(request: CooperativeRequest) -> HttpResponse:
    """Of each co-op on whose register one stands; and in whose household one has a card oneself."""
    mine, others = held.households_of(request.user)
    return render(request, "credentials/me/household.html", {"mine": mine, "others": others})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """By the rules of the kind of membership: a card at once, or after the co-op has said yes."""
    found = held.household_of(request.user, code)
    if found is None or not found.free:
        raise Http404
    request.cooperative = found.cooperative
    kind = found.membership.membership_class
    form = HolderForm(request.POST if request.method == "POST" else None, kind=kind)
    if form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="card_replace")
        if too_many is not None:
            return too_many
        try:
            with scope.within(found.cooperative.pk):
                made = households.ask(found.membership, form.person, user=request.user)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            told = _("Added. The card is on its way.")
            asked = _("Sent. {coop} decides on it; the card comes by email.")
            messages.success(
                request, told if made.has_card else asked.format(coop=found.cooperative.name)
            )
            return redirect("credentials:household")
    context = {"found": found, "kind": kind, "form": form}
    status = 422 if form.errors else 200
    return render(request, "credentials/me/household_invite.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """By the member, or by the further holder themselves."""
    found = held.holder_of(request.user, code)
    if found is None:
        raise Http404
    home, holder = found
    request.cooperative = home
    if request.method == "POST":
        with scope.within(home.pk):
            try:
                households.remove(holder, user=request.user)
                messages.success(request, _("Removed. The card is no longer accepted."))
            except ChangedMeanwhileError:
                messages.info(request, _("That was done already. Nothing was changed."))
        return redirect("credentials:household")
    return render(request, "credentials/me/household_remove.html", {"holder": holder, "home": home})
