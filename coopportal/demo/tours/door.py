"""At the door: a film night, from the pairing of a phone to the sums of the month."""

from __future__ import annotations

from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benefits.desk.reasons import Reason
from benefits.models import Desk, DeskCheck, Redemption
from benefits.services import desk as service
from benefits.services.giving import UNDO
from coopportal import use_cases
from coopportal.demo import cast, offers, personas
from coopportal.demo.staffing import seat
from coopportal.demo.tours.base import Step, Text, Walk, house
from credentials import held, live
from credentials.held import Held
from credentials.models import Credential
from tenants import scope
from tenants.models import Cooperative, Staff, User

HOST: Final = cast.NORTHLIGHT
HOME: Final = cast.HILLSIDE
GUEST: Final = "member"
PLACE: Final = "Film night"
STEPS: Final = (
    Step(
        "pair",
        "desk",
        _("Pair a device"),
        _("Chandra stands at the door tonight. Use this device as the desk of the cinema."),
        _("Set it up as Chandra"),
    ),
    Step(
        "show",
        GUEST,
        _("Show the card"),
        _("Amara borrows tools at Hillside. Her card shows a code that changes twice a minute."),
        _("Open the card as Amara"),
        page="credentials:card",
    ),
    Step(
        "give",
        "",
        _("Scan it, and let two in"),
        _("The desk reads Amara's code. It says Member: enter two adults, and give the entry."),
        _("Scan the card"),
        scans=True,
    ),
    Step(
        "again",
        "",
        _("Scan it a second time"),
        _("Once a film night, as agreed. The desk says why, in a sentence to read aloud."),
        _("Scan it again"),
        scans=True,
    ),
    Step(
        "undo",
        "",
        _("Take it back"),
        _("Amara was only showing her card. For a minute one press takes the entry back."),
        _("Take it back"),
    ),
    Step(
        "sums",
        "office",
        _("See the sums"),
        _("The office of the cinema sees how many came from which co-op, and nobody's name."),
        _("See the sums"),
        page="benefits:origins",
    ),
)


class Door(Walk):
    """Known by the desk that was set up for it."""

    slug = use_cases.DOOR
    title = _("At the door")
    line = _("A cinema scans the card of a tool library, and lets two people in once.")
    over = _("One card, one evening, one entry: given, refused the second time, and taken back.")
    steps = STEPS
    houses = (HOST, HOME)

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.code = UUID(key)

    @classmethod
    def begin(cls) -> str:
        """A place that waits for its device. The next evening has another number."""
        with scope.within(Cooperative.objects.get(slug=HOST).pk):
            before = Desk.objects.filter(place__startswith=PLACE).count()
            place = f"{PLACE} {before + 1}" if before else PLACE
            return str(service.add_desk(place, by=seat(Staff.Role.DESK)).code)

    @property
    def begun(self) -> bool:
        return self.desk is not None

    def who(self) -> str:
        return self.desk.place if self.desk else ""

    def happened(self) -> dict[str, bool]:
        use = self.use
        return {
            "pair": self.desk is not None and self.desk.paired_at is not None,
            "give": use is not None,
            "again": any(each.reason == Reason.USED for each in self.checks),
            "undo": use is not None and not use.counts,
        }

    def actor(self, step: Step) -> User | None:
        if step.persona == "office" or (step.key == "undo" and not self.may_be_undone):
            return self._owner
        return super().actor(step)

    def note(self, step: Step) -> Text:
        late = step.key == "undo" and self.may_begin(step) and not self.may_be_undone
        if late and step.key not in self.done:
            return _("The minute is over. The office makes it void, and writes down why.")
        return ""

    def address(self, step: Step) -> str | None:
        if step.scans:
            return reverse("benefits:desk")
        if step.key == "undo":
            return self._undoing
        return {
            "pair": reverse("benefits:staff-desk", args=[HOST, self.code]),
            "show": f"{self._card}?at=desk" if self._card else None,
            "sums": reverse("benefits:origins", args=[HOST]),
        }[step.key]

    def typed(self, step: Step) -> str:
        mine = self._held if step.scans and self.may_begin(step) else None
        if mine is None:
            return ""
        signed = mine.face.text.partition("#")[2]
        return live.live_text(mine.face.code, signed, now=timezone.now())

    @cached_property
    def desk(self) -> Desk | None:
        there = house(HOST)
        if there is None:
            return None
        with scope.within(there.pk):
            return Desk.objects.filter(code=self.code, removed_at=None).first()

    @cached_property
    def checks(self) -> list[DeskCheck]:
        there = house(HOST)
        if there is None or self.desk is None:
            return []
        with scope.within(there.pk):
            return list(DeskCheck.objects.filter(desk=self.desk).order_by("pk"))

    @cached_property
    def use(self) -> Redemption | None:
        """The newest entry that this desk gave."""
        there = house(HOST)
        if there is None or not self.checks:
            return None
        given = Q()
        for check in self.checks:
            given |= Q(key__startswith=f"{check.code.hex}:")
        with scope.within(there.pk):
            return Redemption.objects.filter(given, benefit=offers.FILM.id).first()

    @property
    def may_be_undone(self) -> bool:
        return self.use is not None and timezone.now() - self.use.at < UNDO

    @property
    def _undoing(self) -> str | None:
        if self.use is None:
            return None
        if not self.may_be_undone and self.use.counts:
            return reverse("benefits:use-void", args=[HOST, self.use.code])
        return reverse("benefits:desk-check", args=[UUID(self.use.key.partition(":")[0])])

    @cached_property
    def _owner(self) -> User | None:
        there = house(HOST)
        if there is None:
            return None
        with scope.within(there.pk):
            return seat(Staff.Role.OWNER).user

    @cached_property
    def _held(self) -> Held | None:
        one = personas.persona(GUEST)
        user, home = (personas.login_of(one) if one else None), house(HOME)
        if user is None or home is None:
            return None
        with scope.within(home.pk):
            rows = Credential.objects.filter(superseded_at=None, checked_at__isnull=False)
            card = rows.filter(membership__member__user=user).first()
        return held.card_of(user, card.code) if card else None

    @property
    def _card(self) -> str | None:
        mine = self._held
        return reverse("credentials:card", args=[mine.credential.code]) if mine else None
