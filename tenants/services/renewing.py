"""Memberships that go on by themselves: without an end, or renewed while in good standing.

Their last day is always a day: the last one that a card is good for. It moves on before it is reached, so
that the next card is there in time, and whoever reads the day need not know of the rule.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from tenants import outbox, queries
from tenants.dates import today_in
from tenants.facts import MembershipChanged
from tenants.models import Membership, MembershipClass

CHUNK: Final = 500
# Long enough for a worker that is away and a card that comes by post; shorter than the shortest term.
AHEAD: Final = timedelta(days=7)
Standing = Membership.Standing


def renew_by_rule() -> int:
    """Move the last day of those that renew themselves. Returns how many.

    A planned end stands. Who is suspended is not renewed; where there is no end, they stay members all the same.
    """
    renewed = 0
    while many := _renew_some():
        renewed += many
    return renewed


@transaction.atomic(durable=True)
def _renew_some() -> int:
    until = today_in(queries.here().time_zone) + AHEAD
    endless = Q(membership_class__term=MembershipClass.Term.OPEN) & ~Q(standing=Standing.ENDED)
    while_good = Q(
        membership_class__renewal=MembershipClass.Renewal.AUTOMATIC, standing=Standing.GOOD
    )
    due = Membership.objects.filter(
        endless | while_good, ends_on__lt=until, end_reason="", membership_class__visiting=False
    ).exclude(membership_class__runs_as_paid=True)
    locked = due.select_related("membership_class").select_for_update(of=("self",))
    rows = list(locked.order_by("pk")[:CHUNK])
    for row in rows:
        row.ends_on = _moved(row, until)
    Membership.objects.bulk_update(rows, ["ends_on"])
    outbox.record_many(
        [MembershipChanged(str(row.code), f"renewed:{row.ends_on.isoformat()}") for row in rows]
    )
    return len(rows)


def _moved(row: Membership, until: date) -> date:
    """By whole terms, however long nobody looked."""
    ends_on = row.ends_on
    while ends_on < until:
        ends_on = row.membership_class.last_day_from(ends_on + timedelta(days=1))
    return ends_on
