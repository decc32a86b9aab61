"""The filters of the list of members; they stand in its address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import MembershipClass

ROWS = 50
_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_wrong = {"invalid": _("Enter a day as a date.")}


class MemberFilterForm(forms.Form):
    kind: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("Membership"),
        required=False,
        to_field_name="code",
        empty_label=_("Any"),
    )
    since = forms.DateField(
        label=_("Joined from"), required=False, widget=_day, error_messages=_wrong
    )
    until = forms.DateField(
        label=_("Joined until"), required=False, widget=_day, error_messages=_wrong
    )
    no_email = forms.BooleanField(label=_("Without an email address"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("By number")),
            ("name", _("By name")),
            ("newest", _("Newest first")),
            ("oldest", _("Oldest first")),
        ],
        required=False,
    )
    rows = forms.ChoiceField(
        label=_("Rows on a page"),
        choices=[("", str(ROWS)), ("25", "25"), ("100", "100")],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = MembershipClass.objects.all()  # type: ignore[attr-defined]  # -- a ModelChoiceField, declared above

    def clean_rows(self) -> int:
        return int(self.cleaned_data["rows"] or ROWS)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("That is before the day from which you look."))
        return found


class SaveFilterForm(forms.Form):
    name = forms.CharField(
        label=_("Keep this filter as"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Give the filter a name.")},
    )
