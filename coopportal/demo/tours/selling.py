"""Ethical cross-selling: a musician's code for a week in a cottage, from the agreement to the sums."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from benefits import shop_codes
from benefits.cards import Card
from benefits.counting import COUNTS
from benefits.models import Redemption
from benefits.pseudonyms import pseudonym_of
from coopportal import use_cases
from coopportal.demo import offers, pacting, personas
from coopportal.demo.tours.base import Step, Text, Walk, house
from credentials.models import Credential
from tenants import scope

HOST: Final = offers.HOLIDAYS
HOME: Final = offers.MUSIC
MEMBER: Final = "musician"
STEPS: Final = (
    Step(
        "agree",
        "holidays",
        _("What the two co-ops agreed"),
        _("Calum looks after partners at Heatherstone. Read what both co-ops signed."),
        _("Read it as Calum"),
        page="benefits:agreement",
    ),
    Step(
        "code",
        MEMBER,
        _("Ask for a code"),
        _("Rosa plays with Five Strings. She sees what is shared, and asks for her code."),
        _("Ask as Rosa"),
    ),
    Step(
        "order",
        "",
        _("Use it in the web shop"),
        _("The shop asks the portal whether the code is good, and uses it up with the order."),
        _("Open the web shop"),
    ),
    Step(
        "given",
        "holidays",
        _("See what was given"),
        _("Calum sees that a member of Five Strings had a code. No name stands there."),
        _("Look as Calum"),
        page="benefits:uses",
    ),
    Step(
        "sums",
        "holidays",
        _("Settle the month"),
        _("What the music co-op pays for this month, added up as the two agreed."),
        _("Open the settlement"),
        page="benefits:settlement",
    ),
)


class Selling(Walk):
    """Known by the moment it began: what Rosa had before belongs to another walk."""

    slug = use_cases.SELLING
    title = _("Ethical cross-selling")
    line = _("A musician pays less for a week in a cottage, by a code that works once.")
    over = _("The code is used up and settled. The holiday homes never learned who it was.")
    steps = STEPS
    houses = (HOST, HOME)

    def __init__(self, key: str) -> None:
        super().__init__(key)
        began = parse_datetime(key)
        if began is None:
            raise ValueError(key)
        self.began = began

    @classmethod
    def begin(cls) -> str:
        return timezone.now().isoformat()

    @property
    def begun(self) -> bool:
        return self._card is not None

    def happened(self) -> dict[str, bool]:
        issued = getattr(self.use, "shop_code", None)
        return {
            "code": self.use is not None,
            "order": issued is not None and issued.redeemed_at is not None,
        }

    def note(self, step: Step) -> Text:
        if step.key == "code" and self.may_begin(step) and self.use is None and self.is_used_up:
            return _("Rosa has had as many codes as were agreed. Run make reset for new people.")
        return ""

    def address(self, step: Step) -> str | None:
        if step.key == "agree":
            return self._agreement
        if step.key == "code":
            return self._asking
        if step.key == "order":
            return reverse("demo-shop") if self.use else None
        return reverse(
            "benefits:uses" if step.key == "given" else "benefits:settlement", args=[HOST]
        )

    @property
    def code(self) -> str:
        """As it stands on Rosa's page."""
        return shop_codes.code_of(self.use.code) if self.use else ""

    @cached_property
    def use(self) -> Redemption | None:
        """What Rosa had since this walk began."""
        return next(iter(self._uses(self.began)), None)

    @property
    def is_used_up(self) -> bool:
        return len(self._uses()) >= offers.CODES_A_YEAR

    def _uses(self, *since: object) -> list[Redemption]:
        there, card = house(HOST), self._card
        if there is None or card is None:
            return []
        read = Card.read(json.loads(card.document))
        holder = pseudonym_of(there, home=read.home, membership_id=read.membership_id)
        with scope.within(there.pk):
            rows = Redemption.objects.filter(COUNTS, pseudonym=holder, benefit=offers.WEEK.id)
            rows = rows.filter(at__gte=since[0]) if since else rows
            return list(rows.select_related("shop_code"))

    @cached_property
    def _card(self) -> Credential | None:
        home = house(HOME)
        one = personas.persona(MEMBER)
        if home is None or one is None:
            return None
        with scope.within(home.pk):
            rows = Credential.objects.filter(superseded_at=None, checked_at__isnull=False)
            return rows.filter(membership__member__user__email=one.email).first()

    @property
    def _asking(self) -> str | None:
        card = self._card
        return reverse("benefits:code", args=[card.code, HOST, offers.WEEK.id]) if card else None

    @cached_property
    def _agreement(self) -> str | None:
        one, other = house(HOME), house(HOST)
        if one is None or other is None:
            return None
        with scope.within(other.pk):
            found = pacting.between(one, other)
        return reverse("benefits:agreement", args=[HOST, found.code]) if found else None
