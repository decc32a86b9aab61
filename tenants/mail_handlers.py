"""Sending letters: one mail under a lease, outside any transaction, within what an hour bears."""

from __future__ import annotations

import logging

from tenants import mail, mail_answers, outbox
from tenants.facts import LetterWritten, MemberDetailsChanged
from tenants.killpoints import reach
from tenants.models import Letter
from tenants.outbox import on
from tenants.own_details_facts import OwnDetailsChanged
from tenants.people_facts import MembersMerged
from tenants.putting_off import LaterError
from tenants.services import bounces, sending

log = logging.getLogger(__name__)


@on(LetterWritten, name=sending.SEND, sends=True, lane=outbox.SOON)
def send_letters(facts: list[LetterWritten]) -> None:
    """At least once, with the same Message-ID. Put off where the hour is full or the server says so."""
    for fact in facts:
        row = Letter.objects.filter(code=fact.letter, state=Letter.State.WAITING).first()
        if row is not None:
            _send(row)


@on(MemberDetailsChanged, name="tenants.letters.held")
def follow_addresses(facts: list[MemberDetailsChanged]) -> None:
    """An address that was mended gets what was held."""
    bounces.follow_addresses([fact.member for fact in facts])


@on(OwnDetailsChanged, name="tenants.letters.held_own")
def follow_own_addresses(facts: list[OwnDetailsChanged]) -> None:
    """The same where the member has mended it."""
    bounces.follow_addresses([fact.member for fact in facts])


@on(MembersMerged, name="tenants.letters.held_merged")
def follow_merged_addresses(facts: list[MembersMerged]) -> None:
    """The same where another entry had the address that is right."""
    bounces.follow_addresses([fact.member for fact in facts])


def _send(row: Letter) -> None:
    sort = mail.sort_of(row.kind)
    if sort.wanted and not sort.wanted(row):
        sending.drop(row)
        return
    if not sort.urgent:
        if bounces.hold(row):
            return
        until = sending.take_place(row)
        if until is not None:
            raise LaterError(until)
    try:
        mail.compose(row).send()
    except Exception as error:
        answer = mail_answers.answer_of(error)
        if answer is None:
            raise
        _answered(row, answer, error)
    else:
        reach(f"{sending.SEND}:unmarked")
        sending.mark_sent(row, message_id=mail.message_id(row))


def _answered(row: Letter, answer: mail_answers.Answer, error: Exception) -> None:
    """A last word ends the letter; anything else puts it off, until that has been done often enough."""
    if answer.final:
        sending.mark_failed(row, error=answer.text)
        return
    until = sending.put_off(row, error=answer.text)
    if until is not None:
        raise LaterError(until, type(error).__name__) from error
    log.warning("A letter was given up after many attempts (%s).", type(error).__name__)
