"""Interest in taking part: told, confirmed from the mailbox, looked after, forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.errors import ChangedMeanwhileError
from tenants.models import Cooperative, Interest, InterestLetter, InterestLink, InterestNote, User
from tenants.secrets import derived_token, digest, email_key, name_key

CONFIRM_WITHIN: Final = timedelta(days=14)
MOST_LETTERS_AN_HOUR: Final = 3  # to one address, however often somebody types it
ANSWERS: Final = (
    "kind",
    "name",
    "organisation",
    "name_key",
    "country",
    "sector",
    "role",
    "language",
    "wishes",
    "use_cases",
    "hopes",
    "federation",
    "consented_at",
)
State = Interest.State
Letter = InterestLetter.Kind


def link_token(code: UUID) -> str:
    """What stands in /interest/<token>/: the same in each letter about one interest."""
    return derived_token("interest", str(code))


def find(token: str) -> Interest | None:
    """The interest behind a link; nothing once it is deleted, or was not confirmed in time."""
    found = Interest.objects.filter(links__digest=digest("interest", token)).first()
    if found is None or (not found.is_confirmed and _is_over(found)):
        return None
    return found


@transaction.atomic(durable=True)
def register_interest(*, email: str, **answers: Any) -> Interest:
    """Keep what was told until it is confirmed, and owe a letter. The same for everybody.

    Past three letters an hour to one address none is written, and the page cannot tell.
    """
    code = uuid4()
    row = Interest.objects.create(
        code=code,
        email=email.strip(),
        email_key=email_key(email),
        name_key=name_key(answers.get("organisation") or answers["name"]),
        **answers,
    )
    InterestLink.objects.create(interest=row, digest=digest("interest", link_token(code)))
    since = timezone.now() - timedelta(hours=1)
    lately = InterestLetter.objects.filter(
        interest__email_key=row.email_key, kind=Letter.CONFIRM, written_at__gt=since
    )
    if lately.count() < MOST_LETTERS_AN_HOUR:
        InterestLetter.objects.create(interest=row, kind=Letter.CONFIRM)
    return row


@transaction.atomic(durable=True)
def confirm_interest(interest: Interest, *, told: Iterable[str] = ()) -> Interest:
    """Put it on the list, and tell whoever looks after the list; these addresses, each once an hour.

    Registered again by the same address, it renews what was there: one row, not two.
    """
    row = Interest.objects.select_for_update().filter(pk=interest.pk).first()
    if row is None:
        raise ChangedMeanwhileError
    if row.is_confirmed:
        return row
    now = timezone.now()
    known = (
        Interest.objects.select_for_update()
        .filter(email_key=row.email_key, name_key=row.name_key, state__in=Interest.LISTED)
        .order_by("pk")
        .first()
    )
    if known is not None:
        if _renew(known, row):
            _tell(known, told)
        return known
    row.state = State.NEW
    row.confirmed_at = row.changed_at = now
    row.save(update_fields=["state", "confirmed_at", "changed_at"])
    InterestNote.objects.create(interest=row, text=_("Registered and confirmed"), at=now)
    InterestLetter.objects.create(interest=row, kind=Letter.THANKS)
    _tell(row, told)
    return row


def _renew(known: Interest, told: Interest) -> bool:
    """The newest answers count; where it stands, the notes and the links of both stay.

    Returns whether it is news: it is on the list again, or a federation may read it that could not.
    """
    chosen = told.federation_id is not None and told.federation_id != known.federation_id
    returned = known.state == State.NOT_NOW
    for name in ANSWERS:
        setattr(known, name, getattr(told, name))
    if returned:
        known.state, known.changed_at = State.NEW, timezone.now()
    known.save()
    InterestLink.objects.filter(interest=told).update(interest=known)
    InterestLetter.objects.filter(interest=told).update(interest=known)
    told.delete()
    InterestNote.objects.create(interest=known, text=_("Registered again, with new answers"))
    InterestLetter.objects.create(interest=known, kind=Letter.THANKS)
    return returned or chosen


@transaction.atomic(durable=True)
def delete_interest(interest: Interest) -> None:
    """Everything: what was told, the notes about it, the letters. A co-op that was opened stays."""
    Interest.objects.filter(pk=interest.pk).delete()


@transaction.atomic(durable=True)
def delete_unconfirmed() -> int:
    """What nobody confirmed within two weeks. Returns how many."""
    over = Interest.objects.filter(
        state=State.UNCONFIRMED, created_at__lt=timezone.now() - CONFIRM_WITHIN
    )
    found = over.count()
    over.delete()
    return found


@transaction.atomic(durable=True)
def change_state(interest: Interest, state: str, *, by: User, was: str) -> None:
    """Move it on the list. Raises ChangedMeanwhileError where a colleague was faster."""
    moved = Interest.objects.filter(pk=interest.pk, state=was).exclude(state=State.UNCONFIRMED)
    if state == State.UNCONFIRMED or not moved.update(state=state, changed_at=timezone.now()):
        raise ChangedMeanwhileError
    _note(interest, _("Moved to “{state}”").format(state=State(state).label), by)


@transaction.atomic(durable=True)
def plan_next_step(interest: Interest, *, step: str, on: date | None, who: str, by: User) -> None:
    """What comes next, by when, and whose it is; empty once it is done."""
    Interest.objects.filter(pk=interest.pk).update(
        next_step=step, next_on=on if step else None, next_by=who if step else ""
    )
    told = _("Next: {step}").format(step=step) if step else _("The next step is done")
    _note(interest, told, by)


@transaction.atomic(durable=True)
def add_note(interest: Interest, text: str, *, by: User) -> None:
    _note(interest, text, by)


@transaction.atomic(durable=True)
def link_cooperative(interest: Interest, cooperative: Cooperative, *, by: User) -> None:
    """A co-op was opened for it, and its first steward is invited."""
    now = timezone.now()
    Interest.objects.filter(pk=interest.pk).update(
        cooperative=cooperative, state=State.INVITED, changed_at=now, invited_at=now
    )
    _note(interest, _("Invited: {name} is open").format(name=cooperative.name), by)


def _tell(interest: Interest, addresses: Iterable[str]) -> None:
    since = timezone.now() - timedelta(hours=1)
    lately = InterestLetter.objects.filter(kind=Letter.NEWS, written_at__gt=since)
    known = set(lately.values_list("to", flat=True))
    InterestLetter.objects.bulk_create(
        InterestLetter(interest=interest, kind=Letter.NEWS, to=address)
        for address in sorted(set(addresses) - known)
    )


def _note(interest: Interest, text: str, by: User) -> None:
    InterestNote.objects.create(interest=interest, text=text[:1000], who=str(by)[:200])


def _is_over(interest: Interest) -> bool:
    return interest.created_at < timezone.now() - CONFIRM_WITHIN
