"""The page on which both sides' gifts are chosen, from the same five presets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.drafting.presets import DISCOUNT, FREE, GUEST, SAME_PRICE
from benefits.drafting.steps import StepForm
from benefits.eligibility import Period
from benefits.errors import NoVisitingClassError
from benefits.queries import visiting_classes
from benefits.terms import LONGEST_STAY, VISITING

GIVE, GET = "give", "get"
PRESETS: Final = (
    (SAME_PRICE, _("The same price as own members")),
    (DISCOUNT, _("A discount")),
    (FREE, _("Some free visits")),
    (GUEST, _("Coming in as a day guest")),
    (VISITING, _("A visiting membership, without a vote")),
)
# Which fields belong to a preset, and which of them must not be empty where it is chosen.
PARTS: Final = {
    SAME_PRICE: ("called",),
    DISCOUNT: ("percent", "excludes"),
    FREE: ("units", "unit", "free_per", "then"),
    GUEST: ("guest_of", "guest_price"),
    VISITING: ("days", "visiting_class"),
}
NEEDED: Final = {
    "called": _("Say for what the price of own members holds."),
    "percent": _("Enter how many per cent are taken off."),
    "units": _("Enter how many are free."),
    "unit": _("Say what is free, for example visits or days."),
    "guest_of": _("Say where a day guest may go."),
    "days": _("Enter for how many days a visit lasts."),
    "visiting_class": _("Choose what visitors become at your co-op."),
}


@dataclass(frozen=True)
class Option:
    """One preset on the page: its box, and the fields that belong to it."""

    box: Any
    fields: list[forms.BoundField]


@dataclass(frozen=True)
class Direction:
    legend: str
    presets: forms.BoundField
    options: list[Option]


def _fields() -> dict[str, forms.Field]:
    """What one side is asked: the presets, and the particulars of each."""
    return {**_prices(), **_visits()}


def _prices() -> dict[str, forms.Field]:
    return {
        "presets": forms.MultipleChoiceField(
            choices=PRESETS, widget=forms.CheckboxSelectMultiple, required=False
        ),
        "called": forms.CharField(
            label=_("For what"),
            help_text=_("For example: hire, courses, everything in the shop."),
            max_length=80,
            required=False,
        ),
        "percent": forms.IntegerField(
            label=_("Per cent off"), min_value=1, max_value=100, required=False
        ),
        "excludes": forms.CharField(
            label=_("Not on"),
            help_text=_("Separate several with commas, for example: alcohol, bread."),
            max_length=200,
            required=False,
        ),
    }


def _visits() -> dict[str, forms.Field]:
    return {
        "units": forms.IntegerField(
            label=_("How many are free"), min_value=1, max_value=1000, required=False
        ),
        "unit": forms.CharField(
            label=_("Of what"), initial=_("visits"), max_length=40, required=False
        ),
        "free_per": forms.ChoiceField(
            label=_("Counted by"),
            choices=[(Period.MONTH, _("month")), (Period.YEAR, _("year"))],
            initial=Period.YEAR,
            required=False,
        ),
        "then": forms.DecimalField(
            label=_("Then each costs"),
            min_value=0,
            max_value=100_000,
            decimal_places=2,
            required=False,
        ),
        "guest_of": forms.CharField(
            label=_("Where to"), initial=_("the house for a day"), max_length=120, required=False
        ),
        "guest_price": forms.DecimalField(
            label=_("Price"),
            help_text=_("Leave it empty where it is free."),
            min_value=0,
            max_value=100_000,
            decimal_places=2,
            required=False,
        ),
        "days": forms.IntegerField(
            label=_("How long a visit lasts"),
            help_text=_("In days, from 1 to 366."),
            min_value=1,
            max_value=LONGEST_STAY,
            initial=90,
            required=False,
        ),
    }


class GiftsForm(StepForm):
    """Two sides with the same fields; `give_` and `get_` stand before their names."""

    def prepare(self) -> None:
        for side in self.sides:
            for name, one in _fields().items():
                self.fields[f"{side}_{name}"] = one
        self.own = visiting_classes()
        if len(self.own) > 1 and not self.scene.network:
            self.fields["give_visiting_class"] = forms.ChoiceField(
                label=_("Visitors become"),
                widget=forms.RadioSelect,
                choices=self.own,
                required=False,
            )
        legends = {
            GIVE: _("What members of {names} get from you"),
            GET: _("What your members get from {names}"),
        }
        for side in self.sides:
            legend = legends[side].format(names=self.scene.names)
            every = _("What every co-op gives the members of the others")
            self.fields[f"{side}_presets"].label = every if self.scene.network else legend

    @property
    def sides(self) -> tuple[str, ...]:
        return (GIVE, GET) if self.scene.get and not self.scene.network else (GIVE,)

    def directions(self) -> Iterator[Direction]:
        """As they are drawn: what a preset needs is not called optional, though it is only needed with it."""
        for name, one in self.fields.items():
            one.required = name.partition("_")[2] in NEEDED
        for side in self.sides:
            field = self[f"{side}_presets"]
            options = [
                Option(box, [self[name] for name in self._parts(side, str(box.data["value"]))])
                for box in field
            ]
            yield Direction(str(field.label), field, options)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not any(data.get(f"{side}_presets") for side in self.sides):
            self.add_error("give_presets", _("Choose at least one thing that one side gives."))
        own = self.own or self.scene.network
        if VISITING in data.get("give_presets", []) and not own:
            self.add_error("give_presets", NoVisitingClassError.message)
        for side in self.sides:
            for preset in data.get(f"{side}_presets", []):
                for name in self._parts(side, preset):
                    self._need(name, data)
        return data

    def answers(self, side: str) -> dict[str, Any]:
        """What was chosen for one side, without the side's name."""
        start = f"{side}_"
        return {
            name.removeprefix(start): value
            for name, value in self.cleaned_data.items()
            if name.startswith(start)
        }

    def _parts(self, side: str, preset: str) -> list[str]:
        names = (f"{side}_{part}" for part in PARTS[preset])
        return [name for name in names if name in self.fields]

    def _need(self, name: str, data: dict[str, Any]) -> None:
        sentence = NEEDED.get(name.partition("_")[2])
        if sentence and name not in self.errors and not data.get(name):
            self.add_error(name, sentence)
