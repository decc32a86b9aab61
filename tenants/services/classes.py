"""Kinds of membership: added, changed, closed, put in order. None is ever deleted: people hold it."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from tenants import outbox
from tenants.errors import ClassNeededError
from tenants.facts import CardContentChanged, MembershipChanged, MembershipClassChanged
from tenants.models import Membership, MembershipClass, Staff
from tenants.queries import hold_here

# What a card says of it: with another value, whoever holds it gets a new card.
ON_CARDS: Final = (
    "name",
    "kind",
    "reciprocity_eligible",
    "card_number",
    "card_since",
    "card_vote",
)
SETTLED: Final = frozenset(
    {
        *ON_CARDS,
        "description",
        "price",
        "translations",
        "eligibility",
        "whom",
        "minimum_age",
        "term",
        "term_months",
        "renewal",
        "reminder_days",
        "has_vote",
        "votes",
        "minimum_shares",
        "share_price",
        "instalments",
        "holders_most",
        "holders_age",
        "holders_approval",
        "fee",
        "runs_as_paid",
        "open_to_applicants",
    }
)


@transaction.atomic(durable=True)
def add_class(*, by: Staff, **values: Any) -> MembershipClass:
    """A new kind, last in the list. Raises Django's ValidationError where a value cannot be."""
    _need_settled(values)
    _locked()
    row = MembershipClass(**values, position=_after_the_last())
    row.full_clean(exclude=["cooperative"], validate_constraints=False)
    row.save(force_insert=True)
    outbox.record(MembershipClassChanged(str(row.code), "added"), by=by)
    return row


@transaction.atomic(durable=True)
def change_class(row: MembershipClass, *, by: Staff, **values: Any) -> bool:
    """What it is from now on. True where its cards say something else now, and new ones follow.

    Raises Django's ValidationError where a value cannot be.
    """
    _need_settled(values)
    _locked()
    now = MembershipClass.objects.get(pk=row.pk)
    shown = changes_cards(now, values)
    for name, value in values.items():
        setattr(now, name, value)
    now.full_clean(exclude=["cooperative"], validate_constraints=False)
    now.save(update_fields=list(values))
    outbox.record(MembershipClassChanged(str(now.code), "changed"), by=by)
    if shown:
        outbox.record(CardContentChanged(str(now.code), f"class:{uuid4().hex[:12]}"), by=by)
    return shown


@transaction.atomic(durable=True)
def close_class(row: MembershipClass, *, by: Staff) -> None:
    """Nobody joins it any more; who has it, keeps it.

    Raises ClassNeededError for the one that agreements with partners give to visitors.
    """
    if row.visiting:
        raise ClassNeededError
    running = MembershipClass.objects.filter(pk=row.pk, closed_at=None)
    if running.update(closed_at=timezone.now(), open_to_applicants=False):
        outbox.record(MembershipClassChanged(str(row.code), "closed"), by=by)


@transaction.atomic(durable=True)
def reopen_class(row: MembershipClass, *, by: Staff) -> None:
    """It can be given again. Whether people may apply for it is settled anew."""
    if MembershipClass.objects.filter(pk=row.pk).exclude(closed_at=None).update(closed_at=None):
        outbox.record(MembershipClassChanged(str(row.code), "reopened"), by=by)


@transaction.atomic(durable=True)
def move_class_up(row: MembershipClass) -> None:
    """One place up, among all of them; the first stays where it is."""
    _locked()
    rows = list(MembershipClass.objects.all())
    place = [each.pk for each in rows].index(row.pk)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for position, each in enumerate(rows):
        each.position = position
    MembershipClass.objects.bulk_update(rows, ["position"])


@transaction.atomic
def renew_cards(code: str, cause: str) -> int:
    """Whoever holds it, or any kind where none is named, gets the next card.

    Called by a reaction, in the transaction that closes it.
    """
    held = Membership.objects.filter(membership_class__code=code) if code else Membership.objects
    running = held.exclude(standing=Membership.Standing.ENDED).order_by("pk")
    facts = [MembershipChanged(str(each), cause) for each in running.values_list("code", flat=True)]
    outbox.record_many(facts)
    return len(facts)


def changes_cards(row: MembershipClass, values: dict[str, Any]) -> bool:
    """Whether cards would say something else with these values."""
    named = any(name in values and values[name] != getattr(row, name) for name in ON_CARDS)
    voting = "has_vote" in values and values["has_vote"] != row.has_vote
    return named or (voting and bool(values.get("card_vote", row.card_vote)))


def _locked() -> None:
    """One change of the list at a time."""
    hold_here()


def _after_the_last() -> int:
    last = MembershipClass.objects.order_by("-position").first()
    return last.position + 1 if last else 0


def _need_settled(values: dict[str, Any]) -> None:
    if strange := set(values) - SETTLED:
        raise TypeError(f"Not settled for a kind of membership: {sorted(strange)}.")
