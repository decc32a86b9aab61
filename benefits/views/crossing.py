"""At the host: a visitor's co-op is on another portal. Sent there, answered for, back, and confirmed."""

from __future__ import annotations

import hmac
import json
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benefits import queries, vetting
from benefits.abroad import HomeError, read_home
from benefits.cards import Card
from benefits.eligibility import Evidence, Standing
from benefits.errors import OtherPortalError, VisitSpentError
from benefits.following import standing_of
from benefits.models import Crossing
from benefits.services import crossing as crossings
from benefits.services.visits import Seen, Visitor, recognise_visitor
from benefits.views.visits import PURPOSE, SESSION, remember
from credentials.core import asking, jws
from credentials.core.asking import Question
from credentials.core.errors import CoreError
from credentials.errors import NotPresentableError, RequestSpentError, UnreadableError
from credentials.models import PresentationRequest
from credentials.resolving import PARTNER
from credentials.services import presenting
from credentials.services.presenting import Checked
from credentials.services.reading import Lists
from tenants.http import CooperativeRequest
from tenants.secrets import derived_token
from tenants.services import people

REQUEST_OBJECT: Final = "application/oauth-authz-req+jwt"
MOST_OF_A_NAME: Final = 200


class RefusedError(ValueError):
    """The answer cannot be taken; the other portal is told so, and no more."""


@require_POST
def start(request: CooperativeRequest) -> HttpResponse:
    """Ask for a card of one partner, and lead the visitor to its portal."""
    if not presenting.can_present():
        raise NotPresentableError
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="visit_start")
    if too_many is not None:
        return too_many
    wanted = request.POST.get("home", "")
    partner = queries.partner(wanted) if wanted else None
    if partner is None or partner.theirs.cooperative_id is not None or not partner.our_stay:
        raise Http404
    try:
        home = read_home(partner.theirs.did)
    except HomeError:
        raise OtherPortalError from None
    client = asking.client_id(request.cooperative.did)
    asked = presenting.request_presentation(audience=client, purpose=PURPOSE)
    crossings.begin_crossing(request=asked.code, home_did=home.did, home_name=partner.theirs.name)
    remember(request, asked.code)
    query = {"client_id": client, "request_uri": _address(request, "visit-request", asked.code)}
    return redirect(f"{home.endpoint}?{urlencode(query)}")


