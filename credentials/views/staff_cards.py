"""Staff: sending a member's card once more."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credentials.services import delivery
from credentials.staff_section import can_be_sent, current_card
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.http import CooperativeRequest
from tenants.models import Membership


@steward_required
@require_POST
def send(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """By the key of the page: a second click sends no second letter."""
    membership = get_object_or_404(Membership.objects.select_related("member"), code=code)
    card = current_card(membership)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise ChangedMeanwhileError from None
    if card is None or not can_be_sent(card):
        raise ChangedMeanwhileError
    delivery.ask_for_letter(membership, cause=f"staff:{key}", by=request.staff)
    messages.success(
        request, _("The card is on its way to {email}.").format(email=membership.member.email)
    )
    return redirect("tenants:member", request.cooperative.slug, membership.member.code)
