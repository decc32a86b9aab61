"""What staff write about an agreement or a visit, apart from the terms themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.models import AgreementParty, PairException


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


class ExceptionForm(ReasonForm):
    other = forms.ChoiceField(
        label=_("Between you and"),
        error_messages={"required": _("Choose a co-op of the network.")},
    )
    kind = forms.ChoiceField(
        label=_("What is different"),
        widget=forms.RadioSelect,
        choices=PairException.Kind.choices,
        help_text=_(
            "Leaving one out takes your word alone. Lifting the distance needs the other's yes."
        ),
        error_messages={"required": _("Choose what is different.")},
    )
    field_order = ["other", "kind", "reason"]

    def __init__(self, *args: Any, others: Sequence[AgreementParty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = {str(each.pk): each for each in others}
        self.fields["other"].choices = [  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
            (key, each.name) for key, each in self._others.items()
        ]

    @property
    def chosen(self) -> AgreementParty:
        return self._others[self.cleaned_data["other"]]


class HostReasonForm(ReasonForm):
    """A note for ourselves: the visitor only hears that the visit has ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Kept at your co-op. The visitor does not read it.")
