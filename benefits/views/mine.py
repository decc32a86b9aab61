"""Members: what they may have elsewhere and why not, codes for web shops, and what they had."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from benefits import agreed, mine, situations, welcoming, wording
from benefits.cards import Card
from benefits.desk import glance
from benefits.desk.panel import headline
from benefits.desk.reasons import Reason
from benefits.eligibility import Evidence, Standing
from benefits.errors import NotCountingError
from benefits.mine import Elsewhere, Look
from benefits.queries import Choice, choices
from benefits.services import clearing, giving
from benefits.services.giving import Given
from benefits.situations import Question
from credentials import answering
from credentials.models import Disclosure
from credentials.resolving import PARTNER
from credentials.services import presenting
from credentials.services.presenting import Received
from credentials.verifying import accepting
from credentials.verifying.answer import initials
from tenants import scope
from tenants.models import Cooperative

PURPOSE = "benefit_code"
CODE = "code"


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_lazy("A word to them"),
        help_text=_lazy("Who you are, and what you would like to do. Up to 300 letters."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


@login_required
@never_cache
@require_safe
def benefits(request: HttpRequest) -> HttpResponse:
    """For each partner: what there is today, or why not; then what was used, and who was told what."""
    cards = _cards(request)
    papers = mine.papers_of(cards)
    found = mine.places(cards, papers)
    places = [_shown(each) for each in found]
    context = {
        "places": [each for each in places if each["offers"] or each["is_paused"]],
        "uses": [use for each in found for use in each.uses],
        "incidents": mine.incidents(cards),
        "looks": [_look(each) for each in mine.looks(cards, found)],
        "far": [row for choice in cards for row in _far(choice, papers)],
    }
    return render(request, "benefits/mine/benefits.html", context)


def _far(choice: Choice, papers: mine.Papers) -> list[dict[str, Any]]:
    """What was agreed with partners on other portals; they alone say what there is today."""
    found = welcoming.far_welcomes(choice.credential, mine.awake_at(choice.home, papers))
    return [{"home": choice.home, "partner": each} for each in found]


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def get_code(request: HttpRequest, card: UUID, host: str, benefit: str) -> HttpResponse:
    """Asked once more, with what the partner will see; then the card is shown, and the code is there."""
    choice, there = _chosen(request, card, host)
    if request.method == "POST":
        return _make_code(request, choice, there, benefit)
    with scope.within(there.pk):
        asked = mine.question(choice, there, benefit)
        if asked is None or asked.benefit.kind != CODE:
            raise Http404
        offer = mine.Offer(asked.benefit, asked.verdict())
    context = {"offer": _words(offer), "host": there, "home": choice.home, "key": uuid4()}
    return render(request, "benefits/mine/code.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, card: UUID, host: str, benefit: str) -> HttpResponse:
    """Some benefits need the partner's yes first, or something done once: the member asks from home."""
    choice, there = _chosen(request, card, host)
    with scope.within(there.pk):
        asked = mine.question(choice, there, benefit)
        offer = mine.offer_of(asked) if asked else None
    if asked is None or offer is None or not offer.unmet:
        raise Http404
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _ask_for(request, choice, there, benefit, note=form.cleaned_data["note"])
        return redirect("benefits:mine")
    name = asked.claims.name
    context = {"offer": offer, "host": there, "home": choice.home, "form": form, "name": name}
    status = 422 if form.errors else 200
    return render(request, "benefits/mine/ask.html", context, status=status)


def _ask_for(
    request: HttpRequest, choice: Choice, host: Cooperative, benefit: str, *, note: str
) -> None:
    """The home shows the card; what is asked for is what the partner finds missing."""
    shown = _received(request, choice, host, Disclosure.Purpose.APPROVAL)
    if shown is None:
        return
    with scope.within(host.pk):
        clearing.ask_clearance(_question(host, shown[0], benefit), note=note)
    messages.success(request, _("{host} was asked. The answer stands here.").format(host=host.name))


def _make_code(
    request: HttpRequest, choice: Choice, host: Cooperative, benefit: str
) -> HttpResponse:
    """The home answers for its member, as it does for a visit; the host decides and writes it down."""
    shown = _received(request, choice, host, Disclosure.Purpose.CODE)
    if shown is None:
        return redirect("benefits:mine")
    try:
        with scope.within(host.pk):
            given = _give(host, *shown, benefit=benefit, key=request.POST.get("key", "")[:80])
    except NotCountingError:
        messages.error(
            request, _("That code counts no more. Nothing new was made: ask for another one.")
        )
        return redirect("benefits:mine")
    if given.redemption is None:
        messages.error(request, wording.verdict(given.verdict))
    else:
        messages.success(request, _("Your code is ready. It is below, under What you used."))
    return redirect("benefits:mine")


