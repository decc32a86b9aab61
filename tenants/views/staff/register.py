"""The register as at a day: to read, to print, and as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tenants import paper, register, sheets
from tenants.access import steward_required
from tenants.addresses import printed
from tenants.dates import today_in
from tenants.forms.register import NOW, THEN, RegisterForm
from tenants.holding import Held
from tenants.http import CooperativeRequest
from tenants.models import Cooperative, ShareEntry
from tenants.offers import money
from tenants.services.register import note_drawn

ROWS = 50
MOST_ON_PAPER = (
    3000  # a hundred pages; more would keep the server busy for longer than a request lasts
)


@steward_required
@require_safe
def register_page(request: CooperativeRequest) -> HttpResponse:
    """Whoever leaves on that day is still on it."""
    here = request.cooperative
    today = today_in(here.time_zone)
    form = RegisterForm(request.GET if "on" in request.GET else {"on": today, "known": NOW})
    context: dict[str, Any] = {"form": form}
    if not form.is_valid():
        return render(request, "tenants/staff/register.html", context, status=422)
    drawn = _drawn(here, form.cleaned_data)
    page = Paginator(drawn.order, ROWS).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "lines": [
            {
                "line": line,
                "address": printed(line.postal, here.country),
                "value": money(line.shares.value, here.currency),
                "paid": money(line.shares.paid, here.currency),
            }
            for line in drawn.lines(page.object_list)
        ],
        "lead": _lead(len(drawn.order), drawn.on, form.cleaned_data["known"]),
        "asked": {name: form.cleaned_data[name] for name in ("known", "visits")},
        "on": drawn.on.isoformat(),
        "has_shares": ShareEntry.objects.exists(),
    }
    return render(request, "tenants/staff/register.html", context)


@steward_required
@require_POST
def register_file(request: CooperativeRequest) -> HttpResponse:
    """The whole of it, for paper or a spreadsheet. It leaves the portal, so the log says who took it."""
    form = RegisterForm(request.POST)
    kind = request.POST.get("form", "")
    if not form.is_valid() or kind not in FILES:
        return redirect("tenants:register", request.cooperative.slug)
    asked = form.cleaned_data
    drawn = _drawn(request.cooperative, asked)
    if kind == "pdf" and len(drawn.order) > MOST_ON_PAPER:
        sentence = _("So long a register is not made as a PDF here. Take it for a spreadsheet.")
        messages.warning(request, sentence)
        return redirect("tenants:register", request.cooperative.slug)
    answer = FILES[kind](request, drawn, asked)
    note_drawn(drawn.on, known=asked["known"], form=kind, by=request.staff)
    return answer


def _drawn(here: Cooperative, asked: dict[str, Any]) -> register.Register:
    on = asked["on"]
    known = None
    if asked["known"] == THEN:
        known = datetime.combine(on + timedelta(days=1), time.min, ZoneInfo(here.time_zone))
    return register.as_at(on, known=known, visits=asked["visits"])


def _csv(request: CooperativeRequest, drawn: register.Register, _asked: Any) -> HttpResponse:
    """Days as machines write them, and the parts of the address by themselves."""
    heads = [
        *(_("Member no."), _("Name"), _("Address"), _("Postcode"), _("Town"), _("Region")),
        *(_("Country"), _("Membership"), _("Entry"), _("Standing")),
        *(_("Notice"), _("Leaves after"), _("Why it ends")),
        *(_("Shares"), _("Value of the shares"), _("Paid up")),
    ]
    rows = [
        [
            *(line.number, line.name, line.postal.address.replace("\n", ", ")),
            *(line.postal.postcode, line.postal.town, line.postal.region, line.postal.country),
            *(line.class_name, line.starts_on, line.standing_label),
            *(line.noticed_on, line.leaves_on, line.end_label),
            *(line.shares.count, line.shares.value, line.shares.paid),
        ]
        for line in drawn.lines(drawn.order)
    ]
    return sheets.csv_answer(_name(request, drawn.on), heads, rows)


def _pdf(
    request: CooperativeRequest, drawn: register.Register, asked: dict[str, Any]
) -> HttpResponse:
    here = request.cooperative
    now = timezone.now()
    foot = _("{cooperative}, drawn {at} by {who}")
    values = {
        "title": _("Register of members, {day}").format(day=_day(drawn.on)),
        "cooperative": here.name,
        "language": request.LANGUAGE_CODE,
        "lead": [here.name, _lead(len(drawn.order), drawn.on, asked["known"])],
        "foot": foot.format(
            cooperative=here.name, at=date_format(now, "DATETIME_FORMAT"), who=request.staff
        ),
        "heads": [
            *(_("Member no."), _("Name"), _("Address"), _("Membership"), _("Entry")),
            *(_("Standing"), _("Notice"), _("Leaves after"), _("Shares, value, paid up")),
        ],
        "rows": [
            [
                *(line.number, line.name, "\n".join(printed(line.postal, here.country))),
                *(line.class_name, _day(line.starts_on), line.standing_label),
                *(_day(line.noticed_on), _day(line.leaves_on)),
                _shares(line.shares, here),
            ]
            for line in drawn.lines(drawn.order)
        ],
    }
    answer = HttpResponse(
        paper.pdf("register.typ", values, made=now), content_type="application/pdf"
    )
    name = _name(request, drawn.on)
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


FILES: dict[str, Callable[[CooperativeRequest, register.Register, dict[str, Any]], HttpResponse]]
FILES = {"csv": _csv, "pdf": _pdf}


def _lead(count: int, on: date, known: str) -> str:
    said = ngettext(
        "{n} membership at the end of {day}.", "{n} memberships at the end of {day}.", count
    ).format(n=count, day=_day(on))
    how = (
        _("As one would have drawn it on that day.")
        if known == THEN
        else _("By what is known today, with later corrections.")
    )
    return f"{said} {how}"


def _shares(held: Held, here: Cooperative) -> str:
    if not held.count:
        return ""
    return f"{held.count} · {money(held.value, here.currency)}\n{money(held.paid, here.currency)}"


def _name(request: CooperativeRequest, on: date) -> str:
    return f"register-{request.cooperative.slug}-{on.isoformat()}"


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
