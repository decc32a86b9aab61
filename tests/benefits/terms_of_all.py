"""Every rule and every kind once, with particulars as co-ops agree them."""

from __future__ import annotations

from datetime import date, time

from benefits.eligibility import (
    after,
    memberships,
    often,
    partners,
    party,
    proof,
    what,
    where,
    who,
)
from benefits.eligibility.benefit import Benefit
from benefits.eligibility.values import Across, Measure, Money, Period

RULES = (
    partners.PartnerScope(
        partners.Scope.ACCREDITED, frozenset({"did:web:fed.example"}), "Commonlands"
    ),
    partners.MutualOnly(),
    who.Classes(frozenset({"consumer", "worker"}), (("consumer", "guest"),)),
    who.Vouched("commons"),
    who.GoodStanding(60),
    who.Tenure(90),
    who.ValidInYear(2026),
    party.Party(party.Covers.COUNTED, 2, 4),
    partners.NotNear(within_km=145, lifted_for=frozenset({"did:web:near.example"})),
    often.Quota(3, Period.MONTH),
    often.Velocity(2),
    often.MostlyAtHome(),
    often.Transfer(28),
    often.Budget(20_000, Period.MONTH, Measure.VALUE, Across.ALL, "GBP"),
    where.Window(date(2026, 1, 1), date(2026, 12, 31)),
    where.Blackout(((date(2026, 12, 24), date(2026, 12, 26)),)),
    where.Hours(frozenset({1, 2, 3, 4, 5}), time(9), time(17, 30)),
    where.Sites(frozenset({"Front desk"})),
    proof.PhotoId(),
    proof.Approval(proof.Approver.HOST),
    proof.Prerequisite("sign the waiver"),
    proof.LostCard(),
    proof.Offline(48),
    after.Substitute("10 % in the shop"),
    after.Stacking(after.Stack.BEST),
    after.Settlement(after.Settle.PER_MEMBER, Money(20)),
    after.Accrual(5, "hours"),
)
KINDS = (
    memberships.VisitingMembership(90, "guest", ("vote", "dividend")),
    what.Discount(15, None, ("alcohol", "bread"), Money(2000)),
    what.ShopCode(fixed=Money(500), shop="https://shop.example", valid_days=14),
    what.FreeUnits(2, "days", Period.YEAR, Money(1200)),
    what.EventEntry("Film night", date(2026, 12, 12)),
    what.FeeWaiver("joining fee"),
    memberships.AsOwnMember("full", "full members"),
    memberships.ReducedFee(Money(6000), 50, Money(2500)),
)


def benefit(*rules, parameters=KINDS[1], **values):
    values.setdefault("id", "off")
    values.setdefault("title", "15 % off")
    return Benefit(parameters=parameters, rules=tuple(rules), **values)
