"""What is due: asked for by hand, by an application, by a new term; received, reversed, waived, written off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from tenants import money, outbox, queries
from tenants.dates import add_months, today_in
from tenants.errors import ChangedMeanwhileError
from tenants.holding import CENT, NOTHING, Move
from tenants.models import (
    Application,
    Due,
    Member,
    Membership,
    MembershipClass,
    MoneyEntry,
    MoneyRules,
    ShareEntry,
    Staff,
)
from tenants.money_facts import AmountDue, MoneyRulesSet
from tenants.secrets import new_reference
from tenants.services.money import booking, shares
from tenants.services.money.shares import Told

AHEAD: Final = timedelta(days=30)  # so early a fee of the next term is asked for
MOST: Final = 500
Kind = MoneyEntry.Kind


@dataclass(frozen=True)
class Asked:
    """What somebody asks for by hand."""

    kind: str
    title: str
    amount: Decimal
    due_on: date


@transaction.atomic(durable=True)
def set_rules(*, by: Staff, **values: Any) -> MoneyRules:
    row, _made = MoneyRules.objects.update_or_create(defaults=values)
    outbox.record(MoneyRulesSet(str(row.cooperative_id)), by=by)
    return row


@transaction.atomic(durable=True)
def ask(of: Member | Application, asked: Asked, *, by: Staff) -> Due:
    """An amount by hand."""
    who = {"member": of} if isinstance(of, Member) else {"application": of}
    kind = of.membership_class if isinstance(of, Application) else _class_of(of)
    return _ask(
        **who,
        kind=asked.kind,
        title=asked.title,
        amount=asked.amount,
        due_on=asked.due_on,
        membership_class=kind,
        by=by,
    )


@transaction.atomic(durable=True)
def receive(
    due: Due, *, amount: Decimal, on: date, method: str, reason: str = "", by: Staff
) -> MoneyEntry:
    """Money was seen. More than is open is kept as too much, and told."""
    row = booking.locked(due)
    values = {"action": Kind.RECEIVED, "amount": amount, "on": on, "method": method}
    return booking.book(row, **values, reason=reason, by=by)


@transaction.atomic(durable=True)
def let_go(due: Due, *, action: str, reason: str, by: Staff) -> MoneyEntry:
    """What is open is not asked for any more: waived, or written off. Raises ChangedMeanwhileError where nothing is."""
    row = booking.locked(due)
    if row.open <= 0:
        raise ChangedMeanwhileError
    today = today_in(queries.here().time_zone)
    return booking.book(row, action=action, amount=row.open, on=today, reason=reason, by=by)


@transaction.atomic(durable=True)
def reverse(entry: MoneyEntry, *, reason: str, by: Staff) -> MoneyEntry:
    """It was wrong: the opposite is written beside it, once. Raises ChangedMeanwhileError the second time."""
    if entry.action == Kind.REVERSED:
        raise ChangedMeanwhileError
    row = booking.locked(entry.due)
    values = {"action": Kind.REVERSED, "amount": -entry.amount, "on": entry.on}
    try:
        with transaction.atomic():
            return booking.book(
                row, **values, method=entry.method, reverses=entry, reason=reason, by=by
            )
    except IntegrityError as error:
        raise ChangedMeanwhileError from error


@transaction.atomic
def charge_application(code: str) -> None:
    """What has to be paid first: the fee of the first term, and the first instalment of the shares. Once."""
    row = Application.objects.select_for_update().get(code=code)
    kind = row.membership_class
    if not money.rules().asks:
        return
    if kind is None or not row.is_open or Due.objects.filter(application=row).exists():
        return
    _first(kind, application=row)


@transaction.atomic
def take_over(application: str, membership: str) -> None:
    """Who was an applicant is a member: what is due goes along, shares are subscribed, further instalments follow."""
    held = Membership.objects.select_related("member", "membership_class").get(code=membership)
    row = Application.objects.select_for_update().get(code=application)
    kind = held.membership_class
    if Due.objects.filter(membership=held, application=row).exists():
        return
    if not Due.objects.filter(application=row).exists() and money.rules().asks:
        _first(kind, application=row)
    mine = Due.objects.filter(application=row)
    mine.update(member=held.member, membership=held)
    mine.filter(kind=Due.Kind.FEE, covers_from=None).update(
        covers_from=held.starts_on, covers_until=held.ends_on
    )
    first = mine.filter(kind=Due.Kind.SHARES).order_by("pk").first()
    if first is not None and kind.minimum_shares and kind.share_price:
        _subscribe(held, first)


@transaction.atomic(durable=True)
def charge_terms() -> int:
    """Fees of terms that begin soon, each once; found again by a question. Returns how many."""
    if not money.rules().asks:
        return 0
    today = today_in(queries.here().time_zone)
    rows = Membership.objects.filter(end_reason="", membership_class__fee__gt=0).exclude(
        Q(standing=Membership.Standing.ENDED) | Q(membership_class__visiting=True)
    )
    fees = Max("dues__covers_until", filter=Q(dues__kind=Due.Kind.FEE))
    soon = today + AHEAD
    found = rows.annotate(paid_for=fees).select_related("member", "membership_class")
    found = found.filter(Q(paid_for__lt=soon) | Q(paid_for=None, ends_on__lt=soon))
    made = 0
    for row in found.order_by("pk"):
        first = (row.paid_for or row.ends_on) + timedelta(days=1)
        if not _goes_on(row, first):
            continue
        _fee(row.membership_class, first, member=row.member, membership=row)
        made += 1
        if made == MOST:
            break
    return made


def _goes_on(row: Membership, first: date) -> bool:
    """A term is asked for where it was begun, or where paying for it is what begins it."""
    kind = row.membership_class
    return kind.runs_as_paid or kind.renews_itself or row.ends_on >= first


def _first(kind: MembershipClass, *, application: Application) -> None:
    if kind.fee:
        _fee(kind, None, application=application)
    cost = _cost(kind)
    if cost:
        amount = cost - (kind.instalments - 1) * _instalment(kind)
        _ask(
            application=application,
            kind=Due.Kind.SHARES,
            amount=amount,
            due_on=_due_on(),
            membership_class=kind,
            parts=kind.instalments,
        )


def _fee(kind: MembershipClass, first: date | None, **whose: Any) -> None:
    """Of an application, the days of its term are known once it is approved."""
    last = kind.last_day_from(first) if first else None
    _ask(
        **whose,
        kind=Due.Kind.FEE,
        amount=kind.fee or NOTHING,
        due_on=max(first, today_in(queries.here().time_zone)) if first else _due_on(),
        membership_class=kind,
        covers_from=first,
        covers_until=last,
    )


def _subscribe(held: Membership, first: Due) -> None:
    """The shares stand on the register, and what was paid before the approval is paid up on them."""
    kind = held.membership_class
    shares.lock(held.member)
    told = Told(held.starts_on, first.spelt, None)
    move = Move(held.starts_on, kind.minimum_shares, kind.share_price or NOTHING, NOTHING)
    shares.write(held.member, ShareEntry.Kind.SUBSCRIBED, move, told)
    first.refresh_from_db()
    booking.pay_shares(first, held.starts_on, by=None)
    for part in range(2, first.parts + 1):
        _ask(
            member=held.member,
            membership=held,
            kind=Due.Kind.SHARES,
            amount=_instalment(kind),
            due_on=add_months(first.due_on, part - 1),
            membership_class=kind,
            part=part,
            parts=first.parts,
        )


def _cost(kind: MembershipClass) -> Decimal:
    return (kind.share_price or NOTHING) * kind.minimum_shares


def _instalment(kind: MembershipClass) -> Decimal:
    """Each but the first, which takes the cents that are left."""
    return (_cost(kind) / kind.instalments).quantize(CENT, "ROUND_DOWN")


def _due_on() -> date:
    return today_in(queries.here().time_zone) + timedelta(days=money.rules().due_days)


def _class_of(member: Member) -> MembershipClass | None:
    rows = Membership.objects.filter(member=member).select_related("membership_class")
    found = rows.order_by("-pk").first()
    return found.membership_class if found else None


def _ask(**values: Any) -> Due:
    """With a reference that is nobody else's."""
    reference = new_reference()
    while Due.objects.filter(reference=reference).exists():
        reference = new_reference()
    row = Due.objects.create(reference=reference, currency=queries.here().currency, **values)
    outbox.record(AmountDue(str(row.code)), by=values.get("by"))
    return row
