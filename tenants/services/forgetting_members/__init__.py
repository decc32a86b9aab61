"""Forgetting who has left: when the time is over, what is personal is emptied; figures, numbers and uses stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import parse_qs
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tenants import household, outbox, retention, tracked
from tenants.errors import ChangedMeanwhileError
from tenants.facts import HoldLifted, HoldPlaced, MemberForgotten
from tenants.household_facts import HolderForgotten
from tenants.models import (
    AddressMark,
    BankLine,
    ChangeRequest,
    ClaimCode,
    Due,
    Holder,
    Letter,
    Locator,
    Member,
    MemberPhoto,
    Membership,
    MemberTag,
    MoneyEntry,
    Notice,
    PaperRecord,
    Representative,
    RetentionHold,
    SavedFilter,
    Seat,
    ShareEntry,
    Staff,
    User,
)
from tenants.secrets import digest, email_key, name_key
from tenants.services.forgetting_members import work

# Of one co-op in one go; the rest follows with the next stroke of the clock.
MOST: Final = 500
EMPTIED: Final = (
    "name_on_card",
    "name_key",
    "email",
    "email_key",
    "phone",
    "address",
    "postcode",
    "town",
    "region",
    "country",
)
IN_ENTRIES: Final = ("name", "address", "postcode", "town", "region", "country")


def anonymise_due() -> list[int]:
    """Whose time is over, each in a transaction of their own. Returns the logins they had; a second call finds nobody."""
    pks = list(retention.due().order_by("pk").values_list("pk", flat=True)[:MOST])
    return [login for pk in pks for login in _anonymise(pk)]


@transaction.atomic(durable=True)
def forget_holders_due() -> list[int]:
    """Who was taken out of a household so long ago that a member would be forgotten. Returns the logins they had."""
    return _forget_holders(Holder.objects.filter(pk__in=household.due()))


@transaction.atomic(durable=True)
def hold(member: Member, *, reason: str, by: Staff) -> None:
    """Keep the data until somebody lifts the hold. Raises ChangedMeanwhileError where it is too late, or held."""
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if row.anonymised_at is not None:
        raise ChangedMeanwhileError
    try:
        with transaction.atomic():
            RetentionHold.objects.create(member=row, reason=reason, by=by)
    except IntegrityError as error:
        raise ChangedMeanwhileError from error
    outbox.record(HoldPlaced(str(row.code)), by=by)


@transaction.atomic(durable=True)
def lift(member: Member, *, by: Staff) -> None:
    held = RetentionHold.objects.filter(member=member, lifted_at=None)
    if not held.update(lifted_at=timezone.now(), lifted_by=by):
        raise ChangedMeanwhileError
    outbox.record(HoldLifted(str(member.code)), by=by)


@transaction.atomic(durable=True)
def _anonymise(pk: int) -> list[int]:
    """Locked and looked at again: who came back, or is held since, is left alone."""
    Member.objects.select_for_update(no_key=True).get(pk=pk)
    row = retention.due().filter(pk=pk).first()
    return [] if row is None else _empty(row)


@transaction.atomic(durable=True)
def forget_now(code: UUID) -> list[int]:
    """Whoever has to be forgotten before the time: asked for by themselves, or once before a backup was put back.

    Raises ChangedMeanwhileError while a membership runs or something holds the data. Returns the logins they had.
    """
    row = Member.objects.select_for_update(no_key=True).filter(code=code).first()
    if row is None or row.anonymised_at is not None:
        return []
    running = Membership.objects.filter(member=row).exclude(standing=Membership.Standing.ENDED)
    if running.exists() or RetentionHold.objects.filter(member=row, lifted_at=None).exists():
        raise ChangedMeanwhileError
    return _empty(row)


@transaction.atomic(durable=True)
def forget_holders(codes: Iterable[UUID]) -> list[int]:
    """The same of who has a further card no more."""
    gone = Holder.objects.filter(code__in=list(codes), state=Holder.State.REMOVED)
    return _forget_holders(gone.exclude(name=""))


def _empty(row: Member) -> list[int]:
    pk = row.pk
    memberships = list(Membership.objects.filter(member=pk))
    notices = Notice.objects.filter(membership__in=memberships)
    about = [each.code for each in memberships]
    about += [row.code, *notices.values_list("code", flat=True)]
    about += ChangeRequest.objects.filter(member=row).values_list("code", flat=True)
    _empty_letters(row, about)
    notices.update(tell="", category="")
    RetentionHold.objects.filter(member=pk).update(reason="")
    Membership.objects.filter(member=pk).update(standing_reason="", evidence=[])
    Representative.objects.filter(member=pk).delete()
    MemberTag.objects.filter(member=pk).delete()
    MemberPhoto.objects.filter(member=pk).delete()
    work.forget_in_work(row, [each.code for each in memberships])
    logins = _forget_holders(Holder.objects.filter(membership__member=pk))
    _delete_papers(row)
    Locator.objects.filter(kind=Locator.Kind.MAILINGS, target=row.code).delete()
    Due.objects.filter(member=pk).update(title="")
    MoneyEntry.objects.forget(due__member=pk)
    BankLine.objects.filter(due__member=pk).update(cells=[], text="", payer="")
    ChangeRequest.objects.filter(member=row).delete()
    _forget_searches(row)
    _leave_seat(row)
    merged = list(row.merged.values_list("code", flat=True))
    row.merged.update(name="")  # its entries are emptied with those of the one that stayed
    tracked.forget([row.code, *merged, *(each.code for each in memberships)], IN_ENTRIES)
    row.merged.update(name=F("number"))
    shares = ShareEntry.objects.filter(member=pk).values_list("code", flat=True)
    tracked.forget(shares, ())  # why they changed; how many they were stays
    emptied = dict.fromkeys(EMPTIED, "")
    Member.objects.filter(pk=pk).update(
        **emptied, name=row.number, share_name=False, user=None, anonymised_at=timezone.now()
    )
    outbox.record(MemberForgotten(str(row.code)))
    mine = row.user_id or _waiting_login(row)
    return logins if mine is None else [mine, *logins]


def _forget_holders(rows: QuerySet[Holder]) -> list[int]:
    """Who had further cards: name, year and address are emptied, that there was somebody stays."""
    logins: list[int] = []
    found = list(rows.select_for_update(no_key=True))
    # Who was taken out and came back, here or in another household, keeps what the other card needs.
    others = Holder.objects.filter(state__in=Holder.OPEN).exclude(
        pk__in=[each.pk for each in found]
    )
    for row in found:
        known = bool(row.email_key) and (
            Member.objects.filter(email_key=row.email_key).exists()
            or others.filter(email_key=row.email_key).exists()
        )
        if row.email and not known:
            AddressMark.objects.filter(address_key=row.email_key).delete()
            Letter.objects.filter(to__iexact=row.email).update(to="", error="")
            waiting = Seat.objects.filter(user=None, cooperative_id=row.cooperative_id)
            waiting.filter(email_digest=digest("seat", row.email_key)).delete()
        sits = (
            Member.objects.filter(user=row.user_id).exists()
            or others.filter(user=row.user_id).exists()
        )
        if row.user_id and not sits:
            seats = Seat.objects.filter(user=row.user_id, cooperative_id=row.cooperative_id)
            seats.filter(kind=Seat.Kind.MEMBER).delete()
        login = row.user_id or _waiting_login(row)
        logins += [] if login is None else [login]
        outbox.record(HolderForgotten(str(row.code)))
    work.forget_holders_in_work([each.code for each in found])
    rows.update(name="", birth_year=None, email="", email_key="", user=None)
    return logins


def _waiting_login(row: Member | Holder) -> int | None:
    """One that a letter of ours brought, and that nobody has used yet, here or anywhere."""
    key = email_key(row.email)
    if not row.email or Seat.objects.filter(email_digest=digest("seat", key)).exists():
        return None
    login = User.objects.filter(email=key, last_login=None).first()
    return login.pk if login else None


def _empty_letters(row: Member, about: Iterable[UUID]) -> None:
    mine = Letter.objects.filter(Q(about__in=about) | Q(member=row))
    before = {email_key(to) for to in mine.exclude(to="").values_list("to", flat=True)}
    others = Member.objects.exclude(pk=row.pk).exclude(email_key="").values("email_key")
    marks = AddressMark.objects.filter(address_key__in=before - {row.email_key})
    marks.exclude(address_key__in=others).delete()
    mine.update(to="", error="")
    shared = Member.objects.filter(email_key=row.email_key).exclude(pk=row.pk)
    held = Holder.objects.filter(state__in=Holder.OPEN, email_key=row.email_key)
    if row.email and not shared.exists() and not held.exists():
        AddressMark.objects.filter(address_key=row.email_key).delete()
        Letter.objects.filter(to__iexact=row.email).update(to="", error="")


def _delete_papers(row: Member) -> None:
    """What was signed, with its picture, and the codes of letters: none leads anywhere any more."""
    PaperRecord.objects.filter(membership__member=row).delete()
    codes = ClaimCode.objects.filter(member=row)
    mine = Locator.objects.filter(kind=Locator.Kind.CLAIM_CODE, cooperative=row.cooperative_id)
    mine.filter(target__in=list(codes.values_list("code", flat=True))).delete()
    codes.delete()


def _forget_searches(row: Member) -> None:
    """Filters that the team saved to find this person: what they look for finds nobody else."""
    others = Member.objects.exclude(pk=row.pk)
    for saved in SavedFilter.objects.all():
        words = parse_qs(saved.query).get("q", [""])[0]
        key, address = name_key(words), email_key(words)
        by_name = bool(key) and key in row.name_key
        by_address = bool(address) and address in row.email_key
        if by_name or by_address:
            known = others.filter(Q(name_key__contains=key) | Q(email_key__contains=address))
            if not known.exists():
                SavedFilter.objects.filter(pk=saved.pk).delete()


def _leave_seat(row: Member) -> None:
    """Whoever works here or is a member by another row keeps it."""
    held = Holder.objects.filter(state__in=Holder.OPEN)
    shared = Member.objects.filter(email_key=row.email_key).exclude(pk=row.pk)
    if row.email and not (shared.exists() or held.filter(email_key=row.email_key).exists()):
        waiting = Seat.objects.filter(kind=Seat.Kind.MEMBER, user=None)
        here = waiting.filter(cooperative_id=row.cooperative_id)
        here.filter(email_digest=digest("seat", email_key(row.email))).delete()
    if row.user_id is None:
        return
    if not Member.objects.filter(user=row.user_id).exclude(pk=row.pk).exists():
        seats = Seat.objects.filter(user=row.user_id, cooperative_id=row.cooperative_id)
        kinds = [Seat.Kind.APPLICANT]
        if not held.filter(user=row.user_id).exists():
            kinds.append(Seat.Kind.MEMBER)
        seats.filter(kind__in=kinds).delete()
