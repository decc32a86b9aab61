"""What follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from benefits.eligibility import Benefit, Rule
from benefits.eligibility.after import Accrual, Settle, Settlement, Stack, Stacking, Substitute
from benefits.ruling.base import GroupForm, amount, currency, money, number, pick, whole, words

STACKS: Final = (
    ("", _("Not part of this")),
    (Stack.BEST, _("The better one counts")),
    (Stack.NEVER, _("Not together with another")),
)
SETTLES: Final = (
    ("", _("Not part of this")),
    (Settle.NONE, _("Neither co-op pays the other")),
    (Settle.PER_USE, _("Their co-op pays for each use")),
    (Settle.PER_MEMBER, _("Their co-op pays for each member, by month")),
    (Settle.MONTHLY, _("Their co-op pays what was given, by month")),
)


class AfterForm(GroupForm):
    title = _("What follows")
    edits = (Substitute, Stacking, Settlement, Accrual)

    substitute = words(_("Given instead, where it cannot be had"), most=120)
    stacking = pick(_("With another discount"), STACKS)
    settlement = pick(_("Who pays"), SETTLES)
    settlement_price = money(_("How much for each"))
    currency = currency()
    accrual_points = whole(_("Their co-op credits so many"), 1_000_000)
    accrual_called = words(_("Of what"), _("Such as: hours, points."), most=40)

    def build(self) -> Iterator[Rule]:
        data = self.cleaned_data
        if data["substitute"]:
            yield Substitute(data["substitute"])
        if data["stacking"]:
            yield Stacking(Stack(data["stacking"]))
        if data["settlement"]:
            price = amount(data["settlement_price"], data["currency"])
            yield Settlement(Settle(data["settlement"]), price)
        if data["accrual_points"]:
            yield Accrual(data["accrual_points"], data["accrual_called"])

    @classmethod
    def filled(cls, benefit: Benefit) -> dict[str, Any]:
        instead, stacking = benefit.substitute, benefit.rule(Stacking)
        settlement, accrual = benefit.rule(Settlement), benefit.rule(Accrual)
        price = settlement.price if settlement else None
        return {
            "substitute": instead.instead if instead else "",
            "stacking": stacking.mode if stacking else "",
            "settlement": settlement.mode if settlement else "",
            "settlement_price": number(price),
            "currency": price.currency if price else "EUR",
            "accrual_points": accrual.points if accrual else None,
            "accrual_called": accrual.called if accrual else "",
        }
