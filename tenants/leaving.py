"""When a membership ends after a notice, by the co-op's own rules; and which notice holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tenants import queries
from tenants.dates import add_months, end_of_period, today_in
from tenants.models import ClassNotice, LeavingRules, Membership, MembershipClass, Notice

PERIODS: Final = {
    LeavingRules.NoticeEnds.MONTH.value: 1,
    LeavingRules.NoticeEnds.QUARTER.value: 3,
    LeavingRules.NoticeEnds.YEAR.value: 12,
}

# So long before the last day members may renew by themselves.
RENEWED_FROM: Final = timedelta(days=60)


def rules() -> LeavingRules:
    """Of the current co-op, as it set them, or the usual ones."""
    return LeavingRules.objects.first() or LeavingRules()


@dataclass(frozen=True)
class Terms:
    """The co-op's rules, and the months of notice of those kinds that have their own."""

    rules: LeavingRules
    months: dict[int, int]

    def of(self, membership: Membership) -> int:
        return self.months.get(membership.membership_class_id, self.rules.notice_months)


def terms() -> Terms:
    """Two statements, for however many memberships."""
    return Terms(rules(), dict(ClassNotice.objects.values_list("membership_class_id", "months")))


def notice_months(membership: Membership) -> int:
    return terms().of(membership)


def last_day_of(
    membership: Membership, *, given_on: date, today: date, known: Terms | None = None
) -> date:
    """Where the membership runs out before the period of notice does, it ends then. Never before today.

    One that renews itself goes on for as long as the notice takes.
    """
    by = known or terms()
    day = add_months(given_on, by.of(membership))
    period = PERIODS.get(by.rules.notice_ends)
    if period is not None:
        day = end_of_period(day, period)
    if not membership.membership_class.renews_itself:
        day = min(day, membership.ends_on)
    return max(day, today)


def notice_of(membership: Membership) -> Notice | None:
    """The one that holds."""
    return Notice.objects.filter(membership=membership, withdrawn_at=None).first()


def may_renew(membership: Membership) -> bool:
    """Whether the member may renew it today: its kind says so, the end is near, and nobody has given notice."""
    today = today_in(queries.here().time_zone)
    near = membership.ends_on - RENEWED_FROM <= today
    in_time = today <= membership.ends_on + timedelta(days=rules().grace_days)
    chosen = membership.membership_class.renewal == MembershipClass.Renewal.MEMBER
    chosen &= not membership.membership_class.runs_as_paid  # paying renews it
    good = membership.standing == Membership.Standing.GOOD and not membership.end_reason
    return near and in_time and chosen and good and not membership.membership_class.renews_itself
