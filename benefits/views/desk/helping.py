"""What the colours mean, and twelve cards to practise with. Nothing here is ever recorded."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from benefits.desk import practice
from benefits.desk.panel import given, headline, panel
from benefits.desk.reasons import KINDS, Reason
from benefits.views.desk.access import DeskRequest, of_a_desk, standing_at
from credentials.card import qr
from tenants.dates import today_in

THEME: Final = "#0b5d4b"
GROUND: Final = "#fbfaf7"


@of_a_desk
@require_safe
def help_page(request: DeskRequest) -> HttpResponse:
    cards = [
        {
            "card": each,
            "headline": headline(each.reason),
            "kind": KINDS[each.reason],
            "picture": qr.data_uri(practice.text_of(each)),
        }
        for each in practice.CARDS
    ]
    return render(request, "benefits/desk/help.html", {"cards": cards, "place": request.desk.place})


@of_a_desk
@require_http_methods(["GET", "HEAD", "POST"])
def practise(request: DeskRequest, slug: str) -> HttpResponse:
    """The answer to a test card, as a real one's, with a banner that it is none."""
    card = practice.card(slug)
    if card is None:
        raise Http404
    pressed = request.method == "POST"
    reason = None
    if pressed and card.reason is Reason.CHECK_ID:
        reason = Reason.MEMBER if "yes" in request.POST else Reason.OTHER_PERSON
    today = today_in(request.cooperative.time_zone)
    case = practice.case_of(card, host=request.cooperative.name, today=today, reason=reason)
    shown = panel(case)
    gives = card.reason is Reason.PARTNER
    context = {
        "card": card,
        "panel": given(shown.name, f"{practice.GIFT}.") if pressed and gives else shown,
        "asks": case.reason is Reason.CHECK_ID,
        "gift": practice.GIFT if gives and not pressed else "",
        "place": request.desk.place,
    }
    return render(request, "benefits/desk/practice.html", context)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to keep the desk among its apps."""
    place = standing_at(request)
    name = _("Desk of {name}").format(name=place.cooperative.name) if place else _("Desk")
    told = {
        "name": name,
        "short_name": _("Desk"),
        "id": reverse("benefits:desk"),
        "start_url": reverse("benefits:desk"),
        "scope": reverse("benefits:desk"),
        "display": "standalone",
        "theme_color": THEME,
        "background_color": GROUND,
        "icons": [{"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "private, max-age=300"
    return answer
