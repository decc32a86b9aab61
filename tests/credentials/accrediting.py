"""A federation with its reviewers, a co-op that asks it, two that vouch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from credentials.models import Accreditation, Finding, Ruling, Vouch
from credentials.services import accrediting, asking
from credentials.services.accrediting import Proposal
from credentials.services.asking import Told
from tenants import outbox, scope
from tenants.models import Cooperative, Staff, User
from tests.credentials.scene import opened
from tests.support.kept import kept

TOLD = Told(
    legal_name="Oak Street Consumers' Co-operative Limited",
    trading_name="Oak Street",
    registration_number="IP 031234",
    registration_authority="Mutuals Public Register",
    jurisdiction="GB-SCT",
    category="COOP",
    membership_base=("consumer", "worker"),
    register_url="https://register.example.org/ip031234",
    domain="oak.example.org",
    domain_proof="dns",
)


@kept
def person(email: str, name: str = "") -> User:
    return User.objects.get_or_create(
        email=email, defaults={"name": name or email.partition("@")[0].title()}
    )[0]


@dataclass
class Party:
    """A co-op and those who act for it."""

    coop: Cooperative
    team: dict[str, Staff] = field(default_factory=dict)

    @property
    def within(self):
        return scope.within(self.coop.pk)

    @property
    def owner(self) -> Staff:
        return self.staff("owner")

    def staff(self, name: str, *roles: str) -> Staff:
        """Somebody of that name, seated once; an owner where no role is named."""
        if name not in self.team:
            user = person(f"{name}@{self.coop.slug}.example.org", f"{name.title()} {self.coop}")
            with self.within:
                self.team[name] = Staff.objects.create(
                    user=user, roles=list(roles or [Staff.Role.OWNER])
                )
        return self.team[name]

    def browser(self, name: str = "owner") -> Client:
        client = Client()
        client.force_login(self.staff(name).user)
        return client


@kept
def party(slug: str, **values) -> Party:
    made = Party(opened(slug, **values))
    made.staff("owner")
    return made


@dataclass
class Scene:
    body: Party
    oak: Party
    elm: Party
    ash: Party

    def ask(
        self, by: Party | None = None, vouchers: tuple[Party, ...] = (), **told
    ) -> Accreditation:
        by, vouchers = by or self.oak, vouchers or (self.elm, self.ash)
        with by.within:
            return asking.ask_for_accreditation(
                self.body.coop,
                replace(TOLD, **told),
                [each.coop for each in vouchers],
                by=by.owner,
            )

    def vouch(self, row: Accreditation, *parties: Party) -> None:
        for each in parties or (self.elm, self.ash):
            with each.within:
                vouch = Vouch.objects.get(accreditation=row, voucher=each.coop)
                asking.answer_vouch(vouch, sentence="We know them well.", by=each.owner)

    def see(self, row: Accreditation, kind: str = Finding.Kind.REGISTER) -> None:
        with self.body.within:
            accrediting.record_finding(
                row, kind=kind, seen_on=timezone.localdate(), note="", by=self.body.owner
            )

    def propose(self, row: Accreditation, by: str = "owner", **values) -> Ruling:
        proposal = {
            "kind": Ruling.Kind.ACCREDIT,
            "assurance": "selfDeclared",
            "valid_until": timezone.localdate() + timedelta(300),
            **values,
        }
        with self.body.within:
            return accrediting.propose_ruling(row, Proposal(**proposal), by=self.body.staff(by))

    def confirm(self, ruling: Ruling, by: str = "second") -> None:
        with self.body.within:
            found = Ruling.objects.get(pk=ruling.pk)
            accrediting.confirm_ruling(found, by=self.body.staff(by))

    def decide(self, row: Accreditation, **values) -> Accreditation:
        self.confirm(self.propose(row, **values))
        return self.now(row)

    def accredited(self, by: Party | None = None, **values) -> Accreditation:
        return self.decide(self.ask(by), **values)

    def refused(self) -> Accreditation:
        return self.decide(self.ask(), kind=Ruling.Kind.REFUSE, reason="No members yet.")

    def suspend(self, row: Accreditation) -> None:
        with self.body.within:
            accrediting.suspend_accreditation(row, reason="Books.", by=self.body.owner)

    def now(self, row: Accreditation) -> Accreditation:
        """As it stands, seen by the body."""
        with self.body.within:
            return Accreditation.objects.select_related("applicant", "body").get(pk=row.pk)


@kept
def scene() -> Scene:
    body = party("commons", name="Commons Federation", level=Cooperative.Level.SECONDARY)
    body.staff("second")
    return Scene(body, *(party(slug) for slug in ("oak", "elm", "ash")))


@kept
def listed() -> Scene:
    """Oak is accredited, which is its `row`, and stands on the list."""
    made = scene()
    made.row = made.accredited()
    outbox.drain()
    return made
