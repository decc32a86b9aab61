"""Addresses from which letters came back: whose they are, why, and the word that one is right after all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tenants import mail_answers, mail_log, queries
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.http import CooperativeRequest
from tenants.models import AddressMark, Member
from tenants.services import bounces

ROWS = 50


@steward_required
@require_safe
def addresses(request: CooperativeRequest) -> HttpResponse:
    page = Paginator(mail_log.marks(), ROWS).get_page(request.GET.get("page"))
    whose: dict[str, list[Member]] = {}
    for member in Member.objects.filter(email_key__in=[row.address_key for row in page]):
        whose.setdefault(member.email_key, []).append(member)
    rows = [
        {
            "mark": row,
            "members": whose.get(row.address_key, []),
            "why": mail_answers.words(row.said),
        }
        for row in page
    ]
    return render(request, "tenants/staff/addresses.html", {"page": page, "rows": rows})


@steward_required
@require_POST
def confirm(request: CooperativeRequest, code: UUID) -> HttpResponse:
    mark = get_object_or_404(AddressMark, code=code)
    try:
        count = bounces.confirm(mark, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(request, _("Somebody has looked at this address already."))
    else:
        said = ngettext(
            "Confirmed. {n} letter that was held leaves now.",
            "Confirmed. {n} letters that were held leave now.",
            count,
        )
        messages.success(request, said.format(n=count) if count else _("Confirmed."))
    return redirect("tenants:addresses", request.cooperative.slug)


def own_address(member: Member) -> dict[str, Any] | None:
    """The section of a member's page, where letters to the address came back."""
    mark = mail_log.mark_of(member)
    if mark is None:
        return None
    slug = queries.here().slug
    return {"mark": mark, "why": mail_answers.words(mark.said), "member": member, "slug": slug}