@never_cache
@require_GET
def request_object(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The question, signed by this co-op; for the portal that was asked."""
    asked, crossing = _open(code)
    question = Question(
        asker=request.cooperative.did,
        asker_name=request.cooperative.name[:MOST_OF_A_NAME],
        home=crossing.home_did,
        nonce=asked.nonce,
        state=_state(code),
        response_uri=_address(request, "visit-answer", code),
    )
    signed = presenting.sign_statement(
        question.to_json(now=timezone.now(), until=asked.expires_at), typ=asking.REQUEST_TYPE
    )
    return HttpResponse(signed, content_type=REQUEST_OBJECT)


@csrf_exempt
@never_cache
@require_POST
def answer(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The home's answer. Verified before anything is kept; whose it is decides nothing yet."""
    if not ratelimit.consume(request, action="visit_answer"):
        return JsonResponse({"error": "temporarily_unavailable"}, status=429)
    asked, crossing = _open(code)
    try:
        back = _receive(request, asked, crossing)
    except (CoreError, RefusedError, RequestSpentError, UnreadableError, VisitSpentError):
        return JsonResponse({"error": "invalid_request"}, status=400)
    address = _address(request, "visit-back", code)
    return JsonResponse({"redirect_uri": f"{address}?{urlencode({'response_code': back})}"})


@never_cache
@require_GET
def back(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The browser that was sent away is back, with the code that only the answer's home was given."""
    crossing = _ours(request, code)
    if not crossings.note_return(crossing, request.GET.get("response_code", "")):
        raise VisitSpentError
    if crossing.standing != Standing.GOOD:  # nobody need confirm an address to hear a no
        _decide(request, crossing, Standing(crossing.standing), user_id=0)
        return redirect("benefits:visit-result", request.cooperative.slug, code)
    return redirect("benefits:visit-finish", request.cooperative.slug, code)


@never_cache
@require_http_methods(["GET", "POST"])
def finish(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Confirm the address by signing in with it here; then become a visiting member."""
    crossing = _ours(request, code)
    if crossing.returned_at is None:
        raise VisitSpentError
    user = request.user
    signed_in_as = str(getattr(user, "email", ""))  # nobody in particular has none
    known = bool(signed_in_as) and people.has_confirmed(user, crossing.email)
    if request.method == "POST" and not known:
        people.enter_person(crossing.email, name=crossing.name, language=request.LANGUAGE_CODE)
        here = reverse("benefits:visit-finish", args=[request.cooperative.slug, code])
        return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")
    if request.method == "POST":
        _decide(request, crossing, _standing_now(crossing), user_id=user.pk)
        return redirect("benefits:visit-result", request.cooperative.slug, code)
    context = {"crossing": crossing, "known": known, "stranger": "" if known else signed_in_as}
    return render(request, "benefits/crossing/finish.html", context)


def _receive(request: HttpRequest, asked: PresentationRequest, crossing: Crossing) -> str:
    """Raises for whatever is not exactly the answer that was asked for."""
    if not hmac.compare_digest(request.POST.get("state", "").encode(), _state(asked.code).encode()):
        raise RefusedError
    presentation = asking.presentation_in(request.POST.get("vp_token", ""))
    checked = presenting.check_answer(asked, json.dumps(presentation))
    if not checked.genuine or checked.report.home != crossing.home_did:
        raise RefusedError
    shared = jws.verify(
        request.POST.get("shared", ""),
        typ=asking.SHARED_TYPE,
        signer=crossing.home_did,
        resolve=PARTNER.resolve,
        now=timezone.now(),
    )
    name, email = asking.read_shared(
        shared,
        home=crossing.home_did,
        audience=asked.audience,
        nonce=asked.nonce,
        now=timezone.now(),
    )
    try:
        validate_email(email)
    except ValidationError:
        raise RefusedError from None
    return crossings.receive_answer(
        crossing, lambda: _spend(asked, checked), name=name, email=email
    )


def _spend(asked: PresentationRequest, checked: Checked) -> presenting.Received:
    return presenting.receive_presentation(asked, checked)


def _standing_now(crossing: Crossing) -> Standing:
    """As the home's lists say at this moment: minutes may lie between the answer and the address."""
    card, lists = Card.read(crossing.card), Lists()
    return standing_of(
        card.entries, lambda url, purpose, index: lists.bit(url, card.issuer, purpose, index)
    )


def _decide(
    request: CooperativeRequest, crossing: Crossing, standing: Standing, *, user_id: int
) -> None:
    host = request.cooperative
    vetted = vetting.vet(crossing.home_did, host, queries.partner(crossing.home_did))
    seen = Seen(
        card=crossing.card,
        genuine=True,
        evidence=Evidence.LIVE,
        standing=standing,
        presentation=crossing.presentation,
        accepted=vetted.accepted is True,
        accredited_by=vetted.accredited_by,
    )
    visitor = Visitor(user_id, crossing.name, crossing.email, request.LANGUAGE_CODE)

    def take() -> Seen:
        crossings.take_answer(crossing)
        return seen

    recognise_visitor(take, visitor, request=crossing.request)


def _open(code: UUID) -> tuple[PresentationRequest, Crossing]:
    """A question that is on its way and not answered yet."""
    now = timezone.now()
    asked = PresentationRequest.objects.filter(
        code=code, purpose=PURPOSE, answered_at=None, expires_at__gt=now
    ).first()
    crossing = Crossing.objects.filter(request=code, answered_at=None, expires_at__gt=now).first()
    if asked is None or crossing is None:
        raise Http404
    return asked, crossing


def _ours(request: HttpRequest, code: UUID) -> Crossing:
    """Only for the browser that was sent away."""
    mine = str(code) in request.session.get(SESSION, [])
    found = Crossing.objects.filter(request=code, expires_at__gt=timezone.now()).first()
    if not mine or found is None:
        raise Http404
    return found


def _state(code: UUID) -> str:
    return derived_token("crossing state", str(code))


def _address(request: CooperativeRequest, name: str, code: UUID) -> str:
    path = reverse(f"benefits:{name}", args=[request.cooperative.slug, code])
    return f"{settings.CANONICAL_ORIGIN}{path}"
