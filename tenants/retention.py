"""How long what is known of somebody who has left is kept. Reads only.

The clock runs from the end of the year in which the last membership ended. A running membership stops it, and so does a
hold.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

from tenants import leaving, queries
from tenants.dates import today_in
from tenants.models import Member, Membership, RetentionHold


def kept_until(left_on: date, years: int) -> date:
    """The last day on which the data is kept; on the next it is anonymised."""
    return date(left_on.year + years, 12, 31)


def left() -> QuerySet[Any]:
    """Who has left and is not forgotten yet, with the day (`left_on`) and whether there is a hold (`held`)."""
    mine = Membership.objects.filter(member=OuterRef("pk"))
    running = mine.exclude(standing=Membership.Standing.ENDED)
    holds = RetentionHold.objects.filter(member=OuterRef("pk"), lifted_at=None)
    rows = Member.objects.filter(~Exists(running), Exists(mine), anonymised_at=None)
    return rows.annotate(left_on=Max("memberships__ends_on"), held=Exists(holds))


def due() -> QuerySet[Any]:
    """Whose time is over today."""
    today = today_in(queries.here().time_zone)
    last_year = today.year - leaving.rules().retention_years - 1
    if last_year < 1:
        return Member.objects.none()
    return left().filter(left_on__lte=date(last_year, 12, 31), held=False)


def of_member(member: Member) -> dict[str, Any] | None:
    """What stands on a member's page: nothing while a membership runs."""
    row = left().filter(pk=member.pk).first()
    if row is None and member.anonymised_at is None:
        return None
    hold = RetentionHold.objects.filter(member=member, lifted_at=None).select_related("by").first()
    return {
        "member": member,
        "hold": hold,
        "until": row and kept_until(row.left_on, leaving.rules().retention_years),
    }
