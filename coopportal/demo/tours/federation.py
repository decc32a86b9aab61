"""Co-op of co-ops: a new co-op asks, two vouch, two people decide, and everybody can rely on it."""

from __future__ import annotations

from functools import cached_property
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from benefits.models import Agreement, AgreementParty
from coopportal import use_cases
from coopportal.demo import cast, dealings, newcomers
from coopportal.demo.staffing import seat
from coopportal.demo.tours.base import Step, Text, Walk, house
from credentials.models import Accreditation, Ruling, TrustListVersion, Vouch
from tenants import scope
from tenants.models import Staff, User

BODY: Final = cast.COMMONLANDS
STEPS: Final = (
    Step(
        "ask",
        "owner",
        _("A co-op asks"),
        _(
            "Its owner has asked the federation, and named two co-ops that know it. Read what it says."
        ),
        _("Read it as its owner"),
        page="credentials:accreditation",
    ),
    Step(
        "vouch",
        "steward",
        _("The first co-op vouches"),
        _("Bo, of Green Valley, says in one sentence how they know one another."),
        _("Vouch as Bo"),
    ),
    Step(
        "second",
        cast.OAK_STREET,
        _("The second co-op vouches"),
        _("The owner of Oak Street does the same. Two are needed."),
        _("Vouch for Oak Street"),
    ),
    Step(
        "propose",
        "federation",
        _("One person proposes"),
        _("Dele, of Commonlands, reads what is there, and proposes to accredit."),
        _("Review as Dele"),
    ),
    Step(
        "confirm",
        "second",
        _("Another one confirms"),
        _("Nobody decides alone: Hana confirms what Dele proposed, or sends it back."),
        _("Decide as Hana"),
    ),
    Step(
        "list",
        "",
        _("Everybody can read it"),
        _("The federation signs its word. It stands in a public list, with its history."),
        _("Open the trust list"),
        page="credentials:trust-list",
    ),
    Step(
        "join",
        "owner",
        _("Join the network"),
        _("Its terms hold for any co-op that Commonlands stands for: one signature is enough."),
        _("Join as its owner"),
    ),
)


class Federation(Walk):
    """Known by the request it began with."""

    slug = use_cases.FEDERATION
    title = _("Co-op of co-ops")
    line = _("A new co-op asks its federation, two vouch, two decide, and others rely on it.")
    over = _("One review, and every co-op of the network recognises the members of the new one.")
    steps = STEPS
    houses = (BODY, *newcomers.VOUCHERS)

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.code = UUID(key)

    @classmethod
    def begin(cls) -> str:
        return str(newcomers.ask_as_cooperative().code)

    @property
    def begun(self) -> bool:
        return self.row is not None

    def who(self) -> str:
        return self.row.applicant.name if self.row else ""

    def happened(self) -> dict[str, bool]:
        accredited = self.row is not None and self.row.is_listed
        return {
            "vouch": self._vouched(cast.GREEN_VALLEY),
            "second": self._vouched(cast.OAK_STREET),
            "propose": accredited or self._proposed,
            "confirm": accredited,
            "join": self._joined,
        }

    def actor(self, step: Step) -> User | None:
        if step.persona == "owner":
            return self._owner_of(self.row.applicant.slug) if self.row else None
        if step.persona == cast.OAK_STREET:
            return self._owner_of(cast.OAK_STREET)
        return super().actor(step)

    def note(self, step: Step) -> Text:
        if step.key == "list" and self.may_begin(step) and self.address(step) is None:
            return _("The word is being signed. The list follows in a few seconds.")
        return ""

    def address(self, step: Step) -> str | None:
        if self.row is None:
            return None
        here = self.row.applicant.slug
        if step.key in {"vouch", "second"}:
            slug = cast.GREEN_VALLEY if step.key == "vouch" else cast.OAK_STREET
            vouch = self._vouches.get(slug)
            return reverse("credentials:vouch", args=[slug, vouch.code]) if vouch else None
        if step.key == "list":
            return reverse("credentials:trust-list", args=[BODY]) if self._listed else None
        if step.key == "join":
            return (
                reverse("benefits:network", args=[here, self._network.code])
                if self._network
                else None
            )
        if step.key == "ask":
            return reverse("credentials:accreditation", args=[here])
        return reverse("credentials:accreditation-review", args=[BODY, self.code])

    @cached_property
    def row(self) -> Accreditation | None:
        body = house(BODY)
        if body is None:
            return None
        with scope.within(body.pk):
            rows = Accreditation.objects.select_related("applicant", "body")
            return rows.filter(code=self.code).first()

    @cached_property
    def _vouches(self) -> dict[str, Vouch]:
        if self.row is None:
            return {}
        with scope.within(self.row.body_id):
            rows = Vouch.objects.filter(accreditation=self.row).select_related("voucher")
            return {each.voucher.slug: each for each in rows}

    def _vouched(self, slug: str) -> bool:
        vouch = self._vouches.get(slug)
        return vouch is not None and vouch.state == Vouch.State.GIVEN

    @cached_property
    def _proposed(self) -> bool:
        if self.row is None:
            return False
        with scope.within(self.row.body_id):
            waiting = Ruling.objects.filter(accreditation=self.row, state=Ruling.State.PROPOSED)
            return waiting.exists()

    @cached_property
    def _listed(self) -> bool:
        """Whether the newest list that was signed names it."""
        if self.row is None:
            return False
        with scope.within(self.row.body_id):
            newest = TrustListVersion.objects.first()
        did = self.row.applicant.did
        return newest is not None and any(each.get("did") == did for each in newest.entries)

    @cached_property
    def _network(self) -> Agreement | None:
        return Agreement.networks.filter(title=dealings.NETWORK).first()

    @cached_property
    def _joined(self) -> bool:
        if self.row is None or self._network is None:
            return False
        ours = AgreementParty.everyone.filter(agreement=self._network, left_at=None)
        return ours.filter(cooperative=self.row.applicant_id).exists()

    def _owner_of(self, slug: str) -> User | None:
        there = house(slug)
        if there is None:
            return None
        with scope.within(there.pk):
            return seat(Staff.Role.OWNER).user
