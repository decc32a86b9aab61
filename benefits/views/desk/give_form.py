"""What a desk is asked before it gives something: only what the benefit depends on."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from benefits.eligibility import Benefit
from benefits.eligibility.after import Stacking
from benefits.eligibility.partners import NotNear
from benefits.eligibility.party import Party
from benefits.ruling.base import CENTS

MOST: Final = 99
NOT_SO_MANY: Final = _("Enter a whole number up to 99.")
NOT_SO_FAR: Final = _("Enter a whole number of kilometres up to 20000.")


def _whole(label: Any, least: int, most: int = MOST, **values: Any) -> forms.IntegerField:
    names = ("required", "invalid", "min_value", "max_value")
    sentence = NOT_SO_MANY if most == MOST else _("Enter a number from 0 to 100.")
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        initial=least,
        error_messages=dict.fromkeys(names, sentence),
        **values,
    )


class GiveForm(forms.Form):
    """How many come along, how much of it, and what it would cost; each where the benefit needs it."""

    adults = _whole(_("Adults"), 1)
    children = _whole(_("Children"), 0)
    units = _whole(_("How many"), 1)
    other_percent = _whole(_("Another discount they have, in %"), 0, 100)
    distance_km = forms.IntegerField(
        label=_("How far away their co-op is"),
        help_text=_("In kilometres, as the crow flies. Leave it empty if you have checked it."),
        min_value=0,
        max_value=20_000,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), NOT_SO_FAR),
    )
    bill = forms.DecimalField(
        help_text=_("Before anything is taken off."),
        min_value=0,
        max_value=1_000_000,
        decimal_places=2,
        error_messages={"required": _("Enter what it would cost, such as 12.50.")},
    )

    def __init__(self, data: Any, benefit: Benefit, *, home: str, currency: str) -> None:
        super().__init__(data, auto_id=f"{benefit.id}-%s")
        self.benefit = benefit
        self.conditions: list[str] = []
        party = benefit.rule(Party) is not None
        near = benefit.rule(NotNear)
        asked = {
            "adults": party,
            "children": party,
            "units": benefit.kind == "free_units",
            "other_percent": benefit.rule(Stacking) is not None,
            "distance_km": near is not None and near.within_km and home not in near.lifted_for,
            "bill": benefit.needs_bill or (benefit.percent > 0 and benefit.parameters.is_billed),
        }
        for name in [name for name, wanted in asked.items() if not wanted]:
            del self.fields[name]
        if "bill" in self.fields:
            unit = benefit.currency or currency
            self.fields["bill"].required = benefit.needs_bill
            self.fields["bill"].label = gettext("What it would cost, in {unit}").format(unit=unit)

    @property
    def asked(self) -> dict[str, int]:
        """As `offering.Here` takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if "bill" in said:
            said["bill"] = int(said["bill"] * CENTS)
        return said
