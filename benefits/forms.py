"""What staff write about an agreement or a visit, apart from the terms themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The other side reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason in a sentence.")},
    )


class PauseForm(ReasonForm):
    visits_too = forms.BooleanField(
        label=_("Pause visits too"),
        help_text=_(
            "Otherwise people who are visiting members already stay so until their days are over."
        ),
        required=False,
    )


class HostReasonForm(ReasonForm):
    """A note for ourselves: the visitor only hears that the visit has ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Kept at your co-op. The visitor does not read it.")
