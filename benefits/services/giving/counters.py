"""Locking counters and adding up on them. Called by services alone, within their transaction."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import F, Q, QuerySet

from benefits import counting
from benefits.counting import ALL_PARTNERS, BUDGETED, Place
from benefits.eligibility import Period, Tally
from benefits.models import Counter, Redemption


def lock_counter(where: Place, benefit: str, first: Callable[[], Tally] = Tally) -> Counter:
    """The counter's row, locked; made where it is the first time, from what was used before: `first` adds that up."""
    agreement, holder, period, since = where
    found = Counter.objects.select_for_update().filter(
        agreement=agreement, benefit=benefit, holder=holder, period=period, since=since
    )
    row = found.first()
    if row is not None:
        return row
    start = first()
    Counter.objects.bulk_create(
        [
            Counter(
                agreement=agreement,
                benefit=benefit,
                holder=holder,
                period=period,
                since=since,
                times=start.times,
                units=start.units,
                value=start.value,
            )
        ],
        ignore_conflicts=True,
    )
    return found.get()


def locked_use(code: UUID) -> Redemption:
    """The use, behind its holder's lock, as giving takes it."""
    found = Redemption.objects.get(code=code)
    where = (
        found.agreement,
        found.pseudonym,
        Period.LIFETIME,
        counting.first_day(Period.LIFETIME, found.day),
    )
    lock_counter(where, found.benefit)
    return Redemption.objects.select_for_update().get(pk=found.pk)


def count_use(redemption: Redemption, by: int) -> None:
    """Every counter that counts this use, in one statement."""
    _of(redemption).update(
        times=F("times") + by,
        units=F("units") + by * redemption.units,
        value=F("value") + by * redemption.value,
    )


def add_value(redemption: Redemption, cents: int) -> None:
    """What a use turned out to be worth, after it was counted."""
    Redemption.objects.filter(pk=redemption.pk).update(value=F("value") + cents)
    _of(redemption).update(value=F("value") + cents)


def _of(redemption: Redemption) -> QuerySet[Counter]:
    periods = [(period, counting.first_day(period, redemption.day)) for period in BUDGETED]
    ours = Q(agreement=redemption.agreement)
    ours &= Q(holder__in=(redemption.pseudonym, redemption.issuer_did))
    whose = ours | Q(agreement=ALL_PARTNERS, holder="")
    when = Q()
    for period, since in periods:
        when |= Q(period=period, since=since)
    return Counter.objects.filter(whose, when, benefit=redemption.benefit)
