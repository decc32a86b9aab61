"""Questions a desk could ask about a benefit, made at will or by hypothesis."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from benefits.eligibility import (
    Across,
    Claims,
    Evidence,
    Measure,
    Period,
    Situation,
    Standing,
    Tally,
    Use,
    UseHistory,
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
from benefits.eligibility.values import Money
from tests.benefits.terms_of_all import KINDS as KINDS_OF_ALL
from tests.benefits.terms_of_all import benefit

NOW = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001 -- the host's own clock
TODAY = NOW.date()
PARTNER = "did:web:oak.example"
FEDERATION = "did:web:fed.example"


def claims(**values):
    values.setdefault("home", "Oak Street")
    values.setdefault("membership_class", "consumer")
    values.setdefault("eligible", True)
    values.setdefault("valid_from", date(2026, 3, 1))
    values.setdefault("valid_until", date(2027, 6, 30))
    return Claims(**values)


def situation(**values):
    values.setdefault("host", "Green Valley")
    values.setdefault("now", NOW)
    values.setdefault("starts_on", date(2026, 1, 1))
    values.setdefault("ends_on", date(2027, 12, 31))
    values.setdefault("partner", PARTNER)
    return Situation(**values)


def used(*moments, now=NOW, **values):
    return UseHistory.of([Use(moment, **values) for moment in moments], now=now)


classes = st.sampled_from(["consumer", "worker", "investor"])
days = st.dates(date(2026, 10, 1), date(2027, 1, 31))
moments = st.datetimes(datetime(2026, 10, 1), NOW)  # noqa: DTZ001 -- the host's own clock
words = st.sampled_from(["Front desk", "Hall", "waiver", "induction"])
measures, periods = st.sampled_from(Measure), st.sampled_from(Period)


def pair(one, other):
    return st.tuples(one, other).map(lambda two: (min(two), max(two)))


rules = st.one_of(
    st.just(partners.PartnerScope(partners.Scope.ACCREDITED, frozenset({FEDERATION}))),
    st.just(partners.MutualOnly()),
    st.builds(partners.NotNear, within_km=st.integers(1, 200)),
    st.builds(partners.NotNear, areas=st.just(frozenset({"GB-BST"}))),
    st.builds(who.Classes, st.frozensets(classes, min_size=1)),
    st.builds(who.Vouched, st.sampled_from(["", "commons"])),
    st.builds(who.GoodStanding, st.integers(1, 3000)),
    st.builds(who.Tenure, st.integers(1, 400)),
    st.builds(who.ValidInYear, st.integers(2025, 2028)),
    st.builds(party.Party, st.just(party.Covers.COUNTED), st.integers(1, 4), st.integers(0, 4)),
    st.builds(often.Quota, st.integers(1, 8), periods, measures),
    st.builds(often.Velocity, st.integers(1, 4)),
    st.just(often.MostlyAtHome()),
    st.builds(often.Transfer, st.integers(1, 10)),
    st.builds(
        often.Budget,
        st.integers(1, 30),
        st.sampled_from([each for each in Period if each is not Period.VISIT]),
        measures,
        st.sampled_from(Across),
    ),
    pair(days, days).map(lambda two: where.Window(*two)),
    pair(days, days).map(lambda two: where.Blackout((two,))),
    st.builds(
        where.Hours,
        st.frozensets(st.integers(1, 7), min_size=1),
        st.just(time(9)),
        st.sampled_from([time(11), time(18)]),
    ),
    st.builds(where.Sites, st.frozensets(words, min_size=1)),
    st.just(proof.PhotoId()),
    st.builds(proof.Approval, st.sampled_from(proof.Approver)),
    st.builds(proof.Prerequisite, words, st.booleans()),
    st.just(proof.LostCard()),
    st.builds(proof.Offline, st.integers(1, 72)),
    st.just(after.Substitute("10 % in the shop")),
    st.builds(after.Stacking, st.sampled_from(after.Stack)),
    st.just(after.Settlement(after.Settle.NONE)),
    st.just(after.Accrual(5, "hours")),
)
kinds = st.one_of(
    st.sampled_from(KINDS_OF_ALL),
    st.builds(what.FreeUnits, st.integers(1, 5), st.just("days"), periods, st.just(Money(1200))),
    st.builds(memberships.VisitingMembership, st.integers(1, 366)),
)


def _kind(rule):
    """Of these one benefit may have several: told apart by what they say."""
    many = isinstance(
        rule, often.Quota | often.Budget | where.Hours | proof.Approval | proof.Prerequisite
    )
    return str(rule.to_json()) if many else type(rule)


benefits = st.builds(
    lambda rules, kind, evidence: benefit(*rules, parameters=kind, evidence=evidence),
    st.lists(rules, max_size=14, unique_by=_kind),
    kinds,
    st.sampled_from(Evidence),
)
shown = st.builds(
    Claims,
    home=st.just("Oak Street"),
    membership_class=classes,
    eligible=st.booleans(),
    valid_from=days,
    valid_until=days,
    genuine=st.sampled_from([True, True, True, False]),
    name=st.sampled_from(["", "Amara O."]),
    member_since=st.none() | st.dates(date(2025, 1, 1), date(2026, 11, 24)),
    adults=st.integers(1, 3),
    children=st.integers(0, 3),
    home_area=st.sampled_from(["", "GB-BST", "GB-LND"]),
    programmes=st.sampled_from([frozenset(), frozenset({"commons"})]),
)
situations = st.builds(
    Situation,
    host=st.just("Green Valley"),
    now=moments.map(lambda at: at + timedelta(30)),
    starts_on=days,
    ends_on=days,
    evidence=st.sampled_from(Evidence),
    standing=st.sampled_from(Standing),
    checked_at=st.none() | moments,
    mutual=st.booleans(),
    accredited_by=st.sampled_from([frozenset(), frozenset({FEDERATION})]),
    site=words,
    visit=st.sampled_from(["", "film"]),
    adults=st.integers(1, 4),
    children=st.integers(0, 4),
    units=st.integers(1, 4),
    amount=st.integers(0, 20),
    distance_km=st.none() | st.integers(0, 300),
    photo_id=st.sampled_from([None, True, False]),
    approved_by=st.frozensets(st.sampled_from([str(each) for each in proof.Approver])),
    fulfilled=st.frozensets(words),
    lacking=st.booleans(),
    other_percent=st.sampled_from([0, 10, 20]),
)
uses = st.lists(
    st.builds(
        Use,
        at=moments.map(lambda at: at + timedelta(30)),
        units=st.integers(1, 3),
        value=st.integers(0, 10),
        visit=st.sampled_from(["", "film"]),
    ),
    max_size=8,
)
tallies = st.builds(Tally, st.integers(0, 20), st.integers(0, 40), st.integers(0, 60))
budgets = st.dictionaries(st.tuples(st.sampled_from(Across), periods), tallies)
