"""What a member holds: their cards at all co-ops, one card, its copies, and a new one for a lost one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from credentials import beside, held, live, words
from credentials.card import qr
from credentials.card.state import CardState
from credentials.held import Held
from tenants import household, queries, scope
from tenants.http import CooperativeRequest
from tenants.services import households, members

View = Callable[[CooperativeRequest, Held], HttpResponse]
AT_THE_DESK = "desk"
# So long the code at the desk is drawn anew while the page stays open.
SHOWN_FOR = 3600


def of_ones_own_card(view: View) -> Callable[[CooperativeRequest, UUID], HttpResponse]:
    """Find the card among those of whoever is signed in, and go on within its co-op. Else it is not there."""

    @wraps(view)
    @login_required
    @never_cache
    def found(request: CooperativeRequest, code: UUID) -> HttpResponse:
        mine = held.card_of(request.user, code)
        if mine is None:
            raise Http404
        request.cooperative = mine.cooperative
        with scope.within(mine.cooperative.pk):
            answer = view(request, mine)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return found


@login_required
@never_cache
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Each card in its co-op's colour; what is on its way; how to find a co-op where there is none."""
    mine = held.holdings_of(request.user)  # type: ignore[arg-type]  # -- signed in, as above
    shown = [{"held": each, "words": _words(each)} for each in mine.cards]
    earlier = [{"held": each, "words": _words(each)} for each in mine.earlier]
    context = {
        "cards": shown,
        "earlier": earlier,
        "awaited": mine.awaited,
        "asked": mine.asked,
        "household": any(held.households_of(request.user)),  # type: ignore[arg-type]  # -- as above
        "sections": list(beside.sections_below()) if shown else [],
    }
    return render(request, "credentials/me/me.html", context)


@of_ones_own_card
@require_safe
def card(request: CooperativeRequest, mine: Held) -> HttpResponse:
    """The card, big; at the desk nothing but the card."""
    if request.GET.get("at") == AT_THE_DESK and mine.face.state == CardState.GOOD:
        text = live.live_text(mine.face.code, mine.face.text.partition("#")[2], now=timezone.now())
        context = {
            "held": mine,
            "picture": qr.data_uri(text),
            "back": request.path,
            "every": int(live.REDRAWN_EVERY.total_seconds()),
            "shown_for": SHOWN_FOR,
        }
        part = "#code" if request.headers.get("HX-Request") else ""
        return render(request, f"credentials/me/desk.html{part}", context)
    newer = held.newest(mine.credential) if mine.face.state == CardState.REPLACED else None
    return render(
        request,
        "credentials/me/card.html",
        {
            "held": mine,
            "words": _words(mine),
            "picture": qr.data_uri(mine.face.text),
            "about": words.about_you(mine.credential, until=mine.face.valid_until),
            "machines": words.for_machines(mine.credential),
            "sections": [] if mine.is_further else list(beside.sections(mine.credential)),
            "newer": newer,
            "is_new": "new" in request.GET and mine.credential.generation > 1,
        },
    )


@of_ones_own_card
@require_safe
def card_json(_request: CooperativeRequest, mine: Held) -> HttpResponse:
    """Byte for byte what was signed: to the letter, or the signature no longer fits."""
    content = mine.credential.document.encode()
    return _file(content, "application/json", f"{mine.face.slug}-card.json")


@of_ones_own_card
@require_safe
def qr_png(_request: CooperativeRequest, mine: Held) -> HttpResponse:
    return _file(qr.png(mine.face.text), "image/png", f"{mine.face.slug}-card-qr.png")


@of_ones_own_card
@require_safe
def qr_svg(_request: CooperativeRequest, mine: Held) -> HttpResponse:
    content = qr.svg(mine.face.text).encode()
    return _file(content, "image/svg+xml", f"{mine.face.slug}-card-qr.svg")


@of_ones_own_card
@require_safe
def card_pdf(_request: CooperativeRequest, mine: Held) -> HttpResponse:
    from credentials.card import pdf  # noqa: PLC0415 -- brings a typesetter along, seldom needed here

    return _file(pdf.card_pdf(mine.face), "application/pdf", f"{mine.face.slug}-card.pdf")


@of_ones_own_card
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: CooperativeRequest, mine: Held) -> HttpResponse:
    """Asked once more, then a new card; the page waits for it and leads there."""
    code = mine.credential.code
    newer = held.newest(mine.credential) if mine.face.state == CardState.REPLACED else None
    if newer is not None:
        return redirect(f"{reverse('credentials:card', args=[newer.code])}?new=1")
    further = mine.credential.further
    waiting = (
        household.new_card_asked(further, code)
        if further
        else queries.new_card_asked(mine.membership, code)
    )
    if not (waiting or mine.can_be_replaced):
        return redirect("credentials:card", code)
    if request.method == "POST" and not waiting:
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="card_replace")
        if too_many is not None:
            return too_many
        if further:
            households.ask_for_new_card(further, key=code, user=request.user)
        else:
            members.replace_own_card(mine.membership, user=request.user, key=code)
        return redirect("credentials:card-replace", code)
    return render(request, "credentials/me/replace.html", {"held": mine, "waiting": waiting})


def _words(mine: Held) -> words.StateWords:
    face = mine.face
    said = words.state_words(face.state, cooperative=face.cooperative, until=face.valid_until)
    visiting = mine.membership.membership_class.visiting
    return words.of_a_visit(said) if visiting and face.state == CardState.SUSPENDED else said


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """To keep, never to open within the portal. The name is made of the co-op's slug alone."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003 -- Django's own signature
    return answer
