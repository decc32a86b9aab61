"""Members keep their own particulars: what may be is saved at once, the rest is asked for and decided by the team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from tenants import outbox, own_details, queries, tracked
from tenants.errors import ChangedMeanwhileError
from tenants.facts import LetterWritten, MembershipChanged
from tenants.models import ChangeRequest, Cooperative, Letter, Member, Membership, Staff, User
from tenants.own_details_facts import (
    OwnDetailsAsked,
    OwnDetailsChanged,
    OwnDetailsDecided,
    OwnDetailsRuled,
)
from tenants.secrets import email_key, name_key

MOVED: Final = "email_moved"
State = ChangeRequest.State


@dataclass(frozen=True)
class Outcome:
    saved: bool
    asked: bool


def values_of(member: Member) -> dict[str, Any]:
    return {name: getattr(member, name) for name in own_details.EVERY}


@transaction.atomic(durable=True)
def change_own(member: Member, wanted: Mapping[str, Any], *, user: User) -> Outcome:
    """Save what may be saved at once and ask for the rest; what was asked for before is taken back by that.

    Raises ChangedMeanwhileError where the member is not theirs, or the address for letters is not confirmed.
    """
    row = _locked(member)
    if row.user_id != user.pk:
        raise ChangedMeanwhileError
    before = values_of(row)
    if not any(wanted.get(name) for name in own_details.ADDRESS if name != "country"):
        wanted = {**wanted, "country": before["country"]}  # chosen beforehand, and no address
    changed = {
        key: wanted[key] for key in own_details.EVERY if wanted.get(key, before[key]) != before[key]
    }
    asked = own_details.asked_for(
        changed, name=row.name, approve_address=queries.here().approve_address
    )
    at_once = {key: value for key, value in changed.items() if key not in asked}
    if "email" in at_once:
        _need_confirmed(user, at_once["email"])
        _tell_old_mailbox(row)
    if at_once:
        _write(row, at_once, reason="", by=None)
        outbox.record(OwnDetailsChanged(str(row.code)))
    waiting = ChangeRequest.objects.filter(member=row, state=State.ASKED)
    if asked in list(waiting.values_list("wanted", flat=True)):
        return Outcome(bool(at_once), True)  # noqa: FBT003 -- it is asked for, as before
    waiting.update(state=State.WITHDRAWN, decided_at=timezone.now())
    if asked:
        made = ChangeRequest.objects.create(member=row, wanted=asked)
        outbox.record(OwnDetailsAsked(str(row.code), str(made.code)))
    return Outcome(bool(at_once), bool(asked))


@transaction.atomic(durable=True)
def withdraw(member: Member, *, user: User) -> None:
    """By the member. Raises ChangedMeanwhileError where nothing is asked for any more."""
    open_one = ChangeRequest.objects.filter(member=member, member__user=user, state=State.ASKED)
    if not open_one.update(state=State.WITHDRAWN, decided_at=timezone.now()):
        raise ChangedMeanwhileError


@transaction.atomic(durable=True)
def accept(asked: ChangeRequest, *, by: Staff) -> None:
    """The register says it from today on. Raises ChangedMeanwhileError where it was decided already."""
    row = _decide(asked, State.ACCEPTED, "", by=by)
    _write(row, asked.wanted, reason="", by=by)


@transaction.atomic(durable=True)
def decline(asked: ChangeRequest, *, reason: str, by: Staff) -> None:
    _decide(asked, State.DECLINED, reason, by=by)


@transaction.atomic(durable=True)
def rule(*, approve_address: bool, by: Staff) -> None:
    here = queries.here()
    Cooperative.objects.filter(pk=here.pk).update(approve_address=approve_address)
    outbox.record(OwnDetailsRuled(str(here.pk)), by=by)


def _locked(member: Member) -> Member:
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _decide(asked: ChangeRequest, state: str, reason: str, *, by: Staff) -> Member:
    row = _locked(asked.member)
    open_one = ChangeRequest.objects.filter(pk=asked.pk, state=State.ASKED)
    if not open_one.update(state=state, reason=reason, decided_by=by, decided_at=timezone.now()):
        raise ChangedMeanwhileError
    outbox.record(OwnDetailsDecided(str(row.code), str(asked.code), state), by=by)
    return row


def _write(row: Member, values: Mapping[str, Any], *, reason: str, by: Staff | None) -> None:
    """With its entry on the register, and the next cards where they show something new."""
    before = _shown(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.name_key, row.email_key = name_key(row.name), email_key(row.email)
    with tracked.noted(reason=reason, by=by):
        row.save()
    if _shown(row) == before:
        return
    running = Membership.objects.filter(member=row).exclude(standing=Membership.Standing.ENDED)
    cause = f"named:{uuid4()}"
    codes = list(running.order_by("pk").values_list("code", flat=True))
    outbox.record_many([MembershipChanged(str(code), cause) for code in codes], by=by)


def _shown(member: Member) -> str:
    return (member.name_on_card or member.name) if member.share_name else ""


def _need_confirmed(user: User, email: str) -> None:
    """Letters go only where a code was read."""
    mine = EmailAddress.objects.filter(user=user, email=email_key(email), verified=True)
    if not mine.exists():
        raise ChangedMeanwhileError


def _tell_old_mailbox(row: Member) -> None:
    """Whoever reads the old one can object."""
    if not row.email:
        return
    letter = Letter.objects.create(
        kind=MOVED, key=f"{row.code}|{uuid4()}", to=row.email, about=row.code, language=row.language
    )
    outbox.record(LetterWritten(str(letter.code)))
