"""What is asked when somebody leaves, and how an owner sets the rules for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tenants.forms.naming import name_fields
from tenants.models import ClassNotice, LeavingRules, MembershipClass, Notice

MOST_MONTHS: Final = 24
MOST_REMINDERS: Final = 6
FARTHEST: Final = 120


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter this day."),
            "invalid": _("Enter the day as a date."),
        },
    )


class _Dated(forms.Form):
    """With days that lie within limits, each said in the sentence of its field."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def within(self, name: str, first: date | None, last: date | None) -> None:
        day = self.cleaned_data.get(name)
        if day is None:
            return
        if first is not None and day < first:
            said = _("Choose {day} or a later day.")
            self.add_error(name, said.format(day=date_format(first, "DATE_FORMAT")))
        elif last is not None and day > last:
            said = _("Choose {day} or an earlier day.")
            self.add_error(name, said.format(day=date_format(last, "DATE_FORMAT")))


class NoticeForm(_Dated):
    received_on = _day(_("The notice came in on"), _("The period of notice begins on this day."))

    def clean(self) -> dict[str, Any] | None:
        self.within("received_on", None, self.today)
        return self.cleaned_data


class ExclusionForm(_Dated):
    category = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("The letter to the member names it. Cards and partners never learn it."),
        choices=Notice.Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the member is excluded.")},
    )
    heard_on = _day(_("The member was heard on"))
    appeal_until = _day(_("An appeal is possible until"))
    last_day = _day(
        _("Last day of the membership"),
        _("To its end. To keep somebody out until then, suspend the membership besides."),
    )

    def __init__(self, *args: Any, last: date, appeal_days: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last
        until = self.today + timedelta(days=appeal_days)
        self.fields["appeal_until"].initial = until
        self.fields["last_day"].initial = min(until, last)

    def clean(self) -> dict[str, Any] | None:
        self.within("heard_on", None, self.today)
        self.within("appeal_until", self.today, None)
        self.within("last_day", self.today, self.last)
        return self.cleaned_data


class DeathForm(_Dated):
    died_on = _day(_("Day of death"))
    tell = forms.EmailField(
        label=_("Who in the household is told"),
        help_text=_("An email address. Leave it empty to tell nobody."),
        required=False,
        error_messages={"invalid": _("Enter an email address like name@example.org.")},
    )

    def clean(self) -> dict[str, Any] | None:
        self.within("died_on", None, self.today)
        return self.cleaned_data


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Say in a sentence why the data is kept.")},
    )


class LeavingRulesForm(forms.Form):
    notice_months = forms.IntegerField(
        label=_("Period of notice in months"), min_value=0, max_value=MOST_MONTHS
    )
    notice_ends = forms.ChoiceField(
        label=_("A notice takes effect"),
        choices=LeavingRules.NoticeEnds.choices,
        widget=forms.RadioSelect,
    )
    members_give_notice = forms.BooleanField(
        label=_("Members may give notice on their own page"), required=False
    )
    appeal_days = forms.IntegerField(
        label=_("Days to appeal against an exclusion"), min_value=0, max_value=365
    )
    grace_days = forms.IntegerField(
        label=_("Days after the last day in which a membership can still be renewed"),
        help_text=_("Its card has run out by then. When they are over, the membership lapses."),
        min_value=0,
        max_value=90,
    )
    reminder_days = forms.CharField(
        label=_("Further reminders that a membership runs out"),
        help_text=_(
            "Days before the last day, with commas between them: 7, 0. A minus is a day after it: -14. "
            "The first reminder is set with each kind of membership."
        ),
        required=False,
    )
    retention_years = forms.IntegerField(
        label=_("Years for which data is kept after somebody has left"),
        help_text=_("From the end of the year in which they left. Then it is anonymised."),
        min_value=0,
        max_value=30,
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[MembershipClass],
        own: Sequence[ClassNotice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        months = {each.membership_class_id: each.months for each in own}
        self.kinds = {f"kind-{kind.code}": kind for kind in kinds}
        for name, kind in self.kinds.items():
            self.fields[name] = forms.IntegerField(
                label=_("Months of notice for {kind}").format(kind=kind.name),
                help_text=_("Leave it empty where it is as above."),
                required=False,
                min_value=0,
                max_value=MOST_MONTHS,
                initial=months.get(kind.pk),
            )
        name_fields(self)

    def clean_reminder_days(self) -> list[int]:
        parts = self.cleaned_data["reminder_days"].replace("\u2212", "-").split(",")
        try:
            days = sorted({int(part) for part in parts if part.strip()}, reverse=True)
        except ValueError as error:
            message = _("Enter whole numbers with commas between them, such as 7, 0, -14.")
            raise forms.ValidationError(message) from error
        if len(days) > MOST_REMINDERS or any(abs(day) > FARTHEST for day in days):
            raise forms.ValidationError(
                _("Choose at most {n} days, none farther away than {most}.").format(
                    n=MOST_REMINDERS, most=FARTHEST
                )
            )
        return days

    @property
    def own_months(self) -> dict[MembershipClass, int | None]:
        return {kind: self.cleaned_data[name] for name, kind in self.kinds.items()}
