"""Oak and Elm recognise one another, Ash knows neither. Every private thing has a name found nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from benefits.models import Clearance, Desk, Grant, Incident, Integration
from benefits.services.giving import give_benefit
from tenants import outbox, scope
from tenants.models import (
    Membership,
    Representative,
    SavedFilter,
    Staff,
    User,
)
from tenants.services.programs import add_program
from tests.benefits import scene, visiting
from tests.benefits.giving import giving
from tests.benefits.scene import Side
from tests.benefits.terms_of_all import benefit
from tests.support.kept import kept
from tests.tenants import tallying
from tests.walls import outside_words, questions
from tests.walls.issuing import accreditations, issued_by_a_program
from tests.walls.money_pages import PAYS, bank_file, shares_of
from tests.walls.on_paper import joined
from tests.walls.page import (
    ASKED,
    ASKING,
    BROUGHT,
    IMPORTED,
    ISSUES,
    REPORTED,
    TAGGED,
    TOGETHER,
    VOUCHED,
)
from tests.walls.settled import WORDS, applied, at_the_office

VISITOR = "Numbat Canary-5e2b"
APPLICANT = "Quokka Canary-8d1f"
MEMBER = "Potoroo Canary-3c9a"
PROGRAM = "Dunnart Canary-4f1a"
PLACE = "Bilby Canary-6a4c"
CLEARED = "Dunnart Canary-6d2b"


@dataclass
class World:
    """`elm` holds what is probed; `browsers` has one per role, of Elm and of Ash."""

    oak: Side
    elm: Side
    ash: Side
    agreement: UUID
    network: UUID
    exception: UUID
    grant: UUID
    application: UUID
    member: UUID
    membership: UUID
    desk: UUID
    review: UUID
    own: UUID
    vouch: UUID
    use: UUID
    program_code: UUID
    clearance: UUID
    incident: UUID
    word: UUID
    issuing_program: UUID
    issued: UUID
    job: UUID
    brought: UUID
    condition: UUID
    words: UUID
    question: UUID
    answer: UUID
    kept_words: str = WORDS
    asking: str = CLEARED
    program: str = PROGRAM
    visitor: str = VISITOR
    applicant: str = APPLICANT
    named: str = MEMBER
    place: str = PLACE
    browsers: dict[tuple[str, str], Client] = field(default_factory=dict)

    @property
    def canaries(self) -> tuple[str, ...]:
        return (
            self.visitor,
            self.applicant,
            self.kept_words,
            self.named,
            self.place,
            str(self.agreement),
            str(self.exception),
            str(self.grant),
            str(self.application),
            str(self.member),
            str(self.membership),
            str(self.desk),
            ASKING,
            VOUCHED,
            str(self.review),
            str(self.own),
            str(self.vouch),
            str(self.use),
            self.program,
            str(self.program_code),
            str(self.word),
            BROUGHT,
            ISSUES,
            str(self.issuing_program),
            str(self.issued),
            self.asking,
            str(self.clearance),
            REPORTED,
            str(self.incident),
            *(str(self.job), str(self.brought), IMPORTED, tallying.TITLE),
            *(ASKED, str(self.question), str(self.answer)),
            TAGGED,
            TOGETHER,
            PAYS,
        )

    @property
    def representative(self) -> UUID:
        with scope.within(self.elm.coop.pk):
            return Representative.objects.get().code

    @property
    def saved_filter(self) -> UUID:
        with scope.within(self.elm.coop.pk):
            return SavedFilter.objects.get().code

    def browser(self, side: Side, role: str) -> Client:
        """Somebody with this one role at this co-op, signed in."""
        key = (side.coop.slug, role)
        if key not in self.browsers:
            user = scene.person(f"{role}@{side.coop.slug}.example.net", f"{role} there")
            with side.within:
                Staff.objects.create(user=user, roles=[role])
            self.browsers[key] = _signed_in(user)
        return self.browsers[key]

    def without_a_seat(self) -> dict[str, Client]:
        """Signed in, with no seat anywhere: anybody, a member who visits this very co-op, an operator."""
        if ("", "nobody") not in self.browsers:
            operator = scene.person(f"operator@{self.elm.coop.slug}.example.net")
            User.objects.filter(pk=operator.pk).update(is_staff=True)
            people = {
                "nobody": scene.person(f"nobody@{self.elm.coop.slug}.example.net"),
                "visitor": User.objects.get(email=f"visitor@{self.elm.coop.slug}.example.net"),
                "operator": operator,
            }
            self.browsers.update({("", who): _signed_in(user) for who, user in people.items()})
        return {who: client for (side, who), client in self.browsers.items() if not side}

    def signed_in(self) -> None:
        """Everybody at once, so that no probe writes a session."""
        for side in (self.elm, self.ash):
            for role in Staff.Role.values:
                self.browser(side, role)
        self.without_a_seat()


def _signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


@kept
def build() -> World:
    return made("oak", "elm", "ash")


def made(*slugs: str) -> World:
    """Of three co-ops: one that recognises the second, the second, which is probed, and a stranger."""
    oak, elm, ash = (scene.side(slug) for slug in slugs)
    agreement = scene.agreed(oak, elm)
    network, exception = scene.networked(oak, elm)
    outbox.drain()
    home = visiting.Home(oak)
    visiting.visit(elm, home.card(), scene.person(f"visitor@{elm.coop.slug}.example.net", VISITOR))
    outbox.drain()
    with scope.within(elm.coop.pk):
        grant = Grant.objects.get()
        application = applied(elm, APPLICANT)
        membership = joined(elm, MEMBER)
        shares_of(membership.member)
        bank_file(elm.staff)
        desk = Desk.objects.create(place=PLACE)
        use = give_benefit(giving(benefit())).redemption
        program, _token = add_program(Integration, PROGRAM, by=elm.staff)
        cleared = cleared_at(oak, agreement.code)
        incident = reported(oak, membership)
        word = outside_words.brought()
        issuing, issued = issued_by_a_program(elm)
        asked = questions.questioned(membership.member)
    return World(
        oak,
        elm,
        ash,
        agreement.code,
        network.code,
        exception.code,
        grant.code,
        application.code,
        membership.member.code,
        membership.code,
        desk.code,
        *accreditations(oak, elm, ash),
        use.code,
        program.code,
        cleared.code,
        incident.code,
        word.code,
        issuing.code,
        issued.code,
        *at_the_office(elm),
        *asked,
    )


def cleared_at(home: Side, agreement: UUID) -> Clearance:
    return Clearance.objects.create(
        pseudonym="somebody",
        issuer_did=home.coop.did,
        issuer_name=home.coop.name,
        agreement=agreement,
        benefit="off",
        title="15 % off",
        who=CLEARED,
    )


def reported(by: Side, membership: Membership) -> Incident:
    return Incident.objects.create(
        shared=uuid4(),
        side=Incident.Side.RECEIVED,
        other_did=by.coop.did,
        other_name=by.coop.name,
        kind=Incident.Kind.DAMAGE,
        what="Hire of a drill",
        happened_at=timezone.now(),
        text=REPORTED,
        membership=membership,
    )
