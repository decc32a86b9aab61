"""What staff are asked before a membership is suspended or ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tenants.models import Membership

NOW, LATER = "now", "later"
Reason = Membership.EndReason
BY_ITSELF = (Reason.HOME_ENDED, Reason.MERGED)  # nobody chooses these


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept at your co-op. The card says only that the membership is suspended."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Give a reason in a sentence.")},
    )


class EndForm(forms.Form):
    """Now, or after a day to come, which must lie within the membership."""

    reason = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[(each.value, each.label) for each in Reason if each not in BY_ITSELF],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the membership ends.")},
    )
    when = forms.ChoiceField(
        label=_("When does it end?"),
        choices=[(NOW, _("Today, at once")), (LATER, _("After a day that I choose"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when the membership ends.")},
    )
    day = forms.DateField(
        label=_("Last day"),
        help_text=_("Only if it does not end at once."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter the last day as a date.")},
    )

    def __init__(self, *args: Any, today: date, last: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.last = last

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("when") == NOW:
            return {**found, "day": None}
        if found.get("when") == LATER and "day" in found:
            day = found["day"]
            if day is None:
                self.add_error("day", _("Enter the last day."))
            elif not self.today <= day <= self.last:
                within = _("Choose a day from {first} to {last}: the membership ends then anyway.")
                first, last = (date_format(each, "DATE_FORMAT") for each in (self.today, self.last))
                self.add_error("day", within.format(first=first, last=last))
        return found
