"""The link of a card's letter: shows the card, changes nothing, however often and by whomever it is opened."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from credentials import held, links, words
from credentials.card import qr
from credentials.card.state import CardState
from credentials.held import Held
from credentials.models import Offer
from credentials.services import delivery
from tenants import scope
from tenants.http import CooperativeRequest

AT_THE_DESK = "desk"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: CooperativeRequest, token: str) -> HttpResponse:
    """For 14 days the card; then an offer to send a new link to the address that the co-op has."""
    place = links.place_of(token)
    if place is None:
        return _private(render(request, "credentials/claim/unknown.html", status=404))
    request.cooperative = place.cooperative
    with scope.within(place.cooperative_id):
        offer = Offer.objects.select_related(
            "credential__membership__member",
            "credential__membership__membership_class",
            "credential__further",
        ).get(code=place.target)
        mine = held.hold(offer.credential, place.cooperative)
        if request.method == "POST":
            return _private(_send(request, mine, token))
        if not links.is_open(offer, now=timezone.now()):
            return _private(render(request, "credentials/claim/expired.html", status=410))
        return _private(_show(request, offer, mine))


def _show(request: CooperativeRequest, offer: Offer, mine: Held) -> HttpResponse:
    if offer.first_opened_at is None and _is_browser(request):
        delivery.note_opened(offer)
    good = mine.face.state == CardState.GOOD
    picture = qr.data_uri(mine.face.text) if good else ""
    if good and request.GET.get("at") == AT_THE_DESK:
        desk = {"held": mine, "picture": picture, "back": request.path}
        return render(request, "credentials/me/desk.html", desk)
    face = mine.face
    context: dict[str, Any] = {
        "held": mine,
        "words": words.state_words(
            face.state, cooperative=face.cooperative, until=face.valid_until
        ),
        "picture": picture,
        "until": offer.expires_at,
        "is_own": _is_own(request, mine),
        "sign_in": _sign_in(mine),
    }
    return render(request, "credentials/claim/card.html", context)


def _send(request: CooperativeRequest, mine: Held, token: str) -> HttpResponse:
    """One letter an hour, and the same answer whatever became of the card."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(
        request, action="claim_send", key=token
    )
    if too_many is not None:
        return too_many
    delivery.ask_for_letter(
        mine.membership, further=mine.credential.further, cause=f"claim:{timezone.now():%Y%m%d%H}"
    )
    return render(request, "credentials/claim/sent.html")


def _is_own(request: HttpRequest, mine: Held) -> bool:
    user = request.user
    holder = mine.credential.further or mine.membership.member
    return user.is_authenticated and holder.user_id == user.pk


def _is_browser(request: HttpRequest) -> bool:
    """Somebody goes there: what fetches links to scan them does not say so."""
    headers = request.headers
    went = headers.get("Sec-Fetch-Mode") == "navigate"
    return request.method == "GET" and went and headers.get("Sec-Fetch-Dest") == "document"


def _sign_in(mine: Held) -> str:
    there = reverse("credentials:card", args=[mine.credential.code])
    return f"{reverse('account_login')}?{urlencode({'next': there})}"


def _private(answer: HttpResponse) -> HttpResponse:
    """The address is a secret: it stands in no index. That no other site is told it holds for all pages."""
    answer["X-Robots-Tag"] = "noindex"
    return answer
