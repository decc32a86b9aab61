"""An agreement is proposed in short steps, one small form each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benefits.queries import possible_partners
from benefits.terms import LONGEST_STAY, Gives
from tenants.models import Cooperative, MembershipClass


class StepForm(forms.Form):
    """One step; knows the co-op that asks and the name of the other."""

    def __init__(
        self, *args: Any, here: Cooperative, partner_name: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.here = here
        self.partner_name = partner_name
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and labels that depend on the two co-ops."""


class PartnerForm(StepForm):
    partner = forms.ChoiceField(
        label=_("Partner co-op"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the co-op you want to propose this to.")},
    )

    def prepare(self) -> None:
        self.fields["partner"].choices = [  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
            (str(each.pk), each.name) for each in possible_partners(self.here)
        ]


class _ClassesForm(StepForm):
    classes = forms.MultipleChoiceField(
        label=_("Kinds of membership that count"),
        widget=forms.CheckboxSelectMultiple,
        choices=MembershipClass.Kind.choices,
        error_messages={"required": _("Choose at least one kind of membership.")},
    )
    days = forms.IntegerField(
        label=_("How long a visit lasts"),
        help_text=_("In days, from 1 to 366."),
        min_value=1,
        max_value=LONGEST_STAY,
        initial=90,
        error_messages={"required": _("Enter for how many days a visit lasts.")},
    )

    def gives(self) -> Gives:
        return Gives(
            frozenset(self.cleaned_data["classes"]),
            self.cleaned_data["days"],
            self.cleaned_data.get("visiting_class", ""),
        )


class GiveForm(_ClassesForm):
    visiting_class = forms.ChoiceField(
        label=_("Visitors become"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what visitors become at your co-op.")},
    )

    field_order = ["classes", "visiting_class", "days"]

    def prepare(self) -> None:
        own = MembershipClass.objects.filter(visiting=True, has_vote=False)
        choices = [(str(each.code), each.name) for each in own]
        self.fields["visiting_class"].choices = choices  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
        if len(choices) == 1:
            self.fields["visiting_class"].initial = choices[0][0]


class GetForm(_ClassesForm):
    def prepare(self) -> None:
        kinds = set(
            MembershipClass.objects.filter(visiting=False, reciprocity_eligible=True).values_list(
                "kind", flat=True
            )
        )
        self.fields["classes"].choices = [  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
            choice for choice in MembershipClass.Kind.choices if choice[0] in kinds
        ]


class TermForm(StepForm):
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    notice_days = forms.IntegerField(
        label=_("Notice"),
        help_text=_("How many days a visit may go on after one side has ended the agreement."),
        min_value=0,
        max_value=366,
        initial=30,
    )

    def prepare(self) -> None:
        today = timezone.localdate()
        self.fields["starts_on"].initial = today
        self.fields["ends_on"].initial = date(today.year + 1, 12, 31)

    def clean_ends_on(self) -> date:
        ends_on: date = self.cleaned_data["ends_on"]
        starts_on = self.cleaned_data.get("starts_on")
        if ends_on < timezone.localdate() or (starts_on and ends_on < starts_on):
            raise forms.ValidationError(
                _("The last day must be after the first day, and not over.")
            )
        return ends_on


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The other side reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason in a sentence.")},
    )


class HostReasonForm(ReasonForm):
    """A note for ourselves: the visitor only hears that the visit has ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Kept at your co-op. The visitor does not read it.")
