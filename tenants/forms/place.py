"""Where a co-op is in time, and in which languages it writes."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.countries import CURRENCIES
from tenants.languages import LANGUAGES
from tenants.models import Cooperative


def time_zones() -> list[tuple[str, Any]]:
    """By the part of the world, as the table names them; without its old and technical names."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        part, _slash, place = name.partition("/")
        if place and part not in {"Etc", "SystemV", "US", "posix", "right"}:
            parts.setdefault(part, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC"), *parts.items()]


class PlaceForm(forms.Form):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_(
            "A membership until 31 December holds to the end of that day there, wherever it is checked."
        ),
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the co-op"),
        help_text=_("Your own texts and the words on your cards are in it."),
        choices=LANGUAGES,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that you write in besides"),
        help_text=_("You can give names, prices and texts in each of them."),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        help_text=_("Shares are counted in it."),
        choices=[(unit, unit) for unit in ("EUR", *sorted({*CURRENCIES.values()}))],
    )

    def __init__(self, *args: Any, here: Cooperative, **kwargs: Any) -> None:
        known = {
            "time_zone": here.time_zone,
            "language": here.language,
            "languages": here.languages,
            "currency": here.currency,
        }
        super().__init__(*args, initial=known, **kwargs)  # type: ignore[misc]  # -- never given in args
        self.fields["time_zone"].choices = time_zones()  # type: ignore[attr-defined]  # -- a ChoiceField, declared above

    def settled(self) -> dict[str, Any]:
        """As the service takes it: the co-op's own language is not one besides."""
        said = self.cleaned_data
        besides = [each for each in said["languages"] if each != said["language"]]
        return {**said, "languages": besides}
