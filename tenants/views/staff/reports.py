"""Figures over time, and the annual report for the assembly: to read, to print, and as files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tenants import paper, sheets
from tenants.access import staff_required
from tenants.dates import today_in
from tenants.http import CooperativeRequest
from tenants.models import Staff
from tenants.reports import registry, wording
from tenants.reports.drawing import Chart, columns
from tenants.reports.periods import LENGTHS, MONTH, QUARTER, YEAR, Period, periods, year
from tenants.reports.registry import Asked, Drawn

# So many columns are still read on a phone.
MOST: Final = {MONTH: 12, QUARTER: 12, YEAR: 10}

readers_only = staff_required(Staff.Role.REPORTS)


@dataclass(frozen=True)
class Shown:
    report: registry.Report
    drawn: Drawn
    chart: Chart | None
    file: str


@readers_only
@require_safe
def reports(request: CooperativeRequest) -> HttpResponse:
    length = _length(request)
    asked = _asked(request, length)
    shown = [_shown(request, each, asked, length) for each in registry.reports()]
    context = {
        "shown": shown,
        "nothing": all(each.drawn.is_empty for each in shown),
        "tabs": _tabs(request, length),
        "since": _since(request),
        "years": _years(request),
        "late": any(period.begins_late for period in asked.periods),
        "drawn_at": timezone.now(),
    }
    return render(request, "tenants/staff/reports.html", context)


@readers_only
@require_safe
def report_file(request: CooperativeRequest, key: str) -> HttpResponse:
    found = next((each for each in registry.reports() if each.key == key), None)
    if found is None:
        raise Http404
    drawn = found.draw(_asked(request, _length(request)))
    name = f"{request.cooperative.slug}-{key}-{today_in(request.cooperative.time_zone)}"
    return sheets.csv_answer(name, drawn.heads, drawn.rows)


@readers_only
@require_safe
def annual(request: CooperativeRequest, number: int) -> HttpResponse:
    period, asked = _year(request, number)
    context = {
        "period": period,
        "number": number,
        "name": wording.name_of(period),
        "parts": list(registry.filled_year(asked, period)),
        "others": [each for each in _years(request) if each != number],
    }
    return render(request, "tenants/staff/annual.html", context)


@readers_only
@require_safe
def annual_pdf(request: CooperativeRequest, number: int) -> HttpResponse:
    period, asked = _year(request, number)
    here, now = request.cooperative, timezone.now()
    foot = _("{cooperative}, drawn {at} by {who}")
    values = {
        "title": _("Annual report {year}").format(year=wording.name_of(period)),
        "cooperative": here.name,
        "language": request.LANGUAGE_CODE,
        "lead": [here.name, *_lead(period)],
        "foot": foot.format(
            cooperative=here.name, at=date_format(now, "DATETIME_FORMAT"), who=request.staff
        ),
        "heads": [_("What"), _("How many")],
        "parts": [
            {"title": title, "rows": [[str(label), str(value)] for label, value in rows]}
            for title, rows in registry.filled_year(asked, period)
        ],
    }
    answer = HttpResponse(
        paper.pdf("reports/annual.typ", values, made=now), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'attachment; filename="annual-{here.slug}-{number}.pdf"'
    return answer


def _lead(period: Period) -> list[str]:
    first, last = (date_format(day, "DATE_FORMAT") for day in (period.first, period.last))
    said = [
        _("From {first} to the end of {last}, by what is known today.").format(
            first=first, last=last
        )
    ]
    if period.runs:
        said.append(_("The year is not over: these are no figures of a whole year."))
    if period.begins_late:
        said.append(_("Before the first of these days the register was not kept here."))
    return said


def _since(request: CooperativeRequest) -> Any:
    """From when on the register is whole: before that, nobody here knows who had left."""
    return today_in(request.cooperative.time_zone, request.cooperative.opened_at)


def _years(request: CooperativeRequest) -> list[int]:
    today = today_in(request.cooperative.time_zone)
    return list(range(today.year, _since(request).year - 1, -1))


def _year(request: CooperativeRequest, number: int) -> tuple[Period, Asked]:
    """404 for a year of which nothing is known."""
    here, since = request.cooperative, _since(request)
    known = number in _years(request)  # also one that no calendar has
    found = year(number, since=since, today=today_in(here.time_zone)) if known else None
    if found is None:
        raise Http404
    return found, Asked(here, [found])


def _length(request: CooperativeRequest) -> int:
    asked = request.GET.get("length", "")
    return int(asked) if asked in map(str, LENGTHS) else MONTH


def _asked(request: CooperativeRequest, length: int) -> Asked:
    here = request.cooperative
    today = today_in(here.time_zone)
    return Asked(here, periods(length, since=_since(request), today=today, most=MOST[length]))


def _shown(
    request: CooperativeRequest, report: registry.Report, asked: Asked, length: int
) -> Shown:
    drawn = report.draw(asked)
    file = reverse("tenants:report-file", args=[request.cooperative.slug, report.key])
    chart = None if drawn.is_empty or not drawn.series else _chart(str(report.title), drawn, asked)
    return Shown(report, drawn, chart, f"{file}?length={length}")


def _chart(title: str, drawn: Drawn, asked: Asked) -> Chart:
    marks = [
        wording.mark_of(period, first=place == 0) for place, period in enumerate(asked.periods)
    ]
    names = ", ".join(each.name for each in drawn.series)
    text = _(
        "Columns for {names}, from {first} to {last}. The table below has every figure."
    ).format(
        names=names,
        first=wording.name_of(asked.periods[0]),
        last=wording.name_of(asked.periods[-1]),
    )
    whole = [period.is_whole for period in asked.periods]
    return columns(title, text, marks, drawn.series, whole)


def _tabs(request: CooperativeRequest, length: int) -> list[dict[str, Any]]:
    words = {MONTH: _("Months"), QUARTER: _("Quarters"), YEAR: _("Years")}
    here = reverse("tenants:reports", args=[request.cooperative.slug])
    return [
        {
            "label": words[each],
            "url": f"{here}?length={each}",
            "count": None,
            "current": each == length,
        }
        for each in LENGTHS
    ]
