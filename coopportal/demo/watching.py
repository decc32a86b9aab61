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
from coopportal.demo.tour import Run
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
        if answer.status_code != SHOWN or found is None or found.view_name not in SEEN:
            return answer
        run = session.run_of(request)
        if run is not None and run.home is not None:
            fact = SEEN[found.view_name](run, {k: str(v) for k, v in found.kwargs.items()})
            if fact is not None:
                note(fact, cooperative=run.home.pk)
        return answer


def _mail(run: Run, kwargs: dict[str, str]) -> Fact | None:
    mail = mailbox.read(settings.DEV_MAIL_FOLDER, kwargs["name"])
    letter = run.letter
    if mail is None or letter is None or letter.message_id != mail.message_id:
        return None
    return TourMailRead(str(letter.code))


def _claim(run: Run, _kwargs: dict[str, str]) -> Fact | None:
    """The address is a secret that only the mail has."""
    return TourCardOpened(str(run.credential.code)) if run.credential else None


def _card(run: Run, kwargs: dict[str, str]) -> Fact | None:
    if run.credential is None or UUID(kwargs["code"]) != run.credential.code:
        return None
    return TourCardOpened(str(run.credential.code))


def _verdict(run: Run, kwargs: dict[str, str]) -> Fact | None:
    if run.credential is None or card_code_key(kwargs["code"]) != run.credential.card_code:
        return None
    return TourCardChecked(str(run.credential.code))


SEEN: dict[str, Callable[[Run, dict[str, str]], Fact | None]] = {
    "dev-mail": _mail,
    "credentials:claim": _claim,
    "credentials:card": _card,
    "credentials:verdict": _verdict,
}
