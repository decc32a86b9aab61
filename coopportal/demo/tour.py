"""The tour: seven steps of one invented applicant, each done when the database says that it happened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benefits.models import Grant
from coopportal.demo import cast
from coopportal.demo.facts import TourCardChecked, TourCardOpened, TourMailRead
from credentials.models import Credential
from tenants import scope
from tenants.models import Application, Cooperative, Event, Letter, Membership, User

HOME: Final = cast.GREEN_VALLEY
HOST: Final = cast.HILLSIDE
CARD_LETTER: Final = "card"


@dataclass(frozen=True)
class Step:
    """One thing to do: by whom, in words, and what the button says."""

    key: str
    persona: str
    title: str | Promise
    text: str | Promise
    action: str | Promise


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


def step(key: str) -> Step | None:
    return next((each for each in STEPS if each.key == key), None)


class Run:
    """One walk through the tour, known by the application it began with; reads, never writes."""

    def __init__(self, application: UUID) -> None:
        self.code = application

    @cached_property
    def home(self) -> Cooperative | None:
        return Cooperative.objects.filter(slug=HOME).first()

    @cached_property
    def host(self) -> Cooperative | None:
        return Cooperative.objects.filter(slug=HOST).first()

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

    @cached_property
    def done(self) -> list[str]:
        """The steps whose facts are there, in their order."""
        happened = {
            "join": self.is_sent,
            "approve": self.membership is not None,
            "mail": self._noted(TourMailRead.__name__, "letter", self.letter),
            "card": self._noted(TourCardOpened.__name__, "credential", self.credential),
            "verify": self._noted(TourCardChecked.__name__, "credential", self.credential),
            "present": self.grant is not None,
            "end": self.ended_at_home and self.ended_at_host,
        }
        return [each.key for each in STEPS if happened[each.key]]

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
