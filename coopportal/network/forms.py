"""What is said about an interest by whoever looks after it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopportal.interest.forms import CHOOSE
from tenants.models import Cooperative, Interest

BY_HAND = (
    Interest.State.NEW,
    Interest.State.TALKING,
    Interest.State.ON_BOARD,
    Interest.State.NOT_NOW,
)


class NextStepForm(forms.Form):
    prefix = "next"

    step = forms.CharField(
        label=_("Next step"),
        help_text=_("Leave it empty when nothing is to do."),
        max_length=200,
        required=False,
    )
    on = forms.DateField(
        label=_("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a date, like 2026-12-31.")},
    )
    who = forms.CharField(label=_("Who does it"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        if values.get("step"):
            if not values.get("on") and "on" not in self.errors:
                self.add_error("on", _("Enter by when it is done."))
            if not values.get("who"):
                self.add_error("who", _("Enter who does it."))
        return values


class NoteForm(forms.Form):
    prefix = "note"

    text = forms.CharField(
        label=_("Note"),
        help_text=_("For colleagues. The person can ask for it: write what you would say to them."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Write a note.")},
    )


class StateForm(forms.Form):
    """Where it stands. “Invited” is not chosen: it follows when a co-op is opened."""

    prefix = "state"

    to = forms.ChoiceField(
        label=_("Move to"),
        choices=[CHOOSE, *((each.value, each.label) for each in BY_HAND)],
        error_messages={"required": _("Choose where it stands.")},
    )
    was = forms.CharField(widget=forms.HiddenInput, max_length=12)


class HereAlreadyForm(forms.Form):
    prefix = "here"

    cooperative = forms.ModelChoiceField(
        label=_("Which co-op?"),
        queryset=Cooperative.objects.none(),
        error_messages={"required": _("Choose the co-op.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = Cooperative.objects.exclude(state=Cooperative.State.CLOSED)
        self.fields["cooperative"].queryset = open_ones.order_by("name")  # type: ignore[attr-defined]  # -- a ModelChoiceField, declared above
