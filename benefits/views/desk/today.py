"""What was checked here today, the newest first: this desk's own, and no other's."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benefits.desk.panel import headline
from benefits.desk.reasons import KINDS, Reason
from benefits.models import DeskCheck, Redemption
from benefits.views.desk import handed
from benefits.views.desk.access import DeskRequest, of_a_desk
from tenants.dates import today_in

MOST = 50
BADGES = {"yes": "ok", "no": "bad", "look": "warn", "unknown": "off"}


@of_a_desk
@require_safe
def today(request: DeskRequest) -> HttpResponse:
    rows = checks_of(request)
    newest = list(rows.select_related("membership__member")[:MOST])
    uses = handed.uses_by_check(newest)
    context = {
        "count": rows.count(),
        "most": MOST,
        "rows": [_row(each, uses[each.code]) for each in newest],
        "place": request.desk.place,
    }
    return render(request, "benefits/desk/today.html", context)


def checks_of(request: DeskRequest) -> QuerySet[DeskCheck]:
    """Since midnight, where the co-op is."""
    zone = ZoneInfo(request.cooperative.time_zone)
    midnight = datetime.combine(today_in(request.cooperative.time_zone), time(), zone)
    return DeskCheck.objects.filter(desk=request.desk, at__gte=midnight)


def _row(check: DeskCheck, uses: list[Redemption]) -> dict[str, object]:
    reason = Reason(check.reason)
    return {
        "check": check,
        "headline": headline(reason),
        "kind": BADGES[KINDS[reason]],
        "uses": [
            {"use": each, "seconds": handed.seconds_left(each) if each.counts else 0}
            for each in uses
        ],
        "who": check.membership.member.name
        if check.membership
        else check.home or check.elsewhere or _("Unknown card"),
    }
