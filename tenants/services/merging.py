"""Two entries of the register turn out to be one person: one stays, with what both had. Nothing undoes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from tenants import outbox, queries, tracked
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError
from tenants.facts import MembershipChanged, MembershipEnded
from tenants.merge_errors import NotTwoError, SharesFirstError
from tenants.models import (
    ChangeRequest,
    ClaimCode,
    Due,
    FieldAnswer,
    Holder,
    ImportLine,
    Letter,
    Locator,
    Member,
    MemberPhoto,
    Membership,
    MemberTag,
    Notice,
    Representative,
    RetentionHold,
    Seat,
    ShareEntry,
    Staff,
    TwoPeople,
)
from tenants.people_facts import MembersMerged, SaidToBeTwo
from tenants.secrets import digest, email_key, name_key

Standing = Membership.Standing
# What is chosen together stands in one line: a card name without its consent would be nobody's wish.
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name",),
    "card": ("name_on_card", "share_name"),
    "kind": ("kind",),
    "email": ("email",),
    "phone": ("phone",),
    "postal": ("address", "postcode", "town", "region", "country"),
    "language": ("language",),
}
GIVEN_UP: Final = dict.fromkeys(
    ("name_on_card", "email", "email_key", "phone", "address", "postcode", "town", "region"), ""
)


@dataclass(frozen=True)
class Merged:
    """How many cards follow, and how many memberships ended because the other one had the same kind."""

    cards: int
    ended: int


def fingerprint(keep: Member, gone: Member) -> str:
    """By which a page that was opened long ago is known."""
    names = [name for group in CHOICES.values() for name in group]
    said = [[str(getattr(each, name)) for name in names] for each in (keep, gone)]
    held = [
        [f"{row.code}{row.standing}{row.ends_on}" for row in each.memberships.order_by("pk")]
        for each in (keep, gone)
    ]
    return digest("merge", json.dumps([said, held]))[:16]


@transaction.atomic(durable=True)
def merge(
    keep: Member, gone: Member, *, from_gone: Mapping[str, bool], seen: str, by: Staff
) -> Merged:
    """`from_gone` names the choices that are taken from the entry that goes.

    Memberships, answers, tags and history move. Of two running ones of one kind the older stays. Raises NotTwoError,
    SharesFirstError, ChangedMeanwhileError where one of the two is no longer what was seen.
    """
    keep, gone = _locked(keep, gone)
    if fingerprint(keep, gone) != seen:
        raise ChangedMeanwhileError
    if _holds_shares(gone):
        raise SharesFirstError
    cause = f"merged:{uuid4()}"
    ended = _move_memberships(keep, gone, by=by)
    _move_the_rest(keep, gone)
    _move_login(keep, gone, take=from_gone.get("email", False))
    _take_over(keep, gone, from_gone, by=by)
    running = Membership.objects.filter(member=keep).exclude(standing=Standing.ENDED)
    codes = list(running.order_by("pk").values_list("code", flat=True))
    outbox.record(MembersMerged(str(keep.code), str(gone.code), gone.number), by=by)
    outbox.record_many([MembershipEnded(str(code)) for code in ended], by=by)
    outbox.record_many([MembershipChanged(str(code), cause) for code in codes], by=by)
    return Merged(len(codes), len(ended))


@transaction.atomic(durable=True)
def say_two(one: Member, other: Member, *, by: Staff) -> None:
    """They are two people: the list of likely pairs names them no more."""
    first, second = sorted((one, other), key=lambda each: each.pk)
    _row, made = TwoPeople.objects.get_or_create(first=first, second=second)
    if made:
        outbox.record(SaidToBeTwo(str(first.code), str(second.code)), by=by)


def _holds_shares(member: Member) -> bool:
    """Entries of shares are never changed: what is held is transferred on the page of shares."""
    rows = ShareEntry.objects.filter(member=member)
    return bool(rows.aggregate(held=Sum("count"))["held"])


def _locked(keep: Member, gone: Member) -> tuple[Member, Member]:
    if keep.pk == gone.pk:
        raise NotTwoError
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=[keep.pk, gone.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    if any(row.anonymised_at or row.merged_into_id for row in found.values()):
        raise NotTwoError
    return found[keep.pk], found[gone.pk]


def _move_memberships(keep: Member, gone: Member, *, by: Staff) -> list[Any]:
    """Returns which ended: the younger of two running ones of the same kind, whoever had it."""
    rows = Membership.objects.select_for_update(no_key=True)
    both = list(rows.filter(member__in=[keep, gone]).order_by("starts_on", "pk"))
    have: dict[int, int] = {}
    ended = []
    today = today_in(queries.here().time_zone)
    with tracked.noted(reason=f"{gone.number} -> {keep.number}", by=by):
        for row in both:
            if row.is_active and row.membership_class_id in have:
                Membership.objects.filter(pk=row.pk).update(
                    standing=Standing.ENDED,
                    ended_at=timezone.now(),
                    ends_on=min(row.ends_on, today),
                    end_reason=Membership.EndReason.MERGED,
                    announce=False,
                )
                notices = Notice.objects.filter(membership=row, withdrawn_at=None)
                notices.update(withdrawn_at=timezone.now())
                others = Holder.objects.filter(membership=row, state__in=Holder.OPEN)
                others.update(membership=have[row.membership_class_id])
                ended.append(row.code)
            elif row.is_active:
                have[row.membership_class_id] = row.pk
        Membership.objects.filter(member=gone).update(member=keep)
    return ended


def _move_the_rest(keep: Member, gone: Member) -> None:
    """What both have stays as the one that stays has it."""
    answered = FieldAnswer.objects.filter(member=keep).values("field")
    FieldAnswer.objects.filter(member=gone).exclude(field__in=answered).update(member=keep)
    FieldAnswer.objects.filter(member=gone).delete()
    tagged = MemberTag.objects.filter(member=keep).values("tag")
    MemberTag.objects.filter(member=gone).exclude(tag__in=tagged).update(member=keep)
    MemberTag.objects.filter(member=gone).delete()
    if MemberPhoto.objects.filter(member=keep).exists():
        MemberPhoto.objects.filter(member=gone).delete()
    MemberPhoto.objects.filter(member=gone).update(member=keep)
    _move_speakers(keep, gone)
    if RetentionHold.objects.filter(member=keep, lifted_at=None).exists():
        still = RetentionHold.objects.filter(member=gone, lifted_at=None)
        still.update(lifted_at=timezone.now())
    RetentionHold.objects.filter(member=gone).update(member=keep)
    ImportLine.objects.filter(member=gone).update(member=keep)
    asked = ChangeRequest.objects.filter(
        member=gone
    )  # what was asked for as somebody else is asked again
    asked.filter(state=ChangeRequest.State.ASKED).update(state=ChangeRequest.State.WITHDRAWN)
    asked.update(member=keep)
    # Who said no by either entry wants none, and the link in an old letter leads to the one that stays.
    declined = [each for each in (keep.mailings_off_at, gone.mailings_off_at) if each]
    keep.mailings_off_at = min(declined, default=None)
    declined = [each for each in (keep.reminders_off_at, gone.reminders_off_at) if each]
    keep.reminders_off_at = min(declined, default=None)
    links = Locator.objects.filter(kind=Locator.Kind.MAILINGS, target=gone.code)
    links.update(target=keep.code)
    Letter.objects.filter(member=gone).update(member=keep)
    Due.objects.filter(member=gone).update(member=keep)
    codes = ClaimCode.objects.filter(member=gone)
    mine = Locator.objects.filter(kind=Locator.Kind.CLAIM_CODE, cooperative=gone.cooperative_id)
    mine.filter(target__in=list(codes.values_list("code", flat=True))).delete()
    codes.delete()
    TwoPeople.objects.filter(first=gone).delete()
    TwoPeople.objects.filter(second=gone).delete()
    # Who had become one with the entry that goes is one with the entry that stays.
    Member.objects.filter(merged_into=gone).update(merged_into=keep)


def _move_speakers(keep: Member, gone: Member) -> None:
    """One of them votes: whoever does so for the entry that stays, else for the one that goes."""
    moved = Representative.objects.filter(member=gone)
    if Representative.objects.filter(member=keep, votes=True).exists():
        moved.update(votes=False)
    moved.update(member=keep)


def _move_login(keep: Member, gone: Member, *, take: bool) -> None:
    """Who signs in stays signed in: the login of the address that is chosen, else the one there is."""
    wanted = (gone.user_id or keep.user_id) if take else (keep.user_id or gone.user_id)
    dropped = {keep.user_id, gone.user_id} - {wanted, None}
    Member.objects.filter(pk=gone.pk).update(user=None)
    Member.objects.filter(pk=keep.pk).update(user=wanted)
    keep.user_id, gone.user_id = wanted, None
    held = Holder.objects.filter(user__in=dropped, state__in=Holder.OPEN)
    dropped -= set(held.values_list("user_id", flat=True))
    still = Member.objects.filter(user__in=dropped).values("user")
    seats = Seat.objects.filter(user__in=dropped, cooperative_id=keep.cooperative_id)
    seats.filter(kind=Seat.Kind.MEMBER).exclude(user__in=still).delete()
    for each in (keep.email, gone.email):
        if each and wanted is not None:
            waiting = Seat.objects.filter(kind=Seat.Kind.MEMBER, user=None)
            here = waiting.filter(cooperative_id=keep.cooperative_id)
            here.filter(email_digest=digest("seat", email_key(each))).delete()


def _take_over(keep: Member, gone: Member, from_gone: Mapping[str, bool], *, by: Staff) -> None:
    taken = [name for choice, names in CHOICES.items() if from_gone.get(choice) for name in names]
    values = {name: getattr(gone, name) for name in taken}
    joined_on = min(keep.joined_on, gone.joined_on)
    for name, value in values.items():
        setattr(keep, name, value)
    keep.joined_on = joined_on
    keep.name_key, keep.email_key = name_key(keep.name), email_key(keep.email)
    with tracked.noted(reason=f"{gone.number} -> {keep.number}", by=by):
        keep.save()
        Member.objects.filter(pk=gone.pk).update(
            **GIVEN_UP,
            name=gone.number,
            name_key="",
            country="",
            share_name=False,
            merged_into=keep,
            merged_at=timezone.now(),
        )