def _received(
    request: HttpRequest, choice: Choice, host: Cooperative, purpose: Disclosure.Purpose
) -> tuple[Received, str] | None:
    """The card, shown by its home and accepted there, with what was asked; None where it is not, and why is said."""
    with scope.within(host.pk):
        question = presenting.request_presentation(audience=host.did, purpose=PURPOSE)
    with scope.within(choice.home.pk):
        answer = answering.present(
            choice.credential,
            to=(host.did, host.name),
            purpose=purpose,
            nonce=question.nonce,
            audience=question.audience,
        )
    with scope.within(host.pk):
        checked = presenting.check_answer(question, answer)
        accepted = accepting.acceptance_of_home(checked.report.home, host, world=PARTNER)
        if not accepted.accepted:
            why = accepting.sentence(accepted, host=host.name, home=choice.home.name)
            messages.error(request, why)
            return None
        return presenting.receive_presentation(question, checked), question.nonce


def _give(host: Cooperative, received: Received, nonce: str, *, benefit: str, key: str) -> Given:
    asked = _question(host, received, benefit)
    if asked.benefit.kind != CODE or not key or not key.isprintable():
        raise Http404
    claims = glance.without_name(asked.claims, initials(asked.claims.name))
    wanted = replace(asked, claims=claims).giving(key=key, given_by=CODE, confirmed=True)
    return giving.give_benefit(replace(wanted, question=nonce))


def _chosen(request: HttpRequest, card: UUID, host: str) -> tuple[Choice, Cooperative]:
    """One of one's own cards, and an open co-op of this portal."""
    there = Cooperative.objects.filter(slug=host, state=Cooperative.State.OPEN).first()
    choice = next((each for each in _cards(request) if each.credential.code == card), None)
    if there is None or choice is None:
        raise Http404
    return choice, there


def _question(host: Cooperative, received: Received, benefit: str) -> Question:
    card = Card.read(received.card)
    bond = agreed.partner(card.home)
    found = next((each for each in bond.ours_today if each.id == benefit), None) if bond else None
    if bond is None or found is None:
        raise Http404
    return situations.ask(
        host,
        bond,
        card,
        found,
        evidence=Evidence.LIVE,
        standing=Standing(received.standing),
        genuine=received.genuine,
    )


def _cards(request: HttpRequest) -> list[Choice]:
    user = request.user
    return choices(user, mine.homes_of(user))  # type: ignore[arg-type]  # -- signed in, as the views say


def _shown(place: Elsewhere) -> dict[str, Any]:
    return {
        "host": place.host,
        "home": place.home,
        "card": place.credential,
        "is_paused": place.is_paused,
        "offers": [_words(each) for each in place.offers],
    }


# What stands in a disclosure, as people call it.
TOLD: Final = {
    "membershipClass": _lazy("your kind of membership"),
    "validUntil": _lazy("how long it is valid"),
    "membershipId": _lazy("a code for your membership (not kept)"),
    "initials": _lazy("your initials"),
    "memberSince": _lazy("since when you are a member"),
    "covers": _lazy("for how many people the card is"),
    "homeArea": _lazy("your area"),
    "programmes": _lazy("the programmes in which the card counts"),
    "membershipNumber": _lazy("your membership number"),
    "name": _lazy("your name"),
    "email": _lazy("your email address"),
}


def _look(look: Look) -> dict[str, Any]:
    check, told = look.check, look.disclosure
    return {
        "who": look.who,
        "place": check.desk.place if check else "",
        "at": look.at,
        "how": check.get_evidence_display() if check else told and told.get_purpose_display(),
        "answer": headline(Reason(check.reason)) if check else "",
        "told": [str(TOLD[each]) for each in told.told if each in TOLD] if told else [],
    }


def _words(offer: mine.Offer) -> dict[str, Any]:
    first, *rules = wording.benefit(offer.benefit)
    return {
        "id": offer.benefit.id,
        "title": offer.benefit.title,
        "what": first,
        "rules": rules,
        "refused": offer.refused,
        "said": wording.verdict(offer.verdict),
        "conditions": wording.conditions(offer.verdict),
        "is_code": offer.is_code,
        "unmet": offer.unmet,
        "asked": offer.asked,
    }
