"""Which other entry is the same person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import Member


class FindOtherForm(forms.Form):
    number = forms.CharField(
        label=_("Member number of the other entry"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the number of the other entry.")},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_number(self) -> Member:
        typed = self.cleaned_data["number"].strip()
        rows = Member.objects.filter(number__iexact=typed, anonymised_at=None, merged_into=None)
        found = rows.exclude(pk=self.member.pk).first()
        if found is None:
            raise forms.ValidationError(_("No other entry has this number."))
        return found
