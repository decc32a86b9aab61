"""Who is to be reminded today that a membership runs out, or has run out. Reads only.

Of the days that a co-op set, the newest one that is due counts: after a week without a clock one letter comes, not two.
The key of a letter names membership, last day and which reminder it is, so each is written once, and none of a
last day that has moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from tenants import leaving, queries
from tenants.dates import today_in
from tenants.models import Letter, Membership, MembershipClass

KIND: Final = "membership_reminder"
# So late a reminder still comes, where the clock stood still. What is older is no news any more.
LATE: Final = timedelta(days=14)
Standing = Membership.Standing


def due(today: date | None = None) -> Iterator[tuple[Membership, str]]:
    """Each membership with the key of the reminder that is due; also where it was written already.

    Who wants none beforehand hears of the last day itself, and of what is over.
    """
    today = today or today_in(queries.here().time_zone)
    own = leaving.rules().reminder_days
    firsts = set(MembershipClass.objects.values_list("reminder_days", flat=True))
    every = [*own, *firsts]
    first = today + timedelta(days=min(every, default=0)) - LATE
    last = today + timedelta(days=max(every, default=0))
    rows = _may_be_reminded().filter(ends_on__gte=first, ends_on__lte=last)
    for row in rows.order_by("pk").iterator(chunk_size=500):
        days = _newest(row, own, today)
        if days is not None and not (days > 0 and row.member.reminders_off_at):
            yield row, f"{row.code}|{row.ends_on.isoformat()}|{days}"


def is_wanted(row: Letter) -> bool:
    """Asked as it leaves, which may be days later: who has renewed, given notice or come back meanwhile is reminded of nothing,
    nor beforehand who has said since that they want no reminders."""
    _code, last_day, days, *_again = row.key.split("|")
    rows = _may_be_reminded().filter(code=row.about, ends_on=last_day)
    if int(days) > 0:
        rows = rows.filter(member__reminders_off_at=None)
    if int(days) >= 0:  # that it has ended was told by the letter about the end
        rows = rows.exclude(standing=Standing.ENDED)
    return rows.exists()


def _newest(row: Membership, own: list[int], today: date) -> int | None:
    before = row.membership_class.reminder_days
    wanted = {*own, *([before] if before else [])}
    due_ones = [days for days in wanted if row.ends_on - timedelta(days=days) <= today]
    if not due_ones:
        return None
    days = min(due_ones)
    late = today - (row.ends_on - timedelta(days=days)) > LATE
    told_that_it_ended = row.standing == Standing.ENDED and days >= 0
    return None if late or told_that_it_ended else days


def _may_be_reminded() -> QuerySet[Membership]:
    """Whom nobody has given notice, what does not renew itself, and of what has lapsed who did not come back."""
    running = Q(end_reason="") & ~Q(standing=Standing.ENDED)
    lapsed = Q(standing=Standing.ENDED, end_reason=Membership.EndReason.LAPSED)
    back = Membership.objects.filter(member=OuterRef("member")).exclude(standing=Standing.ENDED)
    rows = Membership.objects.filter(running | (lapsed & ~Exists(back)), announce=True)
    return (
        rows.exclude(member__email="")
        .exclude(membership_class__visiting=True)
        .exclude(membership_class__term=MembershipClass.Term.OPEN)
        .exclude(membership_class__renewal=MembershipClass.Renewal.AUTOMATIC)
        .select_related("member", "membership_class")
    )
