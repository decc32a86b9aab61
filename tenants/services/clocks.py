"""What the calendar does by itself. Each clock may strike as often as it likes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tenants import leaving, outbox, queries
from tenants.dates import today_in
from tenants.facts import MembershipEnded
from tenants.models import Membership

CHUNK: Final = 500


def end_due_memberships() -> int:
    """End the memberships whose last day is over where the co-op is. Returns how many.

    Planned ends keep their reason; the others lapse once their days of grace are over too. Visits follow the clock of their agreement.
    """
    ended = 0
    while many := _end_some():
        ended += many
    return ended


@transaction.atomic(durable=True)
def _end_some() -> int:
    today = today_in(queries.here().time_zone)
    grace = timedelta(days=leaving.rules().grace_days)
    over = Q(ends_on__lt=today - grace) | Q(ends_on__lt=today) & ~Q(end_reason="")
    due = Membership.objects.filter(over, membership_class__visiting=False)
    running = due.exclude(standing=Membership.Standing.ENDED).select_for_update(of=("self",))
    rows = list(running.order_by("pk")[:CHUNK])
    for row in rows:
        row.standing = Membership.Standing.ENDED
        row.ended_at = timezone.now()
        row.end_reason = row.end_reason or Membership.EndReason.LAPSED
    Membership.objects.bulk_update(rows, ["standing", "ended_at", "end_reason"])
    outbox.record_many([MembershipEnded(str(row.code)) for row in rows])
    return len(rows)
