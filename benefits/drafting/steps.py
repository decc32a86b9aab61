"""The short pages of a proposal, one small form each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.days import DatesForm, day_field
from benefits.eligibility import Evidence, Period
from benefits.queries import agreed_with, own_kinds, possible_partners
from tenants.forms.naming import name_fields
from tenants.models import Cooperative, MembershipClass


@dataclass(frozen=True)
class Scene:
    """Who writes to whom. Without partners only the first page can be filled in."""

    here: Cooperative
    partners: tuple[str, ...] = ()
    names: str = ""
    asks: bool = False
    get: bool = True
    network: bool = False


class StepForm(forms.Form):
    def __init__(self, *args: Any, scene: Scene, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scene = scene
        self.prepare()
        name_fields(self)

    def prepare(self) -> None:
        """Fill in choices and labels that depend on the co-ops."""


class PartnerForm(StepForm):
    partners = forms.MultipleChoiceField(
        label=_("Partner co-ops"),
        help_text=_("Choose one, or several for an agreement of all of you together."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the co-op you want to propose this to.")},
    )

    def prepare(self) -> None:
        self.found = {str(each.pk): each for each in possible_partners(self.scene.here)}
        self.fields["partners"].choices = [  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
            (key, each.name) for key, each in self.found.items()
        ]

    def clean_partners(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["partners"]
        dids = {self.scene.here.did, *(self.found[key].did for key in chosen)}
        if frozenset(dids) in agreed_with():
            raise forms.ValidationError(
                _("There is an agreement or an open proposal between you already. Change that one.")
            )
        return chosen


class NetworkForm(StepForm):
    title = forms.CharField(
        label=_("Name of the network"),
        max_length=120,
        error_messages={"required": _("Give the network a name.")},
    )
    member = forms.BooleanField(
        label=_("Your co-op is part of it"),
        help_text=_("Leave this out if you only publish the terms, as a federation does."),
        required=False,
        initial=True,
    )


class WhoForm(StepForm):
    their_classes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=MembershipClass.Kind.choices,
        error_messages={"required": _("Choose at least one kind of their membership.")},
    )
    our_classes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of your membership.")},
    )
    tenure = forms.IntegerField(
        label=_("Member for at least"),
        help_text=_("In days. Leave it empty to count everybody in good standing."),
        min_value=1,
        max_value=3660,
        required=False,
    )

    def prepare(self) -> None:
        names = self.scene.names
        if self.scene.network:
            self.fields["their_classes"].label = _("Kinds of membership that count everywhere")
            del self.fields["our_classes"]
            return
        self.fields["their_classes"].label = _("Members of {names} who count at your co-op").format(
            names=names
        )
        self.fields["our_classes"].label = _("Members of yours who count at {names}").format(
            names=names
        )
        kinds = own_kinds()
        self.fields["our_classes"].choices = [  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
            choice for choice in MembershipClass.Kind.choices if choice[0] in kinds
        ]
        if len(kinds) == 1:
            self.fields["our_classes"].initial = list(kinds)


class LimitsForm(StepForm):
    times = forms.IntegerField(
        label=_("How often each member may have it"),
        help_text=_(
            "Leave it empty where there is no limit. Visiting memberships are not counted."
        ),
        min_value=1,
        max_value=1000,
        required=False,
    )
    per = forms.ChoiceField(
        label=_("Counted by"),
        choices=[
            (Period.DAY, _("day")),
            (Period.MONTH, _("month")),
            (Period.YEAR, _("year")),
            (Period.VISIT, _("event")),
        ],
        initial=Period.DAY,
    )
    together = forms.IntegerField(
        label=_("How often all members together in a month"),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )
    adults = forms.IntegerField(
        label=_("Adults a card covers"),
        help_text=_("1 is the member alone. Leave it empty where it does not matter."),
        min_value=1,
        max_value=99,
        required=False,
    )
    children = forms.IntegerField(
        label=_("Children a card covers"), min_value=0, max_value=99, required=False
    )
    km = forms.IntegerField(
        label=_("Not for members of a co-op nearer than"),
        help_text=_("In kilometres. Leave it empty where distance does not matter."),
        min_value=1,
        max_value=20_000,
        required=False,
    )
    closed_from = day_field(_("You give nothing from"), required=False)
    closed_to = day_field(_("to"), required=False)
    evidence = forms.ChoiceField(
        label=_("What a member shows"),
        widget=forms.RadioSelect,
        choices=[
            (Evidence.SHOWN.name, _("The card, on paper or on a phone")),
            (Evidence.LIVE.name, _("A code from their own phone that is good for a minute")),
        ],
        initial=Evidence.SHOWN.name,
    )
    mutual = forms.BooleanField(
        label=_("Only while both sides give something"),
        help_text=_("When one side gives nothing for a time, the other need not either."),
        required=False,
    )

    def prepare(self) -> None:
        if self.scene.network:
            # On which days it is closed, each co-op says for itself.
            del self.fields["closed_from"], self.fields["closed_to"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("closed_from"), data.get("closed_to")
        if bool(first) != bool(last):
            missing = "closed_to" if first else "closed_from"
            self.add_error(missing, _("Enter both days, or neither."))
        elif first and last and last < first:
            self.add_error("closed_to", _("The last of these days must not be before the first."))
        if data.get("children") and not data.get("adults"):
            self.add_error("adults", _("Say how many adults, if children count."))
        return data


class TermForm(DatesForm, StepForm):
    notice_days = forms.IntegerField(
        label=_("Notice"),
        help_text=_(
            "In days: how long visits go on after one side has ended it, and how long a change waits."
        ),
        min_value=0,
        max_value=366,
        initial=30,
    )
    note = forms.CharField(
        label=_("A word to the others"),
        help_text=_("Why you ask for this. They read it on the page."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def prepare(self) -> None:
        self.begin_at(self.scene.here)
        if self.scene.asks:
            self.fields["starts_on"].label = _("From which day it changes")
            self.fields["starts_on"].help_text = _(
                "At the earliest once all have signed and the notice that was agreed is over."
            )


def dates(form: forms.Form) -> Iterator[tuple[date, date]]:
    """The days that were closed on the page of limits."""
    first, last = form.cleaned_data.get("closed_from"), form.cleaned_data.get("closed_to")
    if first and last:
        yield first, last
