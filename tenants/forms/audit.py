"""What of the log is asked for; it stands in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from tenants.audit.acts import GROUPS
from tenants.audit.listing import NOBODY
from tenants.models import Staff

_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# Beyond them a day before or after cannot be reckoned in every time zone.
_days = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
_wrong = {"invalid": _("Enter a day as a date.")}


class AuditForm(forms.Form):
    who = forms.ChoiceField(label=_("Who did it"), required=False)
    kind = forms.ChoiceField(label=_("What it is about"), required=False)
    member = forms.CharField(
        label=_("Member"),
        required=False,
        max_length=100,
        help_text=_("A name or a member number."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=_day, error_messages=_wrong, validators=_days
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=_day, error_messages=_wrong, validators=_days
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = sorted(
            ((str(each.code), str(each)) for each in Staff.objects.select_related("user")),
            key=lambda one: one[1].casefold(),
        )
        anybody = [("", _("Anybody")), (NOBODY, _("Members, applicants and the portal itself"))]
        self.fields["who"].choices = [*anybody, *team]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
        self.fields["kind"].choices = [("", _("Everything that people do")), *GROUPS.items()]  # type: ignore[attr-defined]  # -- as above

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("That is before the day from which you look."))
        return found
