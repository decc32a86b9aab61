"""Staff: one agreement, and every act on it but writing other terms."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benefits import abroad, across, queries, summaries, timeline
from benefits.forms import PauseForm, ReasonForm
from benefits.models import AgreementVersion
from benefits.queries import Sides
from benefits.services import agreements, pausing
from credentials import resolving
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest

DIGITS = 4
TROUBLE: Final = {
    "nothing_there": gettext_lazy("Its portal publishes nothing about this agreement any more."),
    "unreachable": gettext_lazy("Its portal did not answer at the last look."),
    "unreadable": gettext_lazy("What its portal publishes about this agreement cannot be read."),
    "name_too_long": gettext_lazy(
        "What its portal publishes names a co-op with more than 200 letters, which cannot be kept whole here."
    ),
    "forged": gettext_lazy("What its portal publishes about this agreement is not signed by it."),
    "other_parties": gettext_lazy("Its portal publishes an agreement between others."),
    "other_terms": gettext_lazy("Its portal publishes other words than those that were signed."),
    "older": gettext_lazy("Its portal publishes something older than what we have read already."),
}


@partnerships_required
@require_GET
def agreement(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """What stands, what is asked for and by whom, what one can do, and everything that happened."""
    sides = _find(code)
    asked = sides.open if sides.ruling or (sides.open and sides.open.number > 1) else None
    context = {
        "sides": sides,
        "name": summaries.title(sides),
        "heading": summaries.heading(sides),
        "summary": summaries.summary(sides),
        "asked": _change(sides, asked),
        "coming": _change(sides, sides.coming if sides.ruling else None),
        "waits_for": summaries.names(sides.awaited) if sides.awaited else "",
        "entries": timeline.entries(sides),
        "outcomes": queries.decided_under(sides.agreement.code),
        "far": _far(sides),
    }
    return render(request, "benefits/agreements/agreement.html", context)


@partnerships_required
@require_GET
def signed(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The sentences and the signatures on one page, to print."""
    sides = _find(code)
    version = sides.version
    context = {
        "sides": sides,
        "name": summaries.title(sides),
        "version": version,
        "summary": summaries.sentences(version, sides.parties),
        "signatures": version.acceptances.all(),
        "digest": across.paper_of(version, sides).digest if sides.agreement.across else "",
    }
    return render(request, "benefits/agreements/signed.html", context)


@partnerships_required
@require_POST
def accept(request: CooperativeRequest, code: UUID) -> HttpResponse:
    sides = _find(code)
    agreements.accept_agreement(sides.agreement, number=_number(request), by=request.staff)
    agreed = _find(code)
    if sides.agreement.across and across.awaits_confirmation(agreed):
        messages.success(request, _("Your side has signed."))
    elif agreed.open is not None:
        messages.success(request, _("You have signed. The others have not all answered yet."))
    else:
        messages.success(request, _("Everybody has signed. All co-ops hear of it by email."))
    return _back(request, code)


@partnerships_required
@require_http_methods(["GET", "POST"])
def decline(request: CooperativeRequest, code: UUID) -> HttpResponse:
    sides = _find(code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agreements.decline_agreement(
            sides.agreement,
            number=_number(request),
            reason=form.cleaned_data["reason"],
            by=request.staff,
        )
        messages.success(request, _("The proposal is closed. Nothing was agreed."))
        return _back(request, code)
    return _ask(request, sides, form, "decline")


@partnerships_required
@require_http_methods(["GET", "POST"])
def end(request: CooperativeRequest, code: UUID) -> HttpResponse:
    sides = _find(code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agreements.end_agreement(
            sides.agreement, reason=form.cleaned_data["reason"], by=request.staff
        )
        messages.success(request, _("The agreement has ended. Visits end after the notice."))
        return _back(request, code)
    return _ask(request, sides, form, "end")


def _number(request: CooperativeRequest) -> int:
    """The version that was read."""
    number = request.POST.get("version", "")
    return int(number) if number.isdecimal() and len(number) <= DIGITS else 0


@partnerships_required
@require_http_methods(["GET", "POST"])
def pause(request: CooperativeRequest, code: UUID) -> HttpResponse:
    sides = _find(code)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        pausing.pause_agreement(
            sides.agreement,
            reason=form.cleaned_data["reason"],
            visits_too=form.cleaned_data["visits_too"],
            by=request.staff,
        )
        messages.success(request, _("The agreement is paused. All co-ops hear of it by email."))
        return _back(request, code)
    return _ask(request, sides, form, "pause")


@partnerships_required
@require_POST
def resume(request: CooperativeRequest, code: UUID) -> HttpResponse:
    pausing.resume_agreement(_find(code).agreement, by=request.staff)
    messages.success(request, _("Your pause is lifted. All co-ops hear of it by email."))
    return _back(request, code)


def _far(sides: Sides) -> dict[str, Any] | None:
    """Across portals: what both have signed by, what to send, and what was found at the last look."""
    if not sides.agreement.across:
        return None
    theirs, code = across.their_side(sides), sides.agreement.code
    proposal = abroad.statement_address(sides.ours.did, code)
    unread = sides.open is not None and sides.awaits_them and not theirs.sequence
    return {
        "unconfirmed": across.awaits_confirmation(sides),
        "portal": resolving.host_of(theirs.did),
        "digest": across.paper_of(sides.version, sides).digest,
        "send": abroad.reading_address(theirs.did, proposal) if unread else "",
        "ready": bool(sides.ours.statement),
        "asked_at": theirs.asked_at if theirs.sequence else None,
        "trouble": TROUBLE.get(theirs.trouble, ""),
    }


def _change(sides: Sides, version: AgreementVersion | None) -> dict[str, Any] | None:
    """A version held against what stands before it."""
    before = sides.before(version) if version else None
    if version is None or before is None:
        return None
    by = next((each.name for each in sides.parties if each.did == version.proposed_by), "")
    changes = summaries.differences(before, version, sides.parties)
    return {"version": version, "by": by, "changes": changes}


def _find(code: UUID) -> Sides:
    sides = queries.sides_of(code)
    if sides is None:
        raise Http404
    return sides


def _ask(request: CooperativeRequest, sides: Sides, form: ReasonForm, act: str) -> HttpResponse:
    context = {"sides": sides, "name": summaries.title(sides), "form": form, "act": act}
    status = 422 if form.errors else 200
    return render(request, "benefits/agreements/reason.html", context, status=status)


def _back(request: CooperativeRequest, code: UUID) -> HttpResponse:
    return redirect("benefits:agreement", request.cooperative.slug, code)
