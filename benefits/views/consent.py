"""At home: the member sees exactly what would be shared, with whom and why, and agrees or does not.

The home's part runs within the home, the host's within the host, one after another; what crosses
is the signed answer and the values on the page.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from benefits import queries, vetting, welcoming
from benefits.eligibility import Evidence, Standing
from benefits.errors import VisitSpentError
from benefits.queries import Choice
from benefits.services.visits import Seen, Visitor, recognise_visitor
from benefits.vetting import Vetted
from benefits.views.visits import PURPOSE, remember
from credentials import answering
from credentials.card.state import last_day
from credentials.models import Disclosure, PresentationRequest
from credentials.services import presenting
from credentials.services.presenting import Checked
from tenants import scope
from tenants.http import CooperativeRequest
from tenants.models import Cooperative


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def present(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """One page: each card with what it would tell, a button that shares it, and one that does not."""
    host = queries.host_of(code)
    if host is None:
        raise Http404
    with scope.within(host.pk):
        asked = PresentationRequest.objects.filter(code=code, purpose=PURPOSE).first()
        offers = {each.party.did: each.offers for each in welcoming.visitors_welcome()}
    if asked is None:
        raise Http404
    if asked.answered_at is not None or asked.expires_at <= timezone.now():
        raise VisitSpentError
    cards = queries.choices(request.user, offers)
    if request.method == "POST":
        return _answer(request, host, asked, cards)
    shown = [
        {
            "choice": choice,
            "shared": shared_by(choice, request.user.email),
            "offers": offers.get(choice.home.did, []),
        }
        for choice in cards
    ]
    return render(request, "benefits/visit/consent.html", {"host": host, "cards": shown})


def _answer(
    request: CooperativeRequest,
    host: Cooperative,
    asked: PresentationRequest,
    cards: list[Choice],
) -> HttpResponse:
    if "decline" in request.POST:
        messages.info(request, _("Nothing was shared."))
        return redirect("benefits:visit", host.slug)
    wanted = request.POST.get("card", "")
    choice = next((each for each in cards if str(each.credential.code) == wanted), None)
    if choice is None:
        raise Http404
    with scope.within(choice.home.pk):
        answer = answering.present(
            choice.credential,
            to=(host.did, host.name),
            purpose=Disclosure.Purpose.VISIT,
            nonce=asked.nonce,
            audience=asked.audience,
        )
    user = request.user
    visitor = Visitor(user.pk, choice.member_name, user.email, request.LANGUAGE_CODE)
    with scope.within(host.pk):
        checked = presenting.check_answer(asked, answer)
        home = checked.report.home
        vetted = vetting.vet(home, host, queries.partner(home))
        recognise_visitor(lambda: _receive(asked, checked, vetted), visitor, request=asked.code)
    remember(request, asked.code)
    return redirect("benefits:visit-result", host.slug, asked.code)


def _receive(asked: PresentationRequest, checked: Checked, vetted: Vetted) -> Seen:
    received = presenting.receive_presentation(asked, checked)
    return Seen(
        card=received.card,
        genuine=received.genuine,
        evidence=Evidence.LIVE,
        standing=Standing(received.standing),
        presentation=received.presentation,
        accepted=vetted.accepted is True,
        accredited_by=vetted.accredited_by,
    )


def shared_by(choice: Choice, email: str) -> list[dict[str, Any]]:
    """What crosses, read from the signed card itself: nothing is left out and nothing is made up."""
    subject = json.loads(choice.credential.document).get("credentialSubject", {})
    labels = {
        "membershipClassName": _("Kind of membership"),
        "memberSince": _("Member since"),
        "membershipNumber": _("Membership number"),
        "name": _("Name on the card"),
        "homeArea": _("Area"),
        "covers": _("People covered"),
    }
    rows = [
        {"label": labels[key], "value": _plain(key, subject[key])}
        for key in labels
        if subject.get(key)
    ]
    return [
        {"label": _("Name"), "value": choice.member_name},
        {"label": _("Email"), "value": email},
        {"label": _("Member of"), "value": choice.home.name},
        *rows,
        {"label": _("Card valid until"), "value": last_day(choice.credential, choice.home)},
        {"label": _("Good standing"), "value": _("Whether it stands, now and during the visit")},
        {"label": _("A code for your membership"), "value": _("Says nothing about you")},
    ]


def _plain(key: str, value: Any) -> Any:
    """As people read it: a day as a day, a text without its language, parts in a row."""
    if key == "memberSince":
        return date.fromisoformat(value)
    if key == "covers":
        return _("{adults} adults, {children} children").format(**value)
    if isinstance(value, dict):
        return value.get("@value") or ", ".join(map(str, value.values()))
    return str(value)
