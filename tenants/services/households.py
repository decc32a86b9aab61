"""Further card holders of a membership: asked for, admitted, removed, given another card."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenants import household, outbox
from tenants.errors import ChangedMeanwhileError
from tenants.household import Person
from tenants.household_errors import (
    HouseholdFullError,
    NoHouseholdError,
    OtherHouseholdError,
    TooYoungError,
)
from tenants.household_facts import (
    HolderAdmitted,
    HolderAsked,
    HolderCardAsked,
    HolderDeclined,
    HolderRemoved,
)
from tenants.models import Event, Holder, Membership, Staff, User
from tenants.secrets import email_key

State = Holder.State
GIVEN_UP: Final = {"name": "", "birth_year": None, "email": "", "email_key": "", "user": None}


@transaction.atomic(durable=True)
def ask(membership: Membership, person: Person, *, user: User) -> Holder:
    """By the member. Where the kind says so, the team decides; else there is a card at once.

    Raises ChangedMeanwhileError where the membership is not theirs or has ended, else as `add`.
    """
    row = _locked(membership)
    if row.member.user_id != user.pk:
        raise ChangedMeanwhileError
    waits = row.membership_class.holders_approval
    made = _enter(row, person, State.ASKED if waits else State.ACTIVE)
    fact = HolderAsked if waits else HolderAdmitted
    outbox.record(fact(str(row.code), str(made.code)))
    return made


@transaction.atomic(durable=True)
def add(membership: Membership, person: Person, *, by: Staff) -> Holder:
    """By the team: a card at once.

    Raises NoHouseholdError, HouseholdFullError, TooYoungError by the rules of the kind, OtherHouseholdError for
    somebody who has a card of another household.
    """
    row = _locked(membership)
    made = _enter(row, person, State.ACTIVE, by=by)
    outbox.record(HolderAdmitted(str(row.code), str(made.code)), by=by)
    return made


@transaction.atomic(durable=True)
def admit(holder: Holder, *, by: Staff) -> None:
    """Raises ChangedMeanwhileError where it was decided already, or the membership has ended."""
    row = _locked(holder.membership)
    _decide(holder, State.ACTIVE, by=by)
    outbox.record(HolderAdmitted(str(row.code), str(holder.code)), by=by)


@transaction.atomic(durable=True)
def decline(holder: Holder, *, by: Staff) -> None:
    """What was said of the person is deleted at once. Raises ChangedMeanwhileError where it was decided already."""
    _decide(holder, State.DECLINED, by=by)
    Holder.objects.filter(pk=holder.pk).update(**GIVEN_UP)
    outbox.record(HolderDeclined(str(holder.membership.code), str(holder.code)), by=by)


@transaction.atomic(durable=True)
def remove(holder: Holder, *, by: Staff | None = None, user: User | None = None) -> None:
    """By the team, the member, or the holder. Raises ChangedMeanwhileError where it is done, or not theirs to do."""
    if by is None and (
        user is None or user.pk not in {holder.membership.member.user_id, holder.user_id}
    ):
        raise ChangedMeanwhileError
    _remove(holder, by=by)


@transaction.atomic
def fit_to_kinds(memberships: Collection[str]) -> None:
    """After another kind: who was added last goes where the new kind has fewer places. Part of a reaction."""
    rows = Membership.objects.filter(code__in=memberships).select_related("membership_class")
    for row in rows.order_by("pk"):
        holders = list(row.holders.filter(state__in=Holder.OPEN).order_by("pk"))
        for each in holders[row.membership_class.holders_most :]:
            _remove(each, by=None)


@transaction.atomic(durable=True)
def ask_for_new_card(
    holder: Holder, *, key: UUID, by: Staff | None = None, user: User | None = None
) -> None:
    """The old one dies. The same `key` asks once. Raises ChangedMeanwhileError as `remove`."""
    if by is None and (
        user is None or user.pk not in {holder.membership.member.user_id, holder.user_id}
    ):
        raise ChangedMeanwhileError
    row = _locked(holder.membership)
    if not Holder.objects.filter(pk=holder.pk, state=State.ACTIVE).exists():
        raise ChangedMeanwhileError
    cause = f"replaced:{key}"
    asked = Event.objects.filter(name=HolderCardAsked.__name__, data__cause=cause)
    if not asked.filter(data__holder=str(holder.code)).exists():
        outbox.record(HolderCardAsked(str(row.code), str(holder.code), cause), by=by)


def _enter(row: Membership, person: Person, state: State, *, by: Staff | None = None) -> Holder:
    kind, key = row.membership_class, email_key(person.email)
    if not kind.holders_most or kind.visiting:
        raise NoHouseholdError
    if row.holders.filter(state__in=Holder.OPEN).count() >= kind.holders_most:
        raise HouseholdFullError
    if kind.holders_age and not household.is_old_enough(person.birth_year, kind.holders_age):
        raise TooYoungError
    shared = key == email_key(row.member.email)
    try:
        with transaction.atomic():
            return Holder.objects.create(
                membership=row,
                name=person.name,
                birth_year=person.birth_year if kind.holders_age else None,
                email="" if shared else person.email,
                email_key="" if shared else key,
                language=row.member.language,
                share_name=person.share_name,
                state=state,
                by=by,
                decided_at=None if state == State.ASKED else timezone.now(),
            )
    except IntegrityError as error:
        raise OtherHouseholdError from error


def _decide(holder: Holder, state: State, *, by: Staff) -> None:
    rows = Holder.objects.filter(pk=holder.pk, state=State.ASKED)
    if not rows.update(state=state, by=by, decided_at=timezone.now()):
        raise ChangedMeanwhileError


def _remove(holder: Holder, *, by: Staff | None) -> None:
    now = timezone.now()
    rows = Holder.objects.filter(pk=holder.pk, state__in=Holder.OPEN)
    values = {"by": by} if by else {}
    if not rows.update(state=State.REMOVED, removed_at=now, **values):
        raise ChangedMeanwhileError
    outbox.record(HolderRemoved(str(holder.membership.code), str(holder.code)), by=by)


def _locked(membership: Membership) -> Membership:
    """One change of a household at a time, and none once the membership is over."""
    row = Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
    if not row.is_active:
        raise ChangedMeanwhileError
    return row
