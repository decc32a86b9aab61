"""When and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from benefits.eligibility import Benefit, Rule, TermsError
from benefits.eligibility.where import WEEKDAYS, Blackout, Hours, Sites, Window
from benefits.ruling.base import GroupForm, joined, parts, several

OPENS, CLOSES = time(0), time(23, 59)
DAY: Final = {"type": "date"}
CLOCK: Final = {"type": "time"}


class WhereForm(GroupForm):
    title = _("When and where")
    edits = (Window, Blackout, Hours, Sites)

    window_from = forms.DateField(
        label=_("First day"), widget=forms.DateInput(DAY, "%Y-%m-%d"), required=False
    )
    window_to = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(DAY, "%Y-%m-%d"), required=False
    )
    blackout = forms.CharField(
        label=_("Not on these days"),
        help_text=_("A day or two days on each line, such as: 2026-12-24 to 2026-12-26."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        required=False,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on"),
        choices=[(number, _(name)) for number, name in enumerate(WEEKDAYS, 1)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    opens = forms.TimeField(label=_("From"), widget=forms.TimeInput(CLOCK, "%H:%M"), required=False)
    closes = forms.TimeField(
        label=pgettext_lazy("time of day", "To"),
        widget=forms.TimeInput(CLOCK, "%H:%M"),
        required=False,
    )
    sites = several(_("Only at"), _("Names of your places, separated by commas."))

    def build(self) -> Iterator[Rule]:
        data = self.cleaned_data
        first, last = data["window_from"], data["window_to"]
        if first or last:
            yield Window(first or date(2000, 1, 1), last or date(2999, 12, 31))
        if data["blackout"].strip():
            yield Blackout(
                tuple(_span(line) for line in data["blackout"].splitlines() if line.strip())
            )
        if data["weekdays"] or data["opens"] or data["closes"]:
            days = frozenset(data["weekdays"]) or frozenset(range(1, 8))
            yield Hours(days, data["opens"] or OPENS, data["closes"] or CLOSES)
        if data["sites"]:
            yield Sites(frozenset(parts(data["sites"])))

    @classmethod
    def filled(cls, benefit: Benefit) -> dict[str, Any]:
        window, blackout = benefit.rule(Window), benefit.rule(Blackout)
        hours, sites = benefit.rule(Hours), benefit.rule(Sites)
        found: dict[str, Any] = {"sites": joined(sites.sites) if sites else ""}
        if window:
            found |= {"window_from": window.starts_on, "window_to": window.ends_on}
        if blackout:
            found["blackout"] = "\n".join(f"{one} to {other}" for one, other in blackout.dates)
        if hours:
            found |= {
                "weekdays": sorted(hours.weekdays),
                "opens": hours.opens,
                "closes": hours.closes,
            }
        return found


def _span(line: str) -> tuple[date, date]:
    first, _to, last = (each.strip() for each in line.partition(" to "))
    try:
        start = date.fromisoformat(first)
        return start, date.fromisoformat(last) if last else start
    except ValueError as error:
        raise TermsError(
            "Write days like 2026-12-24 to 2026-12-26, one or two on a line."
        ) from error
