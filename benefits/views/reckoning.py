"""Staff: what a month costs each partner, and what is left of the budgets."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from benefits import reckoning, uses
from benefits.reckoning import Owed
from benefits.tongue import money, spoken
from benefits.views.uses import reading
from tenants.dates import today_in
from tenants.http import CooperativeRequest
from tenants.sheets import csv_answer

MINUS: Final = "\N{MINUS SIGN}"


@reading
@require_GET
def settlement(request: CooperativeRequest) -> HttpResponse:
    """Per partner and benefit, by the version each use was given under; one partner alone to print."""
    here = request.cooperative
    month = uses.month_of(request.GET.get("month", "")) or today_in(here.time_zone).replace(day=1)
    home = request.GET.get("home", "")[:300]
    lines = reckoning.settled(month, here, home)
    if request.GET.get("as") == "csv":
        rows = [_cells(each, f"{'-' if each.cents < 0 else ''}{each.due}") for each in lines]
        return csv_answer(f"settlement-{month:%Y-%m}", reckoning.HEADS, rows)
    context = {
        "month": month,
        "month_text": f"{month:%Y-%m}",
        "months": reckoning.months(here),
        "homes": uses.homes(),
        "home": home,
        "heads": reckoning.HEADS,
        "rows": [
            _cells(each, f"{MINUS if each.cents < 0 else ''}{money(each.due)}") for each in lines
        ],
        "totals": [(name, money(due)) for name, due in reckoning.totals(lines)],
        "given_back": [(name, money(due)) for name, due in reckoning.given_back(lines)],
        "query": request.GET.urlencode(),
    }
    return render(request, "benefits/uses/settlement.html", context)


@reading
@require_GET
def budgets(request: CooperativeRequest) -> HttpResponse:
    """The fullest first, with a warning where little is left."""
    rows = [
        {
            "partner": left.partner,
            "title": left.title,
            "rule": spoken(left.rule.in_words()),
            "spent": spoken(left.spent_words),
            "percent": left.percent,
            "near": left.is_near,
        }
        for left in reckoning.budgets(request.cooperative)
    ]
    context = {"rows": rows, "near": sum(row["near"] is True for row in rows)}
    return render(request, "benefits/uses/budgets.html", context)


def _cells(line: Owed, due: str) -> tuple[object, ...]:
    said = spoken(line.agreed) if line.agreed else ""
    title = line.title
    if line.is_late:
        late = _("{benefit}: codes of an earlier month that were used in this one")
        title = late.format(benefit=title)
    if line.of:
        void = _("{benefit}: made void since, of {month}")
        title = void.format(benefit=title, month=date_format(line.of, "YEAR_MONTH_FORMAT"))
    return (line.home, title, said, line.people, line.uses, due)
