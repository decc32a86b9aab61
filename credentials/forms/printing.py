"""Which cards, and how they are to stand on paper."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from credentials import waves
from credentials.models import PrintRun, Wave
from credentials.queries import ISSUED, SHOWN, UNOPENED, Choice
from tenants.models import MembershipClass

MOST_TICKED: Final = 100


class ChoiceForm(forms.Form):
    """The filter of the list of cards; it stands in its address."""

    kind: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("Membership"),
        required=False,
        to_field_name="code",
        empty_label=_("Any"),
    )
    no_email = forms.BooleanField(label=_("Without an email address"), required=False)

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(asked)
        self.asked = asked
        self.fields["kind"].queryset = MembershipClass.objects.all()  # type: ignore[attr-defined]  # -- a ModelChoiceField, declared above

    def _wave(self) -> Wave | None:
        found = _codes([self.asked.get("wave", "")])
        return Wave.objects.filter(code__in=found).first()

    def choice(self) -> Choice:
        """What cannot be understood narrows nothing."""
        self.is_valid()
        show, kind = self.asked.get("show", ISSUED), self.cleaned_data.get("kind")
        wave = self._wave()
        return Choice(
            show=show if show in SHOWN else ISSUED,
            kind=kind.code if kind else None,
            no_email=self.cleaned_data.get("no_email", False),
            wave=wave.code if wave else None,
            held=_left_to_letters(wave, show) if wave else None,
            these=tuple(_codes(self.asked.getlist("these")[:MOST_TICKED])),
        )


def _left_to_letters(wave: Wave, show: str) -> tuple[int, ...]:
    return tuple(waves.unopened(wave) if show == UNOPENED else waves.rest(wave))


def _codes(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


class PrintForm(forms.Form):
    shape = forms.ChoiceField(
        label=_("On which paper?"),
        widget=forms.RadioSelect,
        choices=PrintRun.Shape.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose the paper.")),
    )
    sides = forms.ChoiceField(
        label=_("Which side of the card?"),
        help_text=_(
            "The back says how the card is checked. Print both sides turned over along the long edge. "
            "A letter has both sides, to be folded."
        ),
        widget=forms.RadioSelect,
        choices=PrintRun.Sides.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a side.")),
    )
    further = forms.BooleanField(
        label=_("Further cards of the household too"),
        help_text=_("Each follows the member's own card, and comes to the member's address."),
        required=False,
    )
