"""What staff are asked before something is done to an application, a membership or a seat."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.queries import Duplicate

NOBODY = "new"


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=_("Your question"),
        help_text=_("The applicant reads it as you write it, and answers on a page of their own."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Write what you want to know.")},
    )


class DeclineForm(forms.Form):
    """The reason is the applicant's to read, so it must be there and mean something."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The applicant reads it as you write it. Be plain and kind."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Give a reason. The applicant will read it.")},
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
        choices = [(code, f"{each.name}, {each.number}") for code, each in self.members.items()]
        self.fields["person"].choices = [*choices, (NOBODY, _("No, this is somebody new"))]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
