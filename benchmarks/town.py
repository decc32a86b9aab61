"""Two co-ops for the benchmark of desks: Oak, whose members come, and Elm, which gives. Once Django is set up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from benchmarks.past import HOLDERS, Past, enter, rank
from benefits.desk import devices
from benefits.eligibility import (
    Across,
    Benefit,
    Measure,
    Money,
    Period,
    after,
    often,
    partners,
    party,
    proof,
    where,
    who,
)
from benefits.eligibility.what import Discount, EventEntry
from benefits.models import Agreement, Desk
from benefits.pseudonyms import pseudonym_of
from benefits.services.agreements import accept_agreement, propose_agreement
from benefits.services.desk import add_desk, pair_desk
from benefits.terms import Draft, Gives, Terms
from coopportal.services.opening import Opening, open_with_steward
from credentials.models import Credential
from tenants import outbox, scope
from tenants.facts import MembershipStarted
from tenants.models import Cooperative, Member, Membership, MembershipClass, Staff

MUCH = 100_000_000


@dataclass(frozen=True)
class Town:
    """What the clients need: the codes of cards, and the cookies of paired devices."""

    cards: Sequence[str]
    devices: Sequence[str]


def benefits() -> tuple[Benefit, ...]:
    """Two with a dozen rules each; who comes again and again is refused."""
    today = timezone.localdate()
    common = (
        partners.PartnerScope(partners.Scope.BILATERAL),
        partners.MutualOnly(),
        who.Classes(frozenset({"consumer", "worker"})),
        who.GoodStanding(24 * 60),
        party.Party(party.Covers.COUNTED, 2, 4),
        often.Quota(100, Period.MONTH),
        often.Velocity(20),
        often.Transfer(200),
        often.Budget(MUCH, Period.MONTH),
        often.Budget(MUCH, Period.YEAR, Measure.UNITS, Across.ALL),
        where.Window(today - timedelta(30), today + timedelta(300)),
        where.Blackout(((date(2020, 12, 24), date(2020, 12, 26)),)),
    )
    shop = (*common, often.Quota(500, Period.YEAR), after.Stacking())
    door = (*common, often.Quota(MUCH, Period.LIFETIME), proof.PhotoId())
    return (
        Benefit("groceries", "15 % off", Discount(15, None, (), Money(2000)), shop),
        Benefit("film", "Film night", EventEntry("Film night"), door),
    )


def build(past: int, *, people: int, desks: int, chance: Random) -> Town:
    oak, elm = opened("oak", "Oak Street"), opened("elm", "Elm Lane")
    agree(elm, oak)
    join(oak, people)
    outbox.drain()
    with scope.within(oak.pk):
        cards = [
            (
                row.card_code,
                pseudonym_of(elm, home=oak.did, membership_id=row.membership.identifier),
            )
            for row in Credential.objects.exclude(checked_at=None).select_related("membership")
        ]
    if len(cards) != people:
        raise SystemExit(f"{people} cards were wanted, {len(cards)} were issued and checked.")
    holders = [f"{number:064d}" for number in range(HOLDERS)]
    ranks: set[int] = set()
    while len(ranks) < people:
        ranks.add(rank(chance))
    for each, (_code, pseudonym) in zip(sorted(ranks), cards, strict=True):
        holders[each] = pseudonym
    with scope.within(elm.pk):
        [agreement] = Agreement.objects.all()
        paired = [_paired(number) for number in range(desks)]
        kinds = [each.id for each in benefits()]
        enter(Past(elm.pk, agreement.code, kinds, oak.did, holders).rows(past, chance))
    outbox.drain()
    return Town([code for code, _pseudonym in cards], paired)


def opened(slug: str, name: str) -> Cooperative:
    return open_with_steward(
        Opening(
            slug=slug,
            name=name,
            number_prefix=slug.upper(),
            preset="consumer",
            email=f"office@{slug}.example.org",
            steward_email=f"steward@{slug}.example.org",
        )
    )


def agree(host: Cooperative, home: Cooperative) -> None:
    """Each gives the other the same."""
    gives, today = Gives(benefits()), timezone.localdate()
    draft = Draft(
        terms=Terms({host.did: gives, home.did: gives}),
        starts_on=today,
        ends_on=today + timedelta(365),
        notice_days=30,
    )
    with scope.within(host.pk):
        agreement = propose_agreement(partners=[home], draft=draft, by=Staff.objects.all()[0])
    with scope.within(home.pk):
        mine = Agreement.objects.get(code=agreement.code)
        accept_agreement(mine, number=1, by=Staff.objects.all()[0])


def join(home: Cooperative, people: int, *, told: bool = False, prefix: str = "OAK") -> None:
    """So many members with a card; where they are `told`, by a letter."""
    until = timezone.localdate() + timedelta(360)
    with scope.within(home.pk), transaction.atomic():
        kind = MembershipClass.objects.filter(visiting=False, kind="consumer")[0]
        members = Member.objects.bulk_create(
            Member(
                number=f"{prefix}-{number:06d}",
                name=f"Member {number}",
                email=f"m{number}@example.org" if told else "",
            )
            for number in range(people)
        )
        memberships = Membership.objects.bulk_create(
            Membership(member=each, membership_class=kind, ends_on=until, announce=told)
            for each in members
        )
        outbox.record_many([MembershipStarted(str(each.code)) for each in memberships])


def _paired(number: int) -> str:
    desk: Desk = add_desk(f"Till {number}", by=Staff.objects.all()[0])
    return pair_desk(desk, devices.pairing_token(desk))
