"""What staff are asked before something is done to an application, a membership or a seat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, ReasonTemplate
from tenants.queries import Duplicate

NOBODY = "new"


class WordsForm(forms.Form):
    """Something the applicant will read; kept words can be put into the field `words_in`."""

    words_in = "reason"

    def __init__(self, *args: Any, templates: Sequence[ReasonTemplate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = templates

    def use_template(self, code: str, typed: str = "") -> None:
        """Begin with the kept words that were chosen; with what was typed where none were."""
        chosen = [each.text for each in self.templates if str(each.code) == code]
        self.initial[self.words_in] = chosen[0] if chosen else typed


class MessageForm(WordsForm):
    words_in = "text"

    text = forms.CharField(
        label=_("Your message"),
        help_text=_("The applicant reads it in an email as you write it, and on their own page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write what you want to say or know.")},
    )
    asks = forms.BooleanField(
        label=_("The decision waits for an answer"), required=False, initial=True
    )


class ReasonForm(WordsForm):
    """The reason is the applicant's to read, so it must mean something where one is needed."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The applicant reads it as you write it. Be plain and kind."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Give a reason. The applicant will read it.")},
    )

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class InsideForm(forms.Form):
    """A reason for colleagues; the applicant does not read it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Only your team reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Say why. Your colleagues will read it.")},
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note for the team"),
        help_text=_("The applicant never sees it here. It is deleted with the application."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Write the note first.")},
    )


class AnywayForm(forms.Form):
    anyway = forms.CharField(
        label=_("Why it may be approved all the same"),
        help_text=_("Kept in the history. Only your team reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say why a condition may stay open.")},
    )


class SamePersonForm(forms.Form):
    """Asked where somebody on the register may be the applicant."""

    person = forms.ChoiceField(
        label=_("Is this somebody you have already?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether this is somebody you have already."),
            "invalid_choice": _("Choose one of the people below."),
        },
    )

    def __init__(self, *args: Any, duplicates: list[Duplicate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [each.member for each in duplicates if each.member is not None]
        self.members = {str(each.code): each for each in known}
        self._choose(known)

    def offer(self, duplicates: list[Duplicate]) -> None:
        """Only these stand on the page; the others are still known."""
        self._choose([each.member for each in duplicates if each.member is not None])

    def _choose(self, known: list[Member]) -> None:
        choices = [(str(each.code), f"{each.name}, {each.number}") for each in known]
        self.fields["person"].choices = [*choices, (NOBODY, _("No, this is somebody new"))]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
