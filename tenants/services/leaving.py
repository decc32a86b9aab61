"""Leaving: a member gives notice, is excluded, dies; and a notice is withdrawn while there is time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenants import leaving, outbox, queries
from tenants.dates import today_in
from tenants.errors import (
    ChangedMeanwhileError,
    DateRefusedError,
    NotAllowedError,
    NoticeGivenError,
    VisitFollowsHomeError,
)
from tenants.facts import (
    LeavingRulesSet,
    MemberDied,
    MembershipChanged,
    MembershipEnded,
    NoticeGiven,
    NoticeWithdrawn,
)
from tenants.models import (
    ClassNotice,
    LeavingRules,
    Letter,
    Member,
    MemberPhoto,
    Membership,
    MembershipClass,
    Notice,
    Seat,
    Staff,
    User,
)

Standing = Membership.Standing
REASONS: Final = {
    Notice.Kind.RESIGNATION: Membership.EndReason.RESIGNED,
    Notice.Kind.EXPULSION: Membership.EndReason.EXCLUDED,
    Notice.Kind.DEATH: Membership.EndReason.DIED,
}


@transaction.atomic(durable=True)
def set_rules(
    *, own_months: Mapping[MembershipClass, int | None], by: Staff, **values: object
) -> LeavingRules:
    """For notices to come; what was given before keeps its day."""
    row, _made = LeavingRules.objects.update_or_create(defaults=values)
    for kind, months in own_months.items():
        if months is None:
            ClassNotice.objects.filter(membership_class=kind).delete()
        else:
            ClassNotice.objects.update_or_create(membership_class=kind, defaults={"months": months})
    outbox.record(LeavingRulesSet(str(row.cooperative_id)), by=by)
    return row


@transaction.atomic(durable=True)
def give_notice(membership: Membership, *, user: User) -> Notice:
    """By the member, here and now. Raises NotAllowedError where the co-op wants it on paper."""
    row = _running(membership)
    if row.member.user_id != user.pk:
        raise ChangedMeanwhileError
    if not leaving.rules().members_give_notice:
        raise NotAllowedError
    return _resign(row, today_in(queries.here().time_zone), by=None)


@transaction.atomic(durable=True)
def record_notice(membership: Membership, *, received_on: date, by: Staff) -> Notice:
    """One that came on paper. Raises DateRefusedError for a day to come."""
    return note_resignation(membership, received_on=received_on, by=by)


@transaction.atomic
def note_resignation(membership: Membership, *, received_on: date, by: Staff) -> Notice:
    """The same as one of many, within their transaction."""
    row = _running(membership)
    if received_on > today_in(queries.here().time_zone):
        raise DateRefusedError
    return _resign(row, received_on, by=by)


@transaction.atomic(durable=True)
def exclude(
    membership: Membership,
    *,
    category: Notice.Category,
    heard_on: date,
    appeal_until: date,
    on: date,
    by: Staff,
) -> Notice:
    """The co-op ends it with this day. Who is to be kept out until then is suspended besides."""
    row = _running(membership)
    today = today_in(queries.here().time_zone)
    if not (today <= on <= row.ends_on and heard_on <= today <= appeal_until):
        raise DateRefusedError
    values = {"category": category, "heard_on": heard_on, "appeal_until": appeal_until}
    return _note(row, Notice.Kind.EXPULSION, given_on=today, on=on, by=by, **values)


@transaction.atomic(durable=True)
def withdraw_notice(
    membership: Membership, *, by: Staff | None = None, user: User | None = None
) -> None:
    """Until the last day is over. A member takes back only what they gave themselves."""
    row = _running(membership)
    notice = leaving.notice_of(row)
    if notice is None or row.ends_on < today_in(queries.here().time_zone):
        raise ChangedMeanwhileError
    if by is None and (user is None or row.member.user_id != user.pk or not notice.is_resignation):
        raise ChangedMeanwhileError
    Notice.objects.filter(pk=notice.pk).update(withdrawn_at=timezone.now())
    Membership.objects.filter(pk=row.pk).update(
        ends_on=max(notice.ends_before, row.ends_on), end_reason=""
    )
    outbox.record(NoticeWithdrawn(str(row.code), str(notice.code)), by=by)


@transaction.atomic(durable=True)
def record_death(member: Member, *, died_on: date, tell: str, by: Staff) -> None:
    """All memberships end at once, and nothing is written to this person any more.

    The address goes with it, so that no letter of any kind finds it; what still waits is not sent.
    `tell` is somebody of the household who is to know. Raises ChangedMeanwhileError where nothing runs.
    """
    today = today_in(queries.here().time_zone)
    if died_on > today:
        raise DateRefusedError
    rows = Membership.objects.select_for_update(no_key=True).filter(member=member)
    running = list(rows.exclude(standing=Standing.ENDED).order_by("pk"))
    if not running:
        raise ChangedMeanwhileError
    for row in running:
        _end_by_death(row, died_on, today, tell=tell, by=by)
    _silence(Member.objects.select_for_update(no_key=True).get(pk=member.pk))
    outbox.record(MemberDied(str(member.code), str(running[0].code)), by=by)


def _end_by_death(row: Membership, died_on: date, today: date, *, tell: str, by: Staff) -> None:
    Notice.objects.filter(membership=row, withdrawn_at=None).update(withdrawn_at=timezone.now())
    Notice.objects.create(
        membership=row,
        kind=Notice.Kind.DEATH,
        given_on=died_on,
        last_day=min(row.ends_on, today),
        ends_before=row.ends_on,
        tell=tell,
        by=by,
    )
    Membership.objects.filter(pk=row.pk).update(
        standing=Standing.ENDED,
        ended_at=timezone.now(),
        ends_on=min(row.ends_on, today),
        end_reason=Membership.EndReason.DIED,
    )
    outbox.record(MembershipEnded(str(row.code)), by=by)


def _silence(member: Member) -> None:
    if member.email:
        waiting = Letter.objects.filter(to__iexact=member.email, state=Letter.State.WAITING)
        shared = Member.objects.filter(email_key=member.email_key).exclude(pk=member.pk)
        if not shared.exclude(email_key="").exists():
            waiting.update(state=Letter.State.FAILED, error="Not sent: the person has died.")
    if member.user_id is not None:
        others = Member.objects.filter(user=member.user_id).exclude(pk=member.pk)
        if not others.exists():
            Seat.objects.filter(
                user=member.user_id,
                cooperative_id=member.cooperative_id,
                kind=Seat.Kind.MEMBER,
            ).delete()
    Member.objects.filter(pk=member.pk).update(email="", email_key="", user=None)
    MemberPhoto.objects.filter(member=member).delete()


def _resign(row: Membership, given_on: date, *, by: Staff | None) -> Notice:
    today = today_in(queries.here().time_zone)
    on = leaving.last_day_of(row, given_on=given_on, today=today)
    return _note(row, Notice.Kind.RESIGNATION, given_on=given_on, on=on, by=by)


def _note(
    row: Membership,
    kind: Notice.Kind,
    *,
    given_on: date,
    on: date,
    by: Staff | None,
    **values: object,
) -> Notice:
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                membership=row,
                kind=kind,
                given_on=given_on,
                last_day=on,
                ends_before=row.ends_on,
                by=by,
                **values,
            )
    except IntegrityError as error:
        raise NoticeGivenError from error
    Membership.objects.filter(pk=row.pk).update(ends_on=on, end_reason=REASONS[kind])
    outbox.record(NoticeGiven(str(row.code), str(notice.code)), by=by)
    if on > row.ends_on:  # it renews itself: the card has to last as long
        outbox.record(MembershipChanged(str(row.code), f"renewed:{on.isoformat()}"), by=by)
    return notice


def _running(membership: Membership) -> Membership:
    """Locked, so that a notice and whatever else happens to it come one after the other."""
    row = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if row.standing == Standing.ENDED:
        raise ChangedMeanwhileError
    if row.membership_class.visiting:
        raise VisitFollowsHomeError
    return row
