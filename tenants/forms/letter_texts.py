"""A co-op's own words in a letter: only places that the letter knows, and none left out that it needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.letter_texts import PLACE, Changeable, Words
from tenants.models import Member

ROWS = {"rows": 6, "dir": "auto"}


class LetterTextForm(forms.Form):
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        help_text=gettext_lazy("The name of the co-op goes before it."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    opening = forms.CharField(
        label=gettext_lazy("Opening"),
        help_text=gettext_lazy("With the greeting. What follows it is the portal's and stays."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=ROWS),
    )
    closing = forms.CharField(
        label=gettext_lazy("Closing"),
        help_text=gettext_lazy("Below the button: a word of your own, a name."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=ROWS),
    )
    member = forms.CharField(
        label=gettext_lazy("Show it for the member with this number"),
        help_text=gettext_lazy("Empty: for somebody invented."),
        max_length=24,
        required=False,
    )

    def __init__(self, *args: Any, letter: Changeable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter

    @property
    def words(self) -> Words:
        names = ("subject", "opening", "closing")
        return Words(**{name: self.cleaned_data[name].strip() for name in names})

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_closing(self) -> str:
        return self._known("closing")

    def clean_opening(self) -> str:
        text = self._known("opening")
        missing = [name for name in self.letter.required if f"{{{name}}}" not in text]
        if text and missing:
            raise forms.ValidationError(
                _("The opening must say {place}.").format(place=f"{{{missing[0]}}}")
            )
        return text

    def clean_member(self) -> Member | None:
        number = self.cleaned_data["member"].strip()
        if not number:
            return None
        found = Member.objects.filter(number__iexact=number, anonymised_at=None).first()
        if found is None:
            raise forms.ValidationError(_("No member has this number."))
        return found

    def _known(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        strange = [found for found in PLACE.findall(text) if found not in self.letter.places]
        if strange:
            raise forms.ValidationError(
                _("This letter does not know {place}.").format(place=f"{{{strange[0]}}}")
            )
        return text
