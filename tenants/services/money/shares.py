"""Shares: subscribed, paid up, transferred, paid back at the exit, and reversed where an entry was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.formats import date_format

from tenants import outbox, tracked
from tenants.errors import ChangedMeanwhileError, SharesRefusedError
from tenants.holding import NOTHING, Move, first_unsound, held
from tenants.models import Member, ShareEntry, Staff
from tenants.money_facts import SharesChanged

Kind = ShareEntry.Kind


@dataclass(frozen=True)
class Told:
    """From which day it holds, why, and who wrote it down."""

    on: date
    reason: str
    by: Staff | None


@transaction.atomic(durable=True)
def subscribe(
    member: Member, *, count: int, price: Decimal, paid: Decimal, told: Told
) -> ShareEntry:
    """So many shares more; `paid` of them is paid up already. Raises SharesRefusedError for too much of it."""
    lock(member)
    return write(member, Kind.SUBSCRIBED, Move(told.on, count, price, paid), told)


@transaction.atomic(durable=True)
def pay_up(member: Member, *, amount: Decimal, told: Told) -> ShareEntry:
    """So much more is paid for shares that are held. Raises SharesRefusedError for more than they cost."""
    lock(member)
    return write(member, Kind.PAID, Move(told.on, 0, NOTHING, amount), told)


@transaction.atomic(durable=True)
def pay_back(member: Member, *, count: int, price: Decimal, told: Told) -> ShareEntry:
    """So many shares are given back, and with them what was paid up on them."""
    moves = lock(member)
    paid = held(moves, told.on).paid_with(count, price)
    return write(member, Kind.PAID_BACK, Move(told.on, -count, price, -paid), told)


@transaction.atomic(durable=True)
def transfer(
    giver: Member, taker: Member, *, count: int, price: Decimal, told: Told
) -> tuple[ShareEntry, ShareEntry]:
    """From one member to another, with what was paid up on them: two entries, or none."""
    for each in sorted((giver, taker), key=lambda each: each.pk):
        moves = lock(each)
        if each.pk == giver.pk:
            paid = held(moves, told.on).paid_with(count, price)
    given = write(giver, Kind.GIVEN, Move(told.on, -count, price, -paid), told)
    taken = write(taker, Kind.TAKEN, Move(told.on, count, price, paid), told, beside=given)
    return given, taken


@transaction.atomic(durable=True)
def reverse(entry: ShareEntry, *, reason: str, by: Staff) -> None:
    """It was wrong: the opposite is written for the same day, of a transfer on both sides.

    Raises ChangedMeanwhileError where that was done, SharesRefusedError where other entries rest on it.
    """
    sides = _sides(entry)
    for member in sorted({each.member for each in sides}, key=lambda each: each.pk):
        lock(member)
    for each in sides:
        told = Told(each.on, reason, by)
        move = Move(each.on, -each.count, each.price, -each.paid)
        try:
            with transaction.atomic():
                write(each.member, Kind.REVERSED, move, told, beside=each)
        except IntegrityError as error:
            raise ChangedMeanwhileError from error


def _sides(entry: ShareEntry) -> list[ShareEntry]:
    """Of a transfer both, what was given before what was taken."""
    if entry.action == Kind.REVERSED:
        raise ChangedMeanwhileError
    rows = ShareEntry.objects.select_related("member")
    given = entry.beside_id or entry.pk
    others = rows.filter(beside=given).exclude(action=Kind.REVERSED)
    return list(rows.filter(pk=given)) + list(others)


def lock(member: Member) -> list[Move]:
    """The moves so far. Whoever changes what this member holds waits for us."""
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if row.merged_into_id is not None:
        raise ChangedMeanwhileError
    return _moves(member)


def _moves(member: Member) -> list[Move]:
    return [row.move for row in ShareEntry.objects.filter(member=member)]


def write(
    member: Member, kind: Kind, move: Move, told: Told, *, beside: ShareEntry | None = None
) -> ShareEntry:
    wrong = first_unsound([*_moves(member), move])
    if wrong is not None:
        raise SharesRefusedError(
            SharesRefusedError.sentence.format(day=date_format(wrong, "DATE_FORMAT"))
        )
    with tracked.noted(on=move.on, reason=told.reason, by=told.by):
        row = ShareEntry.objects.create(
            member=member,
            action=kind,
            on=move.on,
            count=move.count,
            price=move.price,
            paid=move.paid,
            beside=beside,
        )
    outbox.record(SharesChanged(str(member.code), str(row.code)), by=told.by)
    return row
