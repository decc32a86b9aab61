"""What the current co-op wrote down about some holders, read at once: the answers are those of asking for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from benefits import clearances, counting
from benefits.counting import Budgeted, Day, Had, Whose
from benefits.eligibility import Across, Benefit, Period, Tally, UseHistory
from benefits.models import Clearance, DeskCheck, Redemption
from benefits.sides import Bond

SHOWN: Final = 20
# Of one co-op: whoever had more is added up where the rows are.
READ: Final = 200


@dataclass(frozen=True)
class Kept:
    """What is spent of budgets, and what the holders asked the office for."""

    budgets: Mapping[Budgeted, Tally]
    clearances: tuple[Clearance, ...]

    def known(
        self, benefit: Benefit, *, holder: str, agreement: UUID, today: date
    ) -> dict[str, Any]:
        """As `clearances.known`."""
        kept = [row for row in self.clearances if row.pseudonym == holder]
        return clearances.known(benefit, holder=holder, agreement=agreement, today=today, kept=kept)

    def last_of(self, holder: str, agreement: UUID, benefit: str) -> Clearance | None:
        """As `clearances.last_of`."""
        whose = (holder, agreement, benefit)
        rows = self.clearances
        return next(
            (row for row in rows if (row.pseudonym, row.agreement, row.benefit) == whose), None
        )

    def spent(
        self, benefit: Benefit, agreement: UUID, partner: str, today: date
    ) -> dict[tuple[Across, Period], Tally]:
        """As `counting.spent`."""
        wanted = counting.places(benefit, agreement, partner, today)
        found = {rule: self.budgets.get((where, benefit.id)) for rule, where in wanted.items()}
        if None in found.values():  # a day began since they were read
            return counting.spent(benefit, agreement, partner, today)
        return {rule: tally for rule, tally in found.items() if tally is not None}


@dataclass(frozen=True)
class Books(Kept):
    """`uses` and `checks` are the newest of each holder; `had` and `budgets` are complete."""

    uses: Mapping[str, list[Redemption]]
    checks: Mapping[str, list[DeskCheck]]
    had: Mapping[Whose, list[Had]]

    def history_of(
        self,
        holder: str,
        benefit: Benefit,
        *,
        agreement: UUID,
        now: datetime,
        visit: str = "",
        budgets: Mapping[tuple[Across, Period], Tally] | None = None,
    ) -> UseHistory:
        """As `counting.history_of`."""
        rows = self.had.get((holder, agreement, benefit.id), ())
        return counting.history_in(rows, now=now, visit=visit, budgets=budgets)


@dataclass(frozen=True)
class Sheet(Kept):
    """One holder's, at one visit, under one agreement: what somebody at a desk may need of its benefits."""

    days: Mapping[str, list[Day]]
    visit: str

    def history_of(
        self,
        _holder: str,
        benefit: Benefit,
        *,
        agreement: UUID,  # noqa: ARG002 -- as of the books: there is but one
        now: datetime,
        visit: str = "",
        budgets: Mapping[tuple[Across, Period], Tally] | None = None,
    ) -> UseHistory:
        """As `counting.history_of`."""
        if visit != self.visit:
            raise ValueError(visit)
        days = self.days.get(benefit.id, ())
        return counting.history_on(days, now=now, visit=visit, budgets=budgets)


def sheet_of(
    holder: str, bond: Bond, benefits: Iterable[Benefit], *, today: date, visit: str
) -> Sheet:
    """Three questions at most, however many benefits, and one more for each day as in `read`."""
    wanted, agreement = list(benefits), bond.agreement.code
    budgets = {
        (where, each.id)
        for each in wanted
        for where in counting.places(each, agreement, bond.theirs.did, today).values()
    }
    asks = any(clearances.asks(each) for each in wanted)
    return Sheet(
        counting.tallies(budgets, today),
        tuple(clearances.of(frozenset({holder}))) if asks else (),
        counting.days_of(holder, agreement, [each.id for each in wanted], visit),
        visit,
    )


def read(holders: Iterable[str], bonds: Iterable[Bond], today: date) -> Books:
    """Of these holders, as far as what we give by these bonds turns on it: five questions at most, and one more
    for each day since which a budget was not counted yet."""
    whose = frozenset(holders)
    given = [(bond, each) for bond in bonds for each in bond.ours_today]
    budgets = {
        (where, each.id)
        for bond, each in given
        for where in counting.places(each, bond.agreement.code, bond.theirs.did, today).values()
    }
    of_all = Redemption.objects.select_related("shop_code").filter(pseudonym__in=whose)
    uses = list(of_all[:READ])
    whole = len(uses) < READ
    asks = any(clearances.asks(each) for _bond, each in given)
    return Books(
        counting.tallies(budgets, today),
        tuple(clearances.of(whose)) if asks else (),
        _newest(of_all, whose, uses),
        _newest(DeskCheck.objects.select_related("desk").filter(pseudonym__in=whose), whose),
        counting.had_in(uses) if whole else counting.had_by(whose),
    )


def _newest(
    rows: QuerySet[Any], holders: frozenset[str], read_already: list[Any] | None = None
) -> dict[str, list[Any]]:
    """The newest of each holder; where there are many, one after another, so that nobody takes another's place."""
    found = list(rows[:READ]) if read_already is None else read_already
    if len(found) == READ:
        return {each: list(rows.filter(pseudonym=each)[:SHOWN]) for each in holders}
    return {
        each: list(islice((row for row in found if row.pseudonym == each), SHOWN))
        for each in holders
    }
