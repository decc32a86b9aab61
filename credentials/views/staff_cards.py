"""Staff: sending a member's card once more, or printing it in a letter with a code."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credentials import held
from credentials.errors import UndrawableError
from credentials.services import delivery, printing
from credentials.staff_section import can_be_printed, can_be_sent, current_card
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.http import CooperativeRequest
from tenants.models import Membership
from tenants.services import claiming


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


@steward_required
@require_POST
def letter(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """To print: the card, and a new code. Whether it can be drawn is known before there is a code."""
    from credentials.card import letter as paper  # noqa: PLC0415 -- brings a typesetter along, seldom needed here

    membership = get_object_or_404(Membership.objects.select_related("member"), code=code)
    card = current_card(membership)
    if card is None or not can_be_printed(card):
        raise ChangedMeanwhileError
    home, member = request.cooperative, membership.member
    with translation.override(member.language):
        face = held.face_of(card, home)
        lines = paper.lines_of(member, home)
        if paper.undrawable(face, lines):
            raise UndrawableError
        content = paper.letter_pdf(face, lines, claiming.new_code(member, by=request.staff), home)
    printing.note_letter(card, by=request.staff)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{home.slug}-letter-{card.card_code}.pdf"
    answer["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003 -- Django's own signature
    answer["Cache-Control"] = "no-store"
    return answer
