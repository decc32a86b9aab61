"""What to do with those who were ticked on the list, where that was left open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants import bulk


class WhatForm(forms.Form):
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
