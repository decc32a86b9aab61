"""Agreements with co-ops of other portals: proposing one, reading one, and what each side publishes of it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from benefits import queries
from benefits.abroad import PROPOSAL, HomeError, fetch_statement, proposal_at
from benefits.services import hearing, stating
from benefits.statements import StatementError
from benefits.views.proposing import check_proposal, step_of
from benefits.views.recognising import SENTENCES, found_home
from benefits.views.wizard import Wizard
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest

NO_PROPOSAL: Final = gettext_lazy(
    "This is not the address of a proposal. Ask the other co-op for the address on its page of the agreement."
)
REFUSED: Final = {
    "nothing_there": gettext_lazy("There is no proposal at this address, or none any more."),
    "unreachable": gettext_lazy("The other portal did not answer. Try again in a few minutes."),
    "unreadable": gettext_lazy("What stands at this address cannot be read as a proposal."),
    "name_too_long": gettext_lazy(
        "A co-op's name in this proposal has more than 200 letters. It cannot be kept whole here: "
        "ask the other co-op to propose again under a shorter one."
    ),
    "forged": gettext_lazy("What stands at this address is not signed by the co-op that it names."),
    "other_parties": gettext_lazy("This proposal was made to another co-op, not to yours."),
    "other_terms": gettext_lazy("What stands at this address is not about one agreement alone."),
    "not_open": gettext_lazy(
        "This proposal is not open any more. Ask the other co-op for a new one."
    ),
}


class ProposalForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Address of the proposal"),
        help_text=gettext_lazy("As the other co-op sent it to you."),
        max_length=1000,
        error_messages={"required": NO_PROPOSAL},
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


@partnerships_required
@require_http_methods(["GET", "POST"])
def propose(request: CooperativeRequest, step: str) -> HttpResponse:
    """An agreement that both sign, with the co-op that was looked up; page by page as with a neighbour."""
    home = found_home(request)
    if home is None:
        return redirect("benefits:recognise", request.cooperative.slug)
    wizard = Wizard(request, abroad=home)
    return check_proposal(wizard) if wizard.may_check(step) else step_of(wizard, step)


@partnerships_required
@require_http_methods(["GET", "POST"])
def read(request: CooperativeRequest) -> HttpResponse:
    """Fetch a proposal from the portal of who made it. Nothing is agreed by reading."""
    begun = {"address": request.GET.get(PROPOSAL, "")}
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="recognise")
        if too_many is not None:
            return too_many
        code = _received(form)
        if code is not None:
            return redirect("benefits:agreement", request.cooperative.slug, code)
    status = 422 if form.errors else 200
    return render(request, "benefits/recognising/read.html", {"form": form}, status=status)


def _received(form: ProposalForm) -> UUID | None:
    """The agreement that is to be answered; None where the form says why there is none."""
    try:
        did, code = proposal_at(form.cleaned_data["address"])
        if queries.sides_of(code) is None:
            hearing.receive_proposal(*fetch_statement(did, code))
    except HomeError as error:
        form.add_error("address", str(SENTENCES.get(error.code, NO_PROPOSAL)))
    except StatementError as error:
        form.add_error("address", str(REFUSED.get(error.code, REFUSED["unreadable"])))
    else:
        return code
    return None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Our side, signed, for whoever has the address. Its other side may tell us here that it has news."""
    if request.method == "POST":
        if not ratelimit.consume(request, action="visit_answer"):
            return JsonResponse({"error": "temporarily_unavailable"}, status=429)
        if not stating.hint_news(code):
            raise Http404
        return JsonResponse({}, status=202)
    sides = queries.sides_of(code)
    if sides is None or not sides.ours.statement:
        raise Http404
    answer = HttpResponse(sides.ours.statement, content_type="application/json")
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
