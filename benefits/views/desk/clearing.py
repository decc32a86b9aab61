"""At the desk: somebody needs the office's yes, or an induction, and the office is asked for it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benefits import agreed
from benefits.desk import glance, offering
from benefits.errors import ScanAgainError
from benefits.services import clearing
from benefits.views.desk.access import DeskRequest, of_a_desk
from benefits.views.desk.desk import find, here_at, kept


@of_a_desk
@require_POST
def ask(request: DeskRequest, code: UUID) -> HttpResponse:
    """The office sees the initials, the co-op and the place, and answers on its own page."""
    row = find(request, code)
    claims = glance.claims_in(kept(request), row.code)
    bond = agreed.partner(row.issuer_did) if row.pseudonym and claims else None
    if bond is None or claims is None:
        raise ScanAgainError
    wanted = request.POST.get("benefit", "")
    benefit = next((each for each in offering.at_the_desk(bond) if each.id == wanted), None)
    if benefit is None:
        raise Http404
    asked = offering.question(bond, benefit, claims, here_at(request, row), holder=row.pseudonym)
    clearing.ask_clearance(asked, place=request.desk.place)
    messages.success(request, _("The office was asked. It finds this under Approvals."))
    return redirect("benefits:desk-check", row.code)
