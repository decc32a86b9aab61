"""What is asked before something is done to many members: as for one of them, without their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tenants import bulk
from tenants.forms.changing import ClassForm
from tenants.forms.membership import LATER, NOW, EndForm
from tenants.models import MembershipClass


def _not_before(day: date, today: date) -> None:
    if day < today:
        said = _("Choose {day} or a later day.")
        raise forms.ValidationError(said.format(day=date_format(today, "DATE_FORMAT")))


class ManyClassForm(ClassForm):
    """Whose membership ends before that day is left as it is, and named."""

    def __init__(
        self, *args: Any, kinds: Sequence[MembershipClass], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, kinds=kinds, today=today, last=date.max, **kwargs)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        _not_before(day, self.today)
        return day


class ManyEndForm(EndForm):
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, last=date.max, **kwargs)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = forms.Form.clean(self) or {}
        if found.get("when") == NOW:
            return {**found, "day": None}
        if found.get("when") == LATER and "day" in found:
            if found["day"] is None:
                self.add_error("day", _("Enter the last day."))
            else:
                try:
                    _not_before(found["day"], self.today)
                except forms.ValidationError as error:
                    self.add_error("day", error)
        return found


class ManyExportForm(forms.Form):
    form = forms.ChoiceField(
        label=_("As"),
        choices=[("csv", "CSV"), ("xlsx", "XLSX"), ("ods", "ODS")],
        initial="csv",
        widget=forms.RadioSelect,
    )


class WhatForm(forms.Form):
    """What to do with those who were ticked on the list, where that was left open."""

    action = forms.ChoiceField(
        label=_("What to do with them"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what to do."),
            "invalid_choice": _("Choose what to do."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [(act.name, act.label) for act in bulk.acts()]  # type: ignore[attr-defined]  # -- a field of choices
