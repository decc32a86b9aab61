"""At the host: what a visit is, asking for a card, and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from csp.constants import SELF
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from benefits import welcoming
from benefits.models import Crossing, Decision, Grant
from credentials import resolving
from credentials.core import asking
from credentials.errors import NotPresentableError
from credentials.models import PresentationRequest
from credentials.services import presenting
from tenants.http import CooperativeRequest

PURPOSE = "visiting_membership"
SESSION = "visits"
KEPT = 20


@require_GET
def visit(request: CooperativeRequest) -> HttpResponse:
    """Already a member of a partner co-op? Whose members are welcome, and how it works."""
    partners = welcoming.visitors_welcome()
    abroad = [each.party for each in partners if each.party.cooperative_id is None]
    context = {
        "partners": partners,
        "here": len(abroad) < len(partners),
        "abroad": [{"party": party, "portal": resolving.host_of(party.did)} for party in abroad],
        "ready": presenting.can_present(),
    }
    page = render(request, "benefits/visit/visit.html", context)
    # Browsers hold the place that a form's answer leads to against the policy as well.
    homes = asking.origins(party.did for party in abroad)
    page._csp_update = {"form-action": [SELF, *homes]}  # type: ignore[attr-defined]  # noqa: SLF001 -- as csp_update does, with origins known only now
    return page


@require_POST
def start(request: CooperativeRequest) -> HttpResponse:
    """Ask for a card; the member is led home to sign in and to agree."""
    if not presenting.can_present():
        raise NotPresentableError
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="visit_start")
    if too_many is not None:
        return too_many
    asked = presenting.request_presentation(audience=request.cooperative.did, purpose=PURPOSE)
    remember(request, asked.code)
    return redirect("benefits:present", asked.code)


@never_cache
@require_GET
def result(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Being prepared, welcome, or refused with a sentence; only for the browser that asked."""
    if str(code) not in request.session.get(SESSION, []):
        raise Http404
    asked = PresentationRequest.objects.filter(code=code).first()
    if asked is None:
        raise Http404
    decision = Decision.objects.filter(request=code).first()
    if decision is None and Crossing.objects.filter(request=code).exists():
        return _still_crossing(request, code)
    part = "#outcome" if request.headers.get("HX-Request") else ""
    return render(request, f"benefits/visit/result.html{part}", _outcome(asked, decision))


def remember(request: HttpRequest, code: UUID) -> None:
    """This browser may see what becomes of the question."""
    codes = [each for each in request.session.get(SESSION, []) if each != str(code)]
    request.session[SESSION] = [*codes, str(code)][-KEPT:]


def _still_crossing(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Back from the other portal there is something to confirm; before that, one may go there again."""
    back = Crossing.objects.filter(request=code).exclude(returned_at=None).exists()
    name = "benefits:visit-finish" if back else "benefits:visit"
    return redirect(name, request.cooperative.slug, *([code] if back else []))


def _outcome(asked: PresentationRequest, decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        state = "asked"
    elif decision.outcome == Decision.Outcome.REFUSE:
        state = "refused"
    else:
        prepared = Grant.objects.filter(state=Grant.State.PREPARED, code=str(decision.grant))
        state = "prepared" if prepared.exists() else "welcome"
    return {"state": state, "asked": asked, "decision": decision}
