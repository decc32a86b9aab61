"""Handing a benefit over, with one press; taking it back within a minute; asking the office for a yes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benefits import wording
from benefits.desk import glance, offering
from benefits.eligibility import Benefit, Claims
from benefits.eligibility.after import Settlement
from benefits.errors import ScanAgainError
from benefits.models import DeskCheck
from benefits.services import clearing
from benefits.services.giving import give_benefit, undo_giving
from benefits.sides import Bond
from benefits.views.desk import handed
from benefits.views.desk.access import DeskRequest, of_a_desk
from benefits.views.desk.desk import answer_page, bond_with, find, give_form, here_of, kept


@of_a_desk
@require_POST
def give(request: DeskRequest, code: UUID) -> HttpResponse:
    """Decided once more and written down; refused, the page says why, and what was typed stays. What the office
    made void is given again only with a reason."""
    row = find(request, code)
    bond, benefit, claims = _wanted(request, row)
    again = " ".join(request.POST.get("again", "").replace("\0", " ").split())
    form = give_form(request, row, benefit, request.POST)
    instead = "lacking" in request.POST and benefit.substitute is not None
    misfit = "misfit" in request.POST
    if (instead or misfit) and "bill" in form.fields:
        form.fields["bill"].required = False
    written = handed.written_on(row)
    if not again and benefit.id in handed.voids_in(written):
        messages.error(
            request, _("Nothing was given. Your office made this void, as it says below.")
        )
        return answer_page(request, row)
    if "again" in request.POST and not again:
        messages.error(request, _("Nothing was given. Write why they have it again."))
        return answer_page(request, row, form)
    if not form.is_valid():
        messages.error(request, _("Nothing was given. Look at what is marked."))
        return answer_page(request, row, form)
    seen = False if misfit else None
    here = here_of(request, row, lacking=instead, photo_id=seen, **form.asked)
    asked = offering.beyond_limits(benefit) if again and not benefit.rule(Settlement) else benefit
    asking = offering.question(bond, asked, claims, here, holder=row.pseudonym)
    giving = asking.giving(
        key=handed.key_after(written, row, benefit.id),
        given_by=request.desk.place,
        confirmed=instead or "confirmed" in request.POST,
    )
    given = give_benefit(replace(giving, again=again, question=row.question))
    if given.redemption is None:
        form.conditions = wording.conditions(given.verdict)
        if not form.conditions:
            messages.warning(request, wording.verdict(given.verdict))
        return answer_page(request, row, form)
    return redirect("benefits:desk-check", row.code)


@of_a_desk
@require_POST
def ask(request: DeskRequest, code: UUID) -> HttpResponse:
    """The office's yes is needed first, or an induction: it sees the initials, the co-op and the place."""
    row = find(request, code)
    bond, benefit, claims = _wanted(request, row)
    here = here_of(request, row)
    asked = offering.question(bond, benefit, claims, here, holder=row.pseudonym)
    clearing.ask_clearance(asked, place=request.desk.place)
    messages.success(request, _("The office was asked. It finds this under Approvals."))
    return redirect("benefits:desk-check", row.code)


@of_a_desk
@require_POST
def undo(request: DeskRequest, code: UUID) -> HttpResponse:
    """What was handed over on this check and still counts."""
    row = find(request, code)
    use = next(
        (
            each
            for each in handed.uses_in(handed.written_on(row))
            if str(each.code) == request.POST.get("use")
        ),
        None,
    )
    if use is None:
        raise Http404
    undo_giving(use.code)
    return redirect("benefits:desk-check", row.code)


def _wanted(request: DeskRequest, row: DeskCheck) -> tuple[Bond, Benefit, Claims]:
    """The benefit that was pressed, and the card that is still in hand. Raises ScanAgainError without it."""
    claims = glance.claims_in(kept(request), row.code)
    bond = bond_with(request, row.issuer_did) if row.pseudonym and claims else None
    if bond is None or claims is None:
        raise ScanAgainError
    wanted = request.POST.get("benefit", "")
    benefit = next((each for each in offering.at_the_desk(bond) if each.id == wanted), None)
    if benefit is None:
        raise Http404
    return bond, benefit, claims
