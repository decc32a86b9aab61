"""Oak and Elm recognise one another, Ash knows neither. Every private thing has a name found nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from benefits.models import Clearance, Desk, Grant, Incident, Integration
from benefits.services.giving import give_benefit
from credentials.models import (
    Accreditation,
    IssuingProgram,
    ProgramCredential,
    Ruling,
    Vouch,
)
from credentials.services import issuance, programs, status
from tenants import outbox, scope
from tenants.models import (
    Cooperative,
    Membership,
    Representative,
    SavedFilter,
    Staff,
)
from tenants.services.programs import add_program
from tests.benefits import scene, visiting
from tests.benefits.giving import giving
from tests.benefits.scene import Side
from tests.benefits.terms_of_all import benefit
from tests.support.kept import kept
from tests.tenants import tallying
from tests.walls import outside_words, questions
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

    def nobody(self) -> Client:
        """Signed in, with no seat anywhere."""
        if ("", "nobody") not in self.browsers:
            self.browsers["", "nobody"] = _signed_in(scene.person("nobody@example.net"))
        return self.browsers["", "nobody"]


def _signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


@kept
def build() -> World:
    oak, elm, ash = (scene.side(slug) for slug in ("oak", "elm", "ash"))
    agreement = scene.agreed(oak, elm)
    network, exception = scene.networked(oak, elm)
    outbox.drain()
    home = visiting.Home(oak)
    visiting.visit(elm, home.card(), scene.person("visitor@example.net", VISITOR))
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


def issued_by_a_program(side: Side) -> tuple[IssuingProgram, ProgramCredential]:
    issuing, _token = add_program(IssuingProgram, ISSUES, by=side.staff)
    unsigned = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": side.coop.did,
        "credentialSubject": {"name": "somebody"},
    }
    asked = programs.Asked(unsigned, "eddsa-rdfc-2022", purposes=("revocation",))
    programs.issue_for_program(
        asked, by=issuing, take_places=issuance.take_places, publish=status.publish_series
    )
    return issuing, ProgramCredential.objects.get()


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


def accreditations(oak: Side, elm: Side, ash: Side) -> tuple[UUID, UUID, UUID]:
    """Elm reviews Oak, asks Oak itself, and is asked to vouch for Ash. Both are federations."""
    for each in (oak, elm):
        each.coop.level = Cooperative.Level.SECONDARY
        each.coop.save(update_fields=["level"])
    with elm.within:
        review = asks(oak, elm, ASKING)
        Ruling.objects.create(accreditation=review, kind=Ruling.Kind.REFUSE, proposed_by=elm.staff)
        own = asks(elm, oak, "Elm")
    with ash.within:
        vouched = asks(ash, oak, VOUCHED)
        vouch = Vouch.everyone.create(accreditation=vouched, voucher=elm.coop)
    return review.code, own.code, vouch.code


def asks(applicant: Side, body: Side, name: str) -> Accreditation:
    return Accreditation.objects.create(
        applicant=applicant.coop,
        body=body.coop,
        legal_name=name,
        registration_number="1",
        registration_authority="Register",
        jurisdiction="GB",
        membership_base=["consumer"],
        asked_by="Owner",
    )
