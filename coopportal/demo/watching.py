"""Sees which pages the tour's visitor really got: the mail, the card, the answer at the desk."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from coopportal import mailbox
from coopportal.demo import session
from coopportal.demo.facts import TourCardChecked, TourCardOpened, TourMailRead
from coopportal.demo.services.noting import note
from coopportal.demo.tour import STORIES
from coopportal.demo.tours.base import house
from coopportal.demo.tours.visiting import Visiting
from tenants.facts import Fact
from tenants.secrets import card_code_key

SHOWN = 200


class TourMiddleware:
    """Added with demo data alone. Looks at answers, and only at those to a browser on the tour."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        found = request.resolver_match
        if answer.status_code == SHOWN and found is not None and found.view_name in WATCHED:
            _note(request, found.view_name, {k: str(v) for k, v in found.kwargs.items()})
        return answer


def _note(request: HttpRequest, view: str, kwargs: dict[str, str]) -> None:
    for kind in STORIES:
        walk, there = session.walk_of(request, kind), house(kind.houses[0])
        if walk is None or there is None:
            continue
        if isinstance(walk, Visiting):
            fact = SEEN[view](walk, kwargs) if view in SEEN else None
        else:
            fact = walk.seen(view, request.path)
        if fact is not None:
            note(fact, cooperative=there.pk)


def _mail(walk: Visiting, kwargs: dict[str, str]) -> Fact | None:
    mail = mailbox.read(settings.DEV_MAIL_FOLDER, kwargs["name"])
    letter = walk.letter
    if mail is None or letter is None or letter.message_id != mail.message_id:
        return None
    return TourMailRead(str(letter.code))


def _claim(walk: Visiting, _kwargs: dict[str, str]) -> Fact | None:
    """The address is a secret that only the mail has."""
    return TourCardOpened(str(walk.credential.code)) if walk.credential else None


def _card(walk: Visiting, kwargs: dict[str, str]) -> Fact | None:
    if walk.credential is None or UUID(kwargs["code"]) != walk.credential.code:
        return None
    return TourCardOpened(str(walk.credential.code))


def _verdict(walk: Visiting, kwargs: dict[str, str]) -> Fact | None:
    if walk.credential is None or card_code_key(kwargs["code"]) != walk.credential.card_code:
        return None
    return TourCardChecked(str(walk.credential.code))


READ = {step.page for kind in STORIES for step in kind.steps if step.page}
SEEN: dict[str, Callable[[Visiting, dict[str, str]], Fact | None]] = {
    "dev-mail": _mail,
    "credentials:claim": _claim,
    "credentials:card": _card,
    "credentials:verdict": _verdict,
}
WATCHED = {*SEEN, *READ}
