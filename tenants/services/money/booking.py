"""What follows from an entry, in its transaction: sum, shares that are paid up, a membership that runs as far as paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum

from tenants import outbox, queries
from tenants.dates import today_in
from tenants.errors import SharesRefusedError
from tenants.facts import MembershipChanged
from tenants.holding import NOTHING, Move, held
from tenants.models import Due, Membership, MoneyEntry, RegisterEntry, ShareEntry, Staff
from tenants.money_facts import MoneyBooked
from tenants.services.money import shares
from tenants.services.money.shares import Told


def locked(due: Due) -> Due:
    """Whoever books on it waits for us."""
    return Due.objects.select_for_update(of=("self",), no_key=True).get(pk=due.pk)


def book(due: Due, **values: object) -> MoneyEntry:
    """One entry on a due that is locked, and all that follows from it."""
    entry = MoneyEntry.objects.create(due=due, **values)
    due.settled += entry.amount
    Due.objects.filter(pk=due.pk).update(settled=due.settled)
    if entry.is_money:
        pay_shares(due, entry.on, by=entry.by)
    _extend(due, by=entry.by)
    outbox.record(MoneyBooked(str(due.code), str(entry.code)), by=entry.by)
    return entry


def received(due: Due) -> Decimal:
    """The money that came for it, what was reversed taken off."""
    rows = MoneyEntry.objects.filter(due=due).select_related("reverses")
    return sum((row.amount for row in rows if row.is_money), NOTHING)


def pay_shares(due: Due, on: date, *, by: Staff | None) -> None:
    """What came for shares is paid up on them, as far as it was asked for; the rest waits to be settled.

    What is reversed takes off what this due has put on, and nothing that came another way.
    """
    if due.kind != Due.Kind.SHARES or due.member is None:
        return
    more = _within(received(due), due.amount) - _put(due)
    moves = shares.lock(due.member)
    now = held(moves)
    more = max(-now.paid, min(more, now.unpaid))
    if not more:
        return
    today = today_in(queries.here().time_zone)
    kind = ShareEntry.Kind.PAID if more > 0 else ShareEntry.Kind.REVERSED
    for day in sorted({max(on, moves[0].on), today}):
        told = Told(day, due.spelt, by)
        try:
            with transaction.atomic():
                shares.write(due.member, kind, Move(day, 0, NOTHING, more), told)
        except SharesRefusedError:
            if day == today:
                raise
        else:
            return


def _put(due: Due) -> Decimal:
    """What this due has put on the shares so far, what was reversed by hand taken off."""
    mine = RegisterEntry.objects.filter(of=RegisterEntry.Of.SHARE_ENTRY, reason=due.spelt)
    codes = mine.values("subject")
    kinds = (ShareEntry.Kind.PAID, ShareEntry.Kind.REVERSED)
    rows = ShareEntry.objects.filter(member=due.member, action__in=kinds)
    rows = rows.filter(Q(code__in=codes) | Q(beside__code__in=codes))
    return rows.aggregate(total=Sum("paid"))["total"] or NOTHING


def _within(amount: Decimal, most: Decimal) -> Decimal:
    return max(NOTHING, min(amount, most))


def _extend(due: Due, *, by: Staff | None) -> None:
    """A membership that runs as far as it is paid goes on to the last day of a fee that is settled."""
    membership = due.membership
    if due.kind != Due.Kind.FEE or due.open > 0 or membership is None or not due.covers_until:
        return
    if not membership.membership_class.runs_as_paid:
        return
    running = Membership.objects.filter(
        pk=membership.pk, end_reason="", ends_on__lt=due.covers_until
    ).exclude(standing=Membership.Standing.ENDED)
    if running.update(ends_on=due.covers_until):
        cause = f"renewed:{due.covers_until.isoformat()}"
        outbox.record(MembershipChanged(str(membership.code), cause), by=by)
