"""Which register is asked for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

NOW, THEN = "now", "then"


class RegisterForm(forms.Form):
    on = forms.DateField(
        label=_("As at the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Enter a day."), "invalid": _("Enter a day as a date.")},
    )
    known = forms.ChoiceField(
        label=_("By what is known"),
        choices=[
            (NOW, _("today, with later corrections")),
            (THEN, _("on that day, as one would have drawn it then")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    visits = forms.BooleanField(label=_("With visiting members"), required=False)

    def clean_known(self) -> str:
        return self.cleaned_data["known"] or NOW
