"""Reciprocal membership: seven steps of one invented applicant, from an application to its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Final, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from benefits.models import Grant
from coopportal import mailbox, use_cases
from coopportal.demo import cast as houses
from coopportal.demo import newcomers, session
from coopportal.demo.facts import TourCardChecked, TourCardOpened, TourMailRead
from coopportal.demo.tours.base import Step, Text, Walk, house
from credentials.models import Credential
from tenants import scope
from tenants.http import CooperativeRequest
from tenants.models import (
    Application,
    Cooperative,
    Event,
    Letter,
    Membership,
    User,
)
from tenants.secrets import application_token
from tenants.views import join

HOME: Final = houses.GREEN_VALLEY
HOST: Final = houses.HILLSIDE
CARD_LETTER: Final = "card"
LATELY: Final = 40  # mails: the one that was just written is among them

STEPS: Final = (
    Step(
        "join",
        "applicant",
        _("Join"),
        _("Apply at Green Valley Food Co-op. The form is filled in: read it, send it, confirm it."),
        _("Apply at Green Valley"),
    ),
    Step(
        "approve",
        "steward",
        _("Approve"),
        _("Bo, who looks after members at Green Valley, reads the application and says yes."),
        _("Decide as Bo"),
    ),
    Step(
        "mail",
        "applicant",
        _("Read the mail"),
        _("Ten seconds later the card is signed and on its way. Open the mail that brings it."),
        _("Read the mail"),
    ),
    Step(
        "card",
        "applicant",
        _("Open the card"),
        _("The link in the mail opens the card, on any phone."),
        _("Open the card"),
    ),
    Step(
        "verify",
        "desk",
        _("Check it"),
        _("Chandra, at the desk of Hillside Tool Library, scans the code on the card."),
        _("Check the card as Chandra"),
    ),
    Step(
        "present",
        "applicant",
        _("Become a visiting member"),
        _("Hillside welcomes members of Green Valley. See what would be shared, and agree."),
        _("Visit Hillside"),
    ),
    Step(
        "end",
        "steward",
        _("End it"),
        _(
            "Bo ends the membership at Green Valley. Hillside sees it, and ends the visit by itself."
        ),
        _("End the membership as Bo"),
    ),
)


class Visiting(Walk):
    """Known by the application it began with."""

    slug = use_cases.RECIPROCAL
    title = _("Reciprocal membership")
    line = _("Join a food co-op, become a visiting member of a tool library, and see both end.")
    over = _("The membership ended, and the visit at the partner ended by itself.")
    steps = STEPS
    houses = (HOME, HOST)

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.code = UUID(key)

    @classmethod
    def begin(cls) -> str:
        """A form that is filled in by somebody new: to be read, sent and confirmed."""
        with scope.within(Cooperative.objects.get(slug=HOME).pk):
            return str(newcomers.draft_application().code)

    @property
    def begun(self) -> bool:
        return self.application is not None

    def who(self) -> str:
        return self.application.name if self.application else ""

    def happened(self) -> dict[str, bool]:
        return {
            "join": self.is_sent,
            "approve": self.membership is not None,
            "mail": self._noted(TourMailRead.__name__, "letter", self.letter),
            "card": self._noted(TourCardOpened.__name__, "credential", self.credential),
            "verify": self._noted(TourCardChecked.__name__, "credential", self.credential),
            "present": self.grant is not None,
            "end": self.ended_at_home and self.ended_at_host,
        }

    def note(self, step: Step) -> Text:
        if step.key == "join" and not self.is_sent:
            return _("Confirm with the code: it is in the mail.")
        if step.key == "mail" and self.may_begin(step) and self.address(step) is None:
            return _("The card is being signed. The mail follows in a few seconds.")
        if step.key == "end" and self.ended_at_home and not self.ended_at_host:
            return _("Hillside looks at the list that Green Valley publishes…")
        return ""

    def actor(self, step: Step) -> User | None:
        return self.person if step.persona == "applicant" else super().actor(step)

    def enter(self, request: HttpRequest, step: Step) -> HttpResponse | None:
        """Until it is sent, the form is in the hands of whoever sits here."""
        if step.key != "join" or self.is_sent:
            return super().enter(request, step)
        if self.home is None or self.application is None:
            return None
        session.become(request, None)
        there = cast("CooperativeRequest", request)
        there.cooperative = self.home
        with scope.within(self.home.pk):
            join.remember(there, self.application)
        page = "join-verify" if self.application.confirm_sent_at else "join-check"
        return redirect(f"tenants:{page}", HOME)

    def address(self, step: Step) -> str | None:
        try:
            return WHERE[step.key](self)
        except NoReverseMatch:
            return None

    @cached_property
    def home(self) -> Cooperative | None:
        return house(HOME)

    @cached_property
    def host(self) -> Cooperative | None:
        return house(HOST)

    @cached_property
    def application(self) -> Application | None:
        if self.home is None:
            return None
        with scope.within(self.home.pk):
            rows = Application.objects.select_related("membership__member", "user")
            return rows.filter(code=self.code).first()

    @property
    def is_sent(self) -> bool:
        return self.application is not None and self.application.submitted_at is not None

    @cached_property
    def membership(self) -> Membership | None:
        return self.application.membership if self.application else None

    @cached_property
    def person(self) -> User | None:
        return self.application.user if self.application else None

    @cached_property
    def letter(self) -> Letter | None:
        """The mail that brought the card, once it has left."""
        if self.home is None or self.membership is None:
            return None
        to = self.membership.member.email
        with scope.within(self.home.pk):
            return Letter.objects.filter(kind=CARD_LETTER, to=to, state=Letter.State.SENT).first()

    @cached_property
    def credential(self) -> Credential | None:
        if self.home is None or self.membership is None:
            return None
        with scope.within(self.home.pk):
            return Credential.objects.filter(
                membership__code=self.membership.code, superseded_at=None
            ).first()

    @cached_property
    def grant(self) -> Grant | None:
        """The visit, as the partner's own register knows this person."""
        if self.host is None or self.person is None:
            return None
        with scope.within(self.host.pk):
            return Grant.objects.filter(membership__member__user=self.person.pk).first()

    @property
    def ended_at_home(self) -> bool:
        return self.membership is not None and not self.membership.is_active

    @property
    def ended_at_host(self) -> bool:
        return self.grant is not None and self.grant.state == Grant.State.ENDED

    def _noted(self, fact: str, key: str, about: Letter | Credential | None) -> bool:
        if self.home is None or about is None:
            return False
        with scope.within(self.home.pk):
            return Event.objects.filter(name=fact, **{f"data__{key}": str(about.code)}).exists()


