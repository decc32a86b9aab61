"""Fields for days, and from when until when something holds, by the days of the co-op."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from tenants.dates import today_in
from tenants.models import Cooperative


def day_field(label: Any, **values: Any) -> forms.DateField:
    """A day, picked or typed."""
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **values)


class DatesForm(forms.Form):
    """A first and a last day. Whoever makes one says where (`begin_at`)."""

    starts_on = day_field(gettext_lazy("First day"))
    ends_on = day_field(gettext_lazy("Last day"))
    today: date

    def begin_at(self, here: Cooperative) -> None:
        """Today begins and ends where the co-op is."""
        self.today = today_in(here.time_zone)
        self.fields["starts_on"].initial = self.today
        self.fields["ends_on"].initial = date(self.today.year + 1, 12, 31)

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        starts_on = self.cleaned_data.get("starts_on")
        if ends_on < self.today or (starts_on and ends_on < starts_on):
            raise forms.ValidationError(
                gettext("The last day must be after the first day, and not over.")
            )
        return ends_on
