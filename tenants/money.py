"""What is due and what came in, as pages ask for it. Reads only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from tenants.dates import today_in
from tenants.holding import NOTHING
from tenants.models import Application, Due, Member, MoneyEntry, MoneyRules
from tenants.offers import money
from tenants.secrets import card_code_key

GONE: Final = (Application.State.DECLINED, Application.State.WITHDRAWN)
OVERDUE, DUE, RECEIVED = "overdue", "due", "received"
SHOWN: Final = (OVERDUE, DUE, RECEIVED)


def rules() -> MoneyRules:
    """As they are set; without a row, what stands in the model."""
    return MoneyRules.objects.first() or MoneyRules()


def open_dues() -> QuerySet[Due]:
    """Not settled, and asked for: what a declined application would have paid is not."""
    rows = Due.objects.filter(settled__lt=F("amount"))
    return rows.exclude(member=None, application__state__in=GONE)


def overdue_dues(today: date) -> QuerySet[Due]:
    return open_dues().filter(due_on__lt=today)


def overdue_count() -> int:
    """One question, as every page of the team asks it: by day, and the day is the co-op's."""
    soon = timezone.localdate() + timedelta(days=1)
    rows = overdue_dues(soon + timedelta(days=1)).order_by()
    found = rows.values_list("cooperative__time_zone", "due_on").annotate(rows=Count("pk"))
    return sum(count for zone, day, count in found if day < today_in(zone))


def listed(
    shown: str, today: date, *, kind: str = "", class_code: Any = None, query: str = ""
) -> QuerySet[Any]:
    """Dues, or for what came in the entries, the newest first."""
    if shown == RECEIVED:
        reversed_too = Q(reverses__action=MoneyEntry.Kind.RECEIVED)
        rows: QuerySet[Any] = MoneyEntry.objects.filter(
            Q(action=MoneyEntry.Kind.RECEIVED) | reversed_too
        )
        rows = rows.select_related("due__member", "due__application", "due__membership_class")
        return rows.filter(_asked("due__", kind, class_code, query)).order_by("-on", "-id")
    late = Q(due_on__lt=today)
    rows = open_dues().filter(late if shown == OVERDUE else ~late)
    rows = rows.select_related("member", "application", "membership_class")
    return rows.filter(_asked("", kind, class_code, query))


def _asked(at: str, kind: str, class_code: Any, query: str) -> Q:
    found = Q()
    if kind:
        found &= Q(**{f"{at}kind": kind})
    if class_code:
        found &= Q(**{f"{at}membership_class__code": class_code})
    for word in query.split():
        mine = Q(**{f"{at}reference": card_code_key(query)})
        for name in ("member__name", "member__number", "application__name"):
            mine |= Q(**{f"{at}{name}__icontains": word})
        found &= mine
    return found


def total(rows: QuerySet[Any], shown: str) -> Decimal:
    what = F("amount") if shown == RECEIVED else F("amount") - F("settled")
    return rows.order_by().aggregate(total=Sum(what))["total"] or NOTHING


def dues_of(member: Member) -> list[Due]:
    return list(Due.objects.filter(member=member).order_by("-due_on", "-id"))


def line(due: Due, today: date) -> dict[str, Any]:
    """One amount, as a table draws it."""
    return {
        "due": due,
        "who": due.member or due.application,
        "amount": money(due.amount, due.currency),
        "open": money(abs(due.open), due.currency),
        "state": due.state_on(today),
        "is_open": due.open > 0,
    }
