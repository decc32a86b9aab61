"""Notices of many that came on paper: a batch in as many statements as one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction

from tenants import leaving, outbox, queries
from tenants.dates import today_in
from tenants.errors import (
    ChangedMeanwhileError,
    DateRefusedError,
    DomainError,
    NoticeGivenError,
    VisitFollowsHomeError,
)
from tenants.facts import Fact, MembershipChanged, NoticeGiven
from tenants.models import Membership, Notice, Staff

Kind = Notice.Kind


@transaction.atomic
def note_resignations(
    groups: Sequence[Sequence[Membership]], *, received_on: date, by: Staff
) -> list[DomainError | None]:
    """For each group why it is refused: then none of its memberships is touched. Elsewhere notice is given for all.

    Says and does what `leaving.note_resignation` does for one. Raises IntegrityError where one of these people gives
    notice at the same time.
    """
    today = today_in(queries.here().time_zone)
    wanted = [each.pk for group in groups for each in group]
    found = Membership.objects.filter(pk__in=wanted).select_related("membership_class")
    locked = found.order_by("pk").select_for_update(of=("self",), no_key=True)
    rows = {row.pk: row for row in locked}
    open_ones = Notice.objects.filter(membership__in=wanted, withdrawn_at=None)
    noticed = set(open_ones.values_list("membership_id", flat=True))
    late = received_on > today
    refused = [
        next(
            filter(None, (_refusal(rows.get(each.pk), noticed, late=late) for each in group)), None
        )
        for group in groups
    ]
    _note(
        [
            rows[each.pk]
            for group, why in zip(groups, refused, strict=True)
            if why is None
            for each in group
        ],
        received_on=received_on,
        today=today,
        by=by,
    )
    return refused


def _refusal(row: Membership | None, noticed: Collection[int], *, late: bool) -> DomainError | None:
    if row is None or row.standing == Membership.Standing.ENDED:
        return ChangedMeanwhileError()
    if row.membership_class.visiting:
        return VisitFollowsHomeError()
    if late:
        return DateRefusedError()
    return NoticeGivenError() if row.pk in noticed else None


def _note(rows: Sequence[Membership], *, received_on: date, today: date, by: Staff) -> None:
    terms = leaving.terms()
    last = {
        row.pk: leaving.last_day_of(row, given_on=received_on, today=today, known=terms)
        for row in rows
    }
    notices = Notice.objects.bulk_create(
        Notice(
            membership=row,
            kind=Kind.RESIGNATION,
            given_on=received_on,
            last_day=last[row.pk],
            ends_before=row.ends_on,
            by=by,
        )
        for row in rows
    )
    facts: list[Fact] = []
    for row, notice in zip(rows, notices, strict=True):
        on = last[row.pk]
        facts.append(NoticeGiven(str(row.code), str(notice.code)))
        if on > row.ends_on:  # it renews itself: the card has to last as long
            facts.append(MembershipChanged(str(row.code), f"renewed:{on.isoformat()}"))
        row.ends_on, row.end_reason = on, Membership.EndReason.RESIGNED
    Membership.objects.bulk_update(rows, ["ends_on", "end_reason"])
    outbox.record_many(facts, by=by)
