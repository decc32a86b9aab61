"""How often, and how much in all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from benefits.eligibility import Across, Benefit, Measure, Money, Period, Rule
from benefits.eligibility.often import Budget, MostlyAtHome, Quota, Transfer, Velocity
from benefits.ruling.base import CENTS, GroupForm, currency, number, pick, tick, whole

PERIODS: Final = (
    (Period.VISIT, _("event")),
    (Period.DAY, _("day")),
    (Period.MONTH, _("month")),
    (Period.YEAR, _("year")),
    (Period.LIFETIME, _("in all")),
)
MEASURES: Final = (
    (Measure.USES, _("uses")),
    (Measure.UNITS, _("units")),
    (Measure.VALUE, _("money")),
)
ACROSS: Final = (
    (Across.PARTNER, _("the members of one partner")),
    (Across.ALL, _("the members of all partners")),
)
MOST: Final = 1_000_000


def _limit(label: Any) -> forms.Field:
    """A number of uses or units, or an amount of money."""
    return forms.DecimalField(
        label=label, min_value=0, max_value=MOST, decimal_places=2, required=False
    )


class OftenForm(GroupForm):
    """Two limits and two budgets, because once a day and thrice a month go together."""

    title = _("How often")
    edits = (Quota, Velocity, MostlyAtHome, Transfer, Budget)

    quota_most = _limit(_("Each member at most"))
    quota_by = pick(_("Counted in"), MEASURES, Measure.USES)
    quota_per = pick(_("For each"), PERIODS, Period.MONTH)
    quota2_most = _limit(_("And at most"))
    quota2_by = pick(_("Counted in"), MEASURES, Measure.USES)
    quota2_per = pick(_("For each"), PERIODS, Period.YEAR)
    velocity_uses = whole(_("Not after so many uses on the same or the previous day"), 1000)
    mostly_at_home = tick(_("More than half of the uses must be at home"))
    transfer_days = whole(_("After so many days in a year, people join"), 366)
    budget_most = _limit(_("All together at most"))
    budget_by = pick(_("Counted in"), MEASURES, Measure.USES)
    budget_per = pick(_("For each"), PERIODS[1:], Period.MONTH)
    budget_across = pick(_("Of"), ACROSS, Across.PARTNER)
    budget2_most = _limit(_("And all together at most"))
    budget2_by = pick(_("Counted in"), MEASURES, Measure.USES)
    budget2_per = pick(_("For each"), PERIODS[1:], Period.YEAR)
    budget2_across = pick(_("Of"), ACROSS, Across.PARTNER)
    currency = currency()

    def build(self) -> Iterator[Rule]:
        data = self.cleaned_data
        for name in ("quota", "quota2"):
            if data[f"{name}_most"]:
                per, by = Period(data[f"{name}_per"]), Measure(data[f"{name}_by"])
                yield Quota(self._most(name, by), per, by, self._unit(by))
        if data["velocity_uses"]:
            yield Velocity(data["velocity_uses"])
        if data["mostly_at_home"]:
            yield MostlyAtHome()
        if data["transfer_days"]:
            yield Transfer(data["transfer_days"])
        for name in ("budget", "budget2"):
            if data[f"{name}_most"]:
                per, by = Period(data[f"{name}_per"]), Measure(data[f"{name}_by"])
                across = Across(data[f"{name}_across"])
                yield Budget(self._most(name, by), per, by, across, self._unit(by))

    def _most(self, name: str, by: Measure) -> int:
        """Money is kept in cents; nothing else has parts."""
        most: Decimal = self.cleaned_data[f"{name}_most"]
        if by is Measure.VALUE:
            return int(most * CENTS)
        if most != int(most):
            self.add_error(f"{name}_most", gettext("Enter a whole number, or count money."))
        return max(int(most), 1)

    def _unit(self, by: Measure) -> str:
        """A currency belongs to money alone."""
        return (self.cleaned_data["currency"] if by is Measure.VALUE else "") or "EUR"

    @classmethod
    def filled(cls, benefit: Benefit) -> dict[str, Any]:
        velocity, transfer = benefit.rule(Velocity), benefit.rule(Transfer)
        found: dict[str, Any] = {
            "velocity_uses": velocity.uses if velocity else None,
            "mostly_at_home": benefit.rule(MostlyAtHome) is not None,
            "transfer_days": transfer.after_days if transfer else None,
        }
        for name, quota in zip(("quota", "quota2"), benefit.rules_of(Quota), strict=False):
            found |= _counted(name, quota)
        for name, budget in zip(("budget", "budget2"), benefit.rules_of(Budget), strict=False):
            found |= _counted(name, budget) | {f"{name}_across": budget.across}
        return found


def _counted(name: str, rule: Quota | Budget) -> dict[str, Any]:
    money = rule.by is Measure.VALUE
    most = number(Money(rule.most)) if money else rule.most
    found = {f"{name}_most": most, f"{name}_by": rule.by, f"{name}_per": rule.per}
    return found | ({"currency": rule.currency} if money else {})
