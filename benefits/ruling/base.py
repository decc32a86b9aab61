"""What the forms of rules share: an empty field means that there is no such rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.eligibility import Benefit, Money, Rule, TermsError
from benefits.eligibility.what import What
from tenants import countries
from tenants.forms.naming import name_fields

CENTS: Final = 100
CURRENCIES: Final = tuple(
    (unit, unit) for unit in ("EUR", *sorted({*countries.CURRENCIES.values()}))
)


class GroupForm(forms.Form):
    """Edits the rules of one group. `rules` holds them once the form is valid."""

    title: ClassVar[Any]
    edits: ClassVar[tuple[type[Rule], ...]]
    rules: tuple[Rule, ...] = ()

    def build(self) -> Iterator[Rule]:
        """The rules that are filled in; TermsError where they make no sense."""
        raise NotImplementedError

    @classmethod
    def filled(cls, benefit: Benefit) -> dict[str, Any]:
        """What the fields say for the rules of this benefit."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.rules = tuple(self.build())
            except TermsError as error:
                self.add_error(None, str(error))
        return data


class WhatForm(forms.Form):
    """Edits what is given, of one kind. `what` holds it once the form is valid."""

    edits: ClassVar[type[What]]
    what: What

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self)

    def build(self) -> What:
        raise NotImplementedError

    @classmethod
    def filled(cls, what: Any) -> dict[str, Any]:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.what = self.build()
            except TermsError as error:
                self.add_error(None, str(error))
        return data


def whole(label: Any, most: int, help_text: Any = "", *, required: bool = False) -> forms.Field:
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=1, max_value=most, required=required
    )


def words(
    label: Any, help_text: Any = "", *, most: int = 300, required: bool = False
) -> forms.Field:
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=required)


def several(label: Any, help_text: Any = "") -> forms.Field:
    return words(label, help_text or _("Separate several with commas."), most=1000)


def tick(label: Any, help_text: Any = "") -> forms.Field:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


def pick(label: Any, choices: Any, initial: Any = None, *, required: bool = False) -> forms.Field:
    return forms.ChoiceField(label=label, choices=choices, initial=initial, required=required)


def money(label: Any, help_text: Any = "", *, required: bool = False) -> forms.Field:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=0,
        max_value=1_000_000,
        decimal_places=2,
        required=required,
    )


def currency() -> forms.Field:
    return pick(_("Currency"), CURRENCIES, "EUR", required=False)


def parts(written: str) -> tuple[str, ...]:
    """What stands between commas, without what is empty."""
    return tuple(part for each in written.split(",") if (part := each.strip()))


def joined(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def amount(number: Decimal | None, unit: str) -> Money | None:
    return None if number is None else Money(int(number * CENTS), unit or "EUR")


def number(value: Money | None) -> Decimal | None:
    return None if value is None else Decimal(value.cents) / CENTS
