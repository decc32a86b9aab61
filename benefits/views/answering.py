"""At home: a co-op of another portal asks for a member's card. Who asks is proven by its signature;
what it would learn is on the page, and nothing leaves before the member agrees.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Final
from urllib.parse import urlencode

from allauth.core import ratelimit
from csp.constants import SELF
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from benefits import queries
from benefits.errors import AnswerNotTakenError, OtherPortalError, QuestionRefusedError
from benefits.queries import Choice
from benefits.views.consent import shared_by
from credentials import answering, resolving
from credentials.core import asking, jws
from credentials.core.asking import Question
from credentials.core.encoding import parse_json
from credentials.core.errors import CoreError, UnreachableError
from credentials.models import Disclosure
from credentials.services import presenting
from tenants import outbound, scope
from tenants.http import CooperativeRequest
from tenants.outbound import REQUEST_OBJECT, OutboundError

SESSION: Final = "asked_abroad"
KEPT: Final = 5
FORM: Final = "application/x-www-form-urlencoded"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def present(request: CooperativeRequest) -> HttpResponse:
    """The home's end of a question: read it, show it, answer it once the member says so."""
    address = request.GET.get("request_uri", "")
    if request.method == "POST":
        return _answer(request, _kept(request, address))
    too_many: HttpResponse | None = ratelimit.consume_or_429(
        request, action="present_abroad", limit_get=True
    )
    if too_many is not None:
        return too_many
    question = _fetch(request.GET.get("client_id", ""), address)
    _keep(request, address, question)
    cards = queries.choices(request.user, [question.home])
    context = {
        "question": question,
        "portal": resolving.host_of(question.asker),
        "cards": [
            {"choice": choice, "shared": shared_by(choice, request.user.email)} for choice in cards
        ],
    }
    page = render(request, "benefits/crossing/consent.html", context)
    # Browsers hold the place that a form's answer leads to against the policy as well.
    page._csp_update = {"form-action": [SELF, *asking.origins([question.asker])]}  # type: ignore[attr-defined]  # noqa: SLF001 -- as csp_update does, with an origin known only now
    return page


def _answer(request: CooperativeRequest, question: Question) -> HttpResponse:
    if "decline" in request.POST:
        messages.info(request, _("Nothing was shared."))
        return redirect("credentials:me")
    cards = queries.choices(request.user, [question.home])
    wanted = request.POST.get("card", "")
    choice = next((each for each in cards if str(each.credential.code) == wanted), None)
    if choice is None:
        raise Http404
    fields = _fields(question, choice, request.user.email)
    try:
        got = outbound.post(
            question.response_uri, urlencode(fields).encode(), content_type=FORM, lane="partner"
        )
    except OutboundError as error:
        if error.reason.startswith("status_4"):
            raise AnswerNotTakenError from None
        raise OtherPortalError from None
    return redirect(_way_back(got.body, question))


def _fields(question: Question, choice: Choice, email: str) -> dict[str, str]:
    with scope.within(choice.home.pk):
        presentation = answering.present(
            choice.credential,
            to=(question.asker, answering.named(question.asker_name, question.asker)),
            purpose=Disclosure.Purpose.VISIT,
            nonce=question.nonce,
            audience=question.client_id,
        )
        shared = presenting.sign_statement(
            asking.write_shared(
                home=choice.home.did,
                asker=question.asker,
                nonce=question.nonce,
                name=choice.member_name,
                email=email,
                now=timezone.now(),
            ),
            typ=asking.SHARED_TYPE,
        )
    return asking.write_answer(presentation, state=question.state, shared=shared)


def _way_back(body: bytes, question: Question) -> str:
    """Only to the portal that asked."""
    try:
        found = parse_json(body)
    except CoreError:
        found = None
    address = found.get("redirect_uri") if isinstance(found, dict) else None
    if not isinstance(address, str) or not asking.belongs_to(address, question.asker):
        raise AnswerNotTakenError
    return address


def _fetch(client: str, address: str) -> Question:
    """The question at an address on the asker's own host, signed by the asker's own key."""
    try:
        asker = asking.asker_of(client)
        if resolving.is_here(asker) or not asking.belongs_to(address, asker):
            raise QuestionRefusedError
        fetched = outbound.fetch(address, REQUEST_OBJECT, fresh=0)
        payload = jws.verify(
            fetched.body.decode("ascii", "replace"),
            typ=asking.REQUEST_TYPE,
            signer=asker,
            resolve=resolving.resolve,
            now=timezone.now(),
        )
        return asking.read_question(payload, client=client, now=timezone.now())
    except UnreachableError:
        raise OtherPortalError from None
    except CoreError:
        raise QuestionRefusedError from None
    except OutboundError as error:
        refused = error.missing or error.reason in {"wrong_type", "bad_address"}
        raise (QuestionRefusedError if refused else OtherPortalError) from None


def _keep(request: HttpRequest, address: str, question: Question) -> None:
    """What was read is what is answered, whatever stands at the address by then."""
    kept = {key: value for key, value in request.session.get(SESSION, {}).items() if key != address}
    newest = [*kept.items(), (address, asdict(question))][-KEPT:]
    request.session[SESSION] = dict(newest)


def _kept(request: HttpRequest, address: str) -> Question:
    found = request.session.get(SESSION, {}).get(address)
    if found is None:
        raise QuestionRefusedError
    return Question(**found)