def _join(walk: Visiting) -> str | None:
    return reverse("tenants:application", args=[application_token(walk.code)])


def _review(walk: Visiting) -> str | None:
    return reverse("tenants:application-review", args=[HOME, walk.code])


def _mail(walk: Visiting) -> str | None:
    letter = walk.letter
    if letter is None:
        return None
    folder = settings.DEV_MAIL_FOLDER
    for name in mailbox.names(folder)[:LATELY]:
        mail = mailbox.read(folder, name)
        if mail is not None and mail.message_id == letter.message_id:
            return reverse("dev-mail", args=[name])
    return None


def _card(walk: Visiting) -> str | None:
    return reverse("credentials:card", args=[walk.credential.code]) if walk.credential else None


def _verdict(walk: Visiting) -> str | None:
    if walk.credential is None:
        return None
    return reverse("credentials:verdict", args=[walk.credential.card_code])


def _visit(_walk: Visiting) -> str | None:
    return reverse("benefits:visit", args=[HOST])


def _end(walk: Visiting) -> str | None:
    if walk.membership is None:
        return None
    return reverse("tenants:member", args=[HOME, walk.membership.member.code])


WHERE: Final[dict[str, Callable[[Visiting], str | None]]] = {
    "join": _join,
    "approve": _review,
    "mail": _mail,
    "card": _card,
    "verify": _verdict,
    "present": _visit,
    "end": _end,
}
