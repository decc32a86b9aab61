"""Whom the invented federation accredits, and how far each co-op has come. By the pages' own services."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from coopportal.demo import cast
from coopportal.demo.staffing import seat
from credentials.models import Accreditation, Finding, Ruling, Vouch
from credentials.services import accrediting, asking
from credentials.services.accrediting import Proposal
from credentials.services.asking import Told
from tenants import outbox, scope
from tenants.dates import today_in
from tenants.models import Cooperative, MembershipClass, Staff
from tenants.services.people import enter_person
from tenants.services.team import add_staff

State, Kind = Accreditation.State, Ruling.Kind
SELF, VOUCHED, DOCUMENTS, REGISTER = Accreditation.Assurance.values
# Besides the two personas who decided: enough for an appeal by two others.
REVIEWERS: Final = (
    ("Joris de Boer", "joris@commonlands.example.org"),
    ("Nuala Keane", "nuala@commonlands.example.org"),
)
REGISTERS: Final = {
    "JP": "Legal Affairs Bureau",
    "MA": "Office du Développement de la Coopération",
}
SENTENCES: Final = ("We have worked with them for years.", "Our members shop and meet there.")


@dataclass(frozen=True)
class Case:
    """One co-op before the federation. `vouching` is how many of the two have answered."""

    slug: str
    vouchers: tuple[str, str]
    assurance: str = SELF
    outcome: str = State.IN_FORCE
    days: int = 360
    vouching: int = 2
    conditions: str = ""
    body_may_issue: bool = False


CASES: Final = (
    Case(cast.GREEN_VALLEY, (cast.OAK_STREET, cast.HILLSIDE), REGISTER),
    Case(cast.HILLSIDE, (cast.GREEN_VALLEY, cast.NORTHLIGHT), DOCUMENTS),
    Case(
        cast.NORTHLIGHT,
        (cast.HILLSIDE, "tidewater"),
        VOUCHED,
        conditions="Send the accounts of this year by the end of June.",
    ),
    Case(cast.OAK_STREET, (cast.GREEN_VALLEY, "riverbank"), REGISTER),
    Case("riverbank", (cast.OAK_STREET, "loom-and-ledger"), DOCUMENTS),
    Case("loom-and-ledger", ("riverbank", "five-strings"), VOUCHED, body_may_issue=True),
    Case("tidewater", (cast.NORTHLIGHT, cast.HILLSIDE), VOUCHED, days=21),
    Case("kodo-kyoto", ("al-nakhla", "five-strings"), SELF, days=180, vouching=1),
    Case("al-nakhla", ("kodo-kyoto", cast.GREEN_VALLEY), DOCUMENTS, days=180),
    Case("saltmarsh", ("tidewater", "riverbank"), outcome=State.ASKED, vouching=1),
    Case("heatherstone", ("five-strings", cast.NORTHLIGHT), outcome=State.APPEALED, vouching=0),
    Case("old-mill", (cast.GREEN_VALLEY, "loom-and-ledger"), VOUCHED, State.SUSPENDED),
)


def accredit(slugs: Collection[str]) -> None:
    """Bring each case as far as it has come. Repeated, it only adds what is missing."""
    found = {row.slug: row for row in Cooperative.objects.filter(slug__in=slugs)}
    body = found.get(cast.COMMONLANDS)
    if body is None:
        return
    cases = [one for one in CASES if {one.slug, *one.vouchers} <= found.keys()]
    for case in cases:
        asked = _asked(case, found, body)
        _vouch(case, found, asked)
        _decide(case, asked, body)
    outbox.drain()  # so that the trust list has a version before the next
    for case in cases:
        _bring_on(case, found[case.slug], body)
    outbox.drain()
    with scope.within(body.pk):
        accrediting.turn_clocks()  # whose last day is near is warned, as a minute later anyway
    _seat(body)


def _seat(body: Cooperative) -> None:
    with scope.within(body.pk):
        have = set(Staff.objects.values_list("user__email", flat=True))
        for name, email in REVIEWERS:
            if email not in have:
                person = enter_person(email, name=name, confirmed=True)
                add_staff(person, (Staff.Role.OWNER,), by=None)


def _asked(case: Case, found: dict[str, Cooperative], body: Cooperative) -> Accreditation:
    here = found[case.slug]
    with scope.within(here.pk):
        there = Accreditation.objects.filter(applicant=here, body=body).first()
        if there is not None:
            return there
        owner = seat(Staff.Role.OWNER)
        told = Told(
            legal_name=f"{here.name} Limited" if here.country == "GB" else here.name,
            trading_name=here.name,
            registration_number=f"RS{1000 + 7 * here.number_prefix.encode()[0]}",
            registration_authority=REGISTERS.get(here.country, "Mutuals Public Register"),
            jurisdiction=here.country,
            category=Accreditation.Category.COOP,
            membership_base=tuple(_kinds()),
            register_url=f"https://register.example.org/{here.slug}",
            domain=f"{here.slug}.example.org",
            domain_proof=Accreditation.Proof.FILE,
            body_may_issue=case.body_may_issue,
        )
        vouchers = [found[slug] for slug in case.vouchers]
        return asking.ask_for_accreditation(body, told, vouchers, by=owner)


def _kinds() -> list[str]:
    """Who the members are: every kind that one can join as."""
    own = MembershipClass.objects.filter(visiting=False)
    return sorted(set(own.values_list("kind", flat=True)))


def _vouch(case: Case, found: dict[str, Cooperative], asked: Accreditation) -> None:
    for slug, sentence in zip(case.vouchers[: case.vouching], SENTENCES, strict=False):
        voucher = found[slug]
        with scope.within(voucher.pk):
            waiting = Vouch.objects.filter(accreditation=asked, voucher=voucher, state="asked")
            vouch = waiting.select_related("accreditation").first()
            if vouch is not None and vouch.accreditation.is_open:
                asking.answer_vouch(vouch, sentence=sentence, by=seat(Staff.Role.OWNER))


def _decide(case: Case, asked: Accreditation, body: Cooperative) -> None:
    with scope.within(body.pk):
        row = Accreditation.objects.get(pk=asked.pk)
        if row.state != State.ASKED or case.outcome == State.ASKED:
            return
        first, second = Staff.objects.order_by("pk")[:2]
        today = today_in(body.time_zone)
        if not Finding.objects.filter(accreditation=row).exists():
            _see(case, row, first, today)
        waiting = Ruling.objects.filter(accreditation=row, state=Ruling.State.PROPOSED)
        ruling = waiting.select_related("accreditation").first()
        ruling = ruling or accrediting.propose_ruling(row, _proposal(case, today), by=first)
        accrediting.confirm_ruling(ruling, by=second)


def _bring_on(case: Case, here: Cooperative, body: Cooperative) -> None:
    """What came after the decision."""
    with scope.within(body.pk):
        row = Accreditation.objects.get(applicant=here, body=body)
        if row.state == State.IN_FORCE != case.outcome:
            second = Staff.objects.order_by("pk")[1]
            reason = "Its books are being looked at."
            accrediting.suspend_accreditation(row, reason=reason, by=second)
    if row.state == State.REFUSED != case.outcome:
        with scope.within(here.pk):
            text = "We have held our general meeting since, and all guests are members now."
            asking.appeal_refusal(row, text=text, by=seat(Staff.Role.OWNER))


def _see(case: Case, row: Accreditation, by: Staff, day: date) -> None:
    seen = {REGISTER: Finding.Kind.REGISTER, DOCUMENTS: Finding.Kind.DOCUMENTS}
    kinds = [Finding.Kind.DOMAIN, *([seen[case.assurance]] if case.assurance in seen else [])]
    for kind in kinds:
        accrediting.record_finding(row, kind=kind, seen_on=day, note="As they say.", by=by)


def _proposal(case: Case, today: date) -> Proposal:
    if case.outcome == State.APPEALED:
        reason = "Most of your guests are not members, so the guests do not own the co-op yet."
        return Proposal(kind=Kind.REFUSE, reason=reason)
    until = today + timedelta(days=case.days)
    return Proposal(
        kind=Kind.ACCREDIT,
        assurance=case.assurance,
        conditions=case.conditions,
        valid_until=until,
    )
