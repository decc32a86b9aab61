"""Letters: written once per reason, sent at least once, kept as what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from tenants import outbox
from tenants.errors import ChangedMeanwhileError
from tenants.facts import LetterWritten
from tenants.mail_facts import LetterSentAgain
from tenants.models import Letter, Member, Staff
from tenants.secrets import email_key

AGAIN = "|again-"


@transaction.atomic
def write_letter(
    kind: str, *, to: str, about: UUID, key: str, language: str = "en"
) -> Letter | None:
    """Owe a letter within the caller's transaction. None if this reason has written already."""
    defaults = {"to": to, "about": about, "language": language, "member_id": _whose([to]).get(to)}
    row, created = Letter.objects.get_or_create(kind=kind, key=key, defaults=defaults)
    if not created:
        return None
    outbox.record(LetterWritten(str(row.code)))
    return row


@dataclass(frozen=True)
class Owed:
    """A letter of many: to whom, about which row, and the reason that writes once."""

    to: str
    about: UUID
    key: str
    language: str


@transaction.atomic
def write_letters(kind: str, owed: Iterable[Owed]) -> None:
    """Owe letters of one kind, in as many statements as one; a reason that has written already is passed over.

    They may be thousands, so they are patient: a code that somebody waits for goes before them.
    """
    wanted = {each.key: each for each in owed}
    for key in Letter.objects.filter(kind=kind, key__in=wanted).values_list("key", flat=True):
        del wanted[key]
    whose = _whose({each.to for each in wanted.values()})
    rows = Letter.objects.bulk_create(
        Letter(
            kind=kind,
            key=each.key,
            to=each.to,
            about=each.about,
            language=each.language,
            member_id=whose.get(each.to),
            lane=outbox.PATIENT,
        )
        for each in wanted.values()
    )
    outbox.record_many([LetterWritten(str(row.code)) for row in rows], lane=outbox.PATIENT)


@transaction.atomic(durable=True)
def send_again(row: Letter, *, to: str, by: Staff) -> Letter:
    """The same letter as a new one, to the address as it is now. Raises ChangedMeanwhileError while one is on its way."""
    stem = row.key.partition(AGAIN)[0]
    alike = Letter.objects.select_for_update().filter(kind=row.kind, about=row.about)
    rows = [each for each in alike if each.key.partition(AGAIN)[0] == stem]
    open_ones = {Letter.State.WAITING, Letter.State.HELD}
    if not to or any(each.state in open_ones for each in rows):
        raise ChangedMeanwhileError
    again = Letter.objects.create(
        kind=row.kind,
        key=f"{stem}{AGAIN}{len(rows)}",
        to=to,
        about=row.about,
        language=row.language,
        member_id=row.member_id,
    )
    outbox.record(LetterWritten(str(again.code)))
    outbox.record(LetterSentAgain(str(row.code), str(again.code)), by=by)
    return again


def _whose(addresses: Collection[str]) -> dict[str, int]:
    """The members behind addresses; an address that several people share is nobody's."""
    keys = {to: email_key(to) for to in addresses if to}
    found: dict[str, list[int]] = {}
    rows = Member.objects.filter(email_key__in=set(keys.values()))
    for pk, key in rows.values_list("pk", "email_key"):
        found.setdefault(key, []).append(pk)
    return {to: found[key][0] for to, key in keys.items() if len(found.get(key, [])) == 1}
