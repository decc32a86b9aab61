"""Who is invited, and how fast."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import MembershipClass

AT_ONCE: Final = 50
AN_HOUR: Final = 200
MOST_AT_ONCE: Final = 500
MOST_AN_HOUR: Final = 5000


class WaveForm(forms.Form):
    kind: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("Membership"),
        required=False,
        to_field_name="code",
        empty_label=_("Any"),
    )
    again = forms.BooleanField(
        label=_("Also who was invited before and has not opened the card"), required=False
    )
    at_once = forms.IntegerField(
        label=_("Emails at once"),
        help_text=_("Begin with few: you see whether they arrive, and can pause."),
        min_value=1,
        max_value=MOST_AT_ONCE,
    )
    an_hour = forms.IntegerField(
        label=_("Emails an hour, at most"),
        help_text=_("Ask whoever runs your mail server what it takes from one sender."),
        min_value=1,
        max_value=MOST_AN_HOUR,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = MembershipClass.objects.filter(visiting=False)  # type: ignore[attr-defined]  # -- a ModelChoiceField, declared above
        for name, most in (("at_once", MOST_AT_ONCE), ("an_hour", MOST_AN_HOUR)):
            said = _("Enter a number from 1 to {most}.").format(most=most)
            wrong = ("required", "invalid", "min_value", "max_value")
            self.fields[name].error_messages.update(dict.fromkeys(wrong, said))
