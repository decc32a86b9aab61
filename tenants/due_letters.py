"""Who is to be told today that an amount is due soon, or was not paid in time. Reads only.

Two letters for each amount at most: one before its day and one after it. The key names amount, day and which of them it
is, so each is written once. Where the clock stood still over both, the later one comes alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from tenants import money, queries
from tenants.dates import today_in
from tenants.models import Application, Due, Letter, Member

SOON, OVERDUE = "due_soon", "due_overdue"
# Who switches the letters on writes to nobody about what was due long ago, which a person has to look at.
LATE: Final = timedelta(days=14)


def owed(kind: str, today: date | None = None) -> Iterator[tuple[Due, str, Member | Application]]:
    """Amounts with the key of the letter and whom it goes to; also where it was written already."""
    rules = money.rules()
    if not rules.letters:
        return
    today = today or today_in(queries.here().time_zone)
    rows = money.open_dues().filter(_days(kind, today)).exclude(_nobody())
    if kind == SOON:
        rows = rows.filter(_reminded())
    for row in rows.select_related("member", "application").order_by("pk").iterator(500):
        who = row.member or row.application
        if who is not None:
            yield row, f"{row.code}|{row.due_on.isoformat()}", who


def _days(kind: str, today: date) -> Q:
    rules = money.rules()
    if kind == SOON:
        last = today + timedelta(days=rules.letter_days_before)
        wanted = bool(rules.letter_days_before)
        return Q(due_on__gte=today, due_on__lte=last) if wanted else Q(pk__in=[])
    late = today - timedelta(days=rules.letter_days_after)
    return Q(due_on__lt=today, due_on__lte=late, due_on__gte=late - LATE)


def _nobody() -> Q:
    """Without an address there is no letter; who was never confirmed has not asked for anything."""
    member = Q(member__isnull=False) & Q(member__email="")
    applicant = Q(member=None) & ~Q(application__state__in=Application.OPEN)
    return member | applicant


def _reminded() -> Q:
    """Who wants to be told beforehand: members who have not said no, and applicants."""
    return Q(member=None) | Q(member__reminders_off_at=None)


def is_wanted(row: Letter) -> bool:
    """Asked as it leaves: what was paid or waived meanwhile is asked for no more, nor where letters are switched off.

    Nor is somebody told beforehand who has said since that they want no reminders, or once the day is over: a letter waits
    for its place within the hour, or for a mail server that is away.
    """
    rows = money.open_dues().filter(code=row.about)
    if row.kind == SOON:
        rows = rows.filter(_reminded(), due_on__gte=today_in(queries.here().time_zone))
    return money.rules().letters and rows.exists()
