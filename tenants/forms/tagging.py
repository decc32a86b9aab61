"""Tags: which there are, and who has which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.errors import TooManyTagsError
from tenants.forms.applying import plain_name
from tenants.models import Tag
from tenants.secrets import name_key

LONGEST = 40


def _word(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=required,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Enter a word for it.")},
    )


def _without_separator(text: str) -> str:
    """One word: in a list that is taken along, a semicolon would make two of it."""
    if ";" in text:
        raise forms.ValidationError(_("Leave the semicolon out: it separates tags in lists."))
    return plain_name(text)


class TagNameForm(forms.Form):
    name = _word(_("Tag"))

    def clean_name(self) -> str:
        return _without_separator(self.cleaned_data["name"])


class _WithTags(forms.Form):
    def __init__(self, *args: Any, tags: Sequence[Tag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = {str(each.code): each for each in tags}
        choices = [(code, each.name) for code, each in self.words.items()]
        field: Any = self.fields["tags"]
        field.choices = choices
        if not choices:
            del self.fields["tags"]

    @property
    def chosen(self) -> list[Tag]:
        return [self.words[code] for code in self.cleaned_data.get("tags", [])]


class MemberTagsForm(_WithTags):
    tags = forms.MultipleChoiceField(
        label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new = _word(_("A new tag"), required=False)

    def clean_new(self) -> str:
        return _without_separator(self.cleaned_data["new"])


class ManyTagsForm(_WithTags):
    """For many at once: each tag that is ticked, and one more by its name."""

    tags = forms.MultipleChoiceField(
        label=_("Tags to give"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new = _word(_("A new tag"), required=False)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if not found.get("tags") and not found.get("new") and not self.errors:
            raise forms.ValidationError(_("Choose a tag, or enter a new one."))
        new = found.get("new")
        known = {name_key(each.name) for each in self.words.values()}
        if new and name_key(new) not in known and len(known) >= Tag.MOST:
            self.add_error("new", str(TooManyTagsError.message))
        return found


class ManyUntagForm(_WithTags):
    tags = forms.MultipleChoiceField(
        label=_("Tags to take away"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a tag.")},
    )
