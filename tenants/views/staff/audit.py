"""The co-op's log: who did what, when; and that nothing in it was changed or taken away."""

from __future__ import annotations

import re
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tenants import sheets
from tenants.access import staff_required
from tenants.audit import listing, reading
from tenants.forms.audit import AuditForm
from tenants.http import CooperativeRequest
from tenants.models import AuditCheck, AuditLink, Event, Staff
from tenants.services import auditing

ROWS: Final = 50
# So long a chain is read within a request; a longer one at night, or by the command.
MOST_AT_ONCE: Final = 20_000
MOST_IN_A_FILE: Final = 100_000
HEAD: Final = re.compile(r"[0-9a-f]{64}")

readers_only = staff_required(Staff.Role.REPORTS)


@readers_only
@require_safe
def audit(request: CooperativeRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    context: dict[str, Any] = {
        "form": form,
        "chain": _chain(),
        "may_open": request.staff.may(Staff.Role.MEMBERSHIP),
        "filtered": any(request.GET.get(name) for name in form.fields),
        **_noted(request.GET.get("head", "")),
    }
    if not form.is_valid():
        return render(request, "tenants/staff/audit.html", context, status=422)
    page = Paginator(_asked(request, form), ROWS).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "lines": listing.drawn(list(page.object_list)),
        "asked": [(name, request.GET.get(name, "")) for name in form.fields],
    }
    status = 422 if context["noted_wrong"] else 200
    return render(request, "tenants/staff/audit.html", context, status=status)


@readers_only
@require_POST
def check(request: CooperativeRequest) -> HttpResponse:
    """Read the whole chain again, now."""
    if AuditLink.objects.count() > MOST_AT_ONCE:
        messages.info(
            request, _("So long a log is read again at night. What was found stands here.")
        )
        return redirect("tenants:audit", request.cooperative.slug)
    while auditing.extend_chain() == auditing.BATCH:
        continue
    found = reading.read_chain()
    auditing.keep_reading(found, by=request.staff)
    if found.whole:
        messages.success(request, _("Every line was read. Nothing is missing or changed."))
    return redirect("tenants:audit", request.cooperative.slug)


@readers_only
@require_POST
def export(request: CooperativeRequest) -> HttpResponse:
    """What the filter shows. It leaves the portal, so the log says who took it."""
    form = AuditForm(request.POST)
    if not form.is_valid():
        return redirect("tenants:audit", request.cooperative.slug)
    rows = _asked(request, form)
    count = rows.count()
    if count > MOST_IN_A_FILE:
        messages.warning(request, _("So many lines do not fit into a file. Choose fewer days."))
        return redirect("tenants:audit", request.cooperative.slug)
    heads = [
        *(_("When"), _("Who"), _("Kind"), _("What")),
        *(_("About"), _("Changed"), _("Code of the fact")),
    ]
    answer = sheets.csv_answer(
        f"log-{request.cooperative.slug}", heads, listing.sheet(rows.iterator(500))
    )
    auditing.note_taken(count, by=request.staff)
    return answer


def _asked(request: CooperativeRequest, form: AuditForm) -> QuerySet[Event]:
    return listing.lines(request.cooperative.time_zone, **form.cleaned_data)


def _chain() -> dict[str, Any]:
    """How far the chain goes, and what was found when it was last read from its beginning."""
    last = AuditLink.objects.select_related("event").order_by("-position").first()
    checked = AuditCheck.objects.first()
    return {
        "last": last,
        "checked": checked,
        "faults": reading.kept(checked) if checked else [],
        "waiting": reading.unlinked(reading.newest_linked()).count(),
    }


def _noted(head: str) -> dict[str, Any]:
    """Whether a head that somebody noted down is a line of this chain."""
    asked = "".join(head.lower().split())
    if not asked:
        return {"head": "", "noted_wrong": ""}
    if not HEAD.fullmatch(asked):
        wrong = _("That is no head of a log: it has 64 digits, 0 to 9 and a to f.")
        return {"head": head[:100], "noted_wrong": wrong}
    found = AuditLink.objects.filter(digest=asked).select_related("event").first()
    if found is None:
        wrong = _(
            "No line of this log has this head. Either it was noted wrongly, or the log is another one now."
        )
        return {"head": asked, "noted_wrong": wrong}
    said = ngettext(
        "This head is line {n}, of {moment}. The {n} line up to it is what it was when you noted it.",
        "This head is line {n}, of {moment}. The {n} lines up to it are what they were when you noted it.",
        found.position,
    ).format(n=found.position, moment=date_format(found.event.at, "DATETIME_FORMAT"))
    return {"head": asked, "noted_wrong": "", "noted_right": said}
