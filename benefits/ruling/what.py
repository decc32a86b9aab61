"""What is given: a form for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.eligibility import Period, TermsError
from benefits.eligibility.memberships import (
    LONGEST_STAY,
    NO_VOTE,
    AsOwnMember,
    ReducedFee,
    VisitingMembership,
)
from benefits.eligibility.what import Discount, EventEntry, FeeWaiver, FreeUnits, ShopCode, What
from benefits.ruling.base import (
    WhatForm,
    amount,
    currency,
    money,
    number,
    parts,
    pick,
    several,
    tick,
    whole,
    words,
)
from benefits.ruling.often import PERIODS


class _OffForm(WhatForm):
    percent_off = whole(_("Per cent off"), 100)
    fixed = money(_("Or an amount off"))
    currency = currency()

    def off(self) -> tuple[int, Any]:
        data = self.cleaned_data
        return data["percent_off"] or 0, amount(data["fixed"] or None, data["currency"])

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        return {
            "percent_off": what.percent_off or None,
            "fixed": number(what.fixed),
            "currency": what.fixed.currency if what.fixed else "EUR",
        }


class DiscountForm(_OffForm):
    edits = Discount

    excludes = several(_("Not on"), _("For example: alcohol, bread."))
    cap = money(_("At most, each time"))

    def build(self) -> What:
        data = self.cleaned_data
        cap = amount(data["cap"], data["currency"])
        return Discount(*self.off(), parts(data["excludes"]), cap)

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        more = {"excludes": ", ".join(what.excludes), "cap": number(what.cap)}
        unit = what.cap.currency if what.cap else super().filled(what)["currency"]
        return {**super().filled(what), **more, "currency": unit}


class ShopCodeForm(_OffForm):
    edits = ShopCode

    shop = forms.URLField(label=_("Address of the web shop"), assume_scheme="https", required=False)
    valid_days = whole(_("Good for so many days"), 366, required=True)

    def build(self) -> What:
        return ShopCode(*self.off(), self.cleaned_data["shop"], self.cleaned_data["valid_days"])

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        return {**super().filled(what), "shop": what.shop, "valid_days": what.valid_days}


class FreeUnitsForm(WhatForm):
    edits = FreeUnits

    units = whole(_("How many are free"), 100_000, required=True)
    unit = words(_("Of what"), _("Such as: days, visits."), most=40, required=True)
    per = pick(_("For each"), PERIODS, Period.YEAR, required=True)
    then = money(_("Then each costs"), required=True)
    currency = currency()

    def build(self) -> What:
        data = self.cleaned_data
        then = amount(data["then"], data["currency"])
        if then is None:  # the field is required; said for the types
            raise TermsError("Say what each costs then.")
        return FreeUnits(data["units"], data["unit"], Period(data["per"]), then)

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        then = {"then": number(what.then), "currency": what.then.currency}
        return {"units": what.units, "unit": what.unit, "per": what.per, **then}


class VisitingForm(WhatForm):
    edits = VisitingMembership

    days = whole(_("How long a visit lasts, in days"), LONGEST_STAY, required=True)
    own_class = words(
        _("The kind of membership they get"), _("Empty: your kind for visitors."), most=60
    )
    no_vote = tick(_("Without a vote"))
    carve_outs = several(_("And without"), _("Such as: dividend, key to the house."))

    def build(self) -> What:
        data = self.cleaned_data
        without = ((NO_VOTE,) if data["no_vote"] else ()) + parts(data["carve_outs"])
        return VisitingMembership(data["days"], data["own_class"], without)

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        rest = [each for each in what.carve_outs if each != NO_VOTE]
        return {
            "days": what.days,
            "own_class": what.own_class,
            "no_vote": NO_VOTE in what.carve_outs,
            "carve_outs": ", ".join(rest),
        }


class EventEntryForm(WhatForm):
    edits = EventEntry

    event = words(_("Which event"), most=120, required=True)
    on = forms.DateField(
        label=_("On which day"),
        help_text=_("Empty: any day."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        required=False,
    )
    price = money(_("Price"), _("Empty: free."))
    currency = currency()

    def build(self) -> What:
        data = self.cleaned_data
        return EventEntry(data["event"], data["on"], amount(data["price"], data["currency"]))

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        unit = what.price.currency if what.price else "EUR"
        return {"event": what.event, "on": what.on, "price": number(what.price), "currency": unit}


class FeeWaiverForm(WhatForm):
    edits = FeeWaiver

    fee = words(_("Which fee need not be paid"), most=80, required=True)

    def build(self) -> What:
        return FeeWaiver(self.cleaned_data["fee"])

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        return {"fee": what.fee}


class AsOwnMemberForm(WhatForm):
    edits = AsOwnMember

    own_class = words(_("Code of your kind of membership"), most=60)
    called = words(_("Which members of yours they count as"), most=80, required=True)

    def build(self) -> What:
        return AsOwnMember(self.cleaned_data["own_class"], self.cleaned_data["called"])

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        return {"own_class": what.own_class, "called": what.called}


class ReducedFeeForm(WhatForm):
    edits = ReducedFee

    fee = money(_("Your usual fee"), required=True)
    share_percent = forms.IntegerField(
        label=_("They pay so many per cent of it"), min_value=0, max_value=100
    )
    floor = money(_("And at least"), required=True)
    currency = currency()

    def build(self) -> What:
        data = self.cleaned_data
        fee, floor = (amount(data[name], data["currency"]) for name in ("fee", "floor"))
        if fee is None or floor is None:  # the fields are required; said for the types
            raise TermsError("Say what the fee is.")
        return ReducedFee(fee, data["share_percent"], floor)

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        return {
            "fee": number(what.fee),
            "share_percent": what.share_percent,
            "floor": number(what.floor),
            "currency": what.fee.currency,
        }


_ALL: tuple[type[WhatForm], ...] = (
    VisitingForm,
    DiscountForm,
    ShopCodeForm,
    FreeUnitsForm,
    EventEntryForm,
    FeeWaiverForm,
    AsOwnMemberForm,
    ReducedFeeForm,
)
WHAT_FORMS: Final[Mapping[str, type[WhatForm]]] = {form.edits.kind: form for form in _ALL}
