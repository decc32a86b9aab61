"""Reactions to this app's facts."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused

from tenants import mail
from tenants.facts import LetterWritten, MembershipStarted
from tenants.models import Letter, Member
from tenants.outbox import on
from tenants.services import letters, seats


@on(MembershipStarted, name="tenants.seats.members")
def seat_members(facts: list[MembershipStarted]) -> None:
    """A seat follows the membership, once its decision can no longer be taken back."""
    codes = [fact.membership for fact in facts]
    for member in Member.objects.filter(memberships__code__in=codes).distinct():
        seats.seat_member(member)


@on(LetterWritten, name="tenants.letters.send", sends=True)
def send_letters(facts: list[LetterWritten]) -> None:
    """One mail under a lease, outside any transaction: at least once, with the same Message-ID."""
    for fact in facts:
        row = Letter.objects.filter(code=fact.letter, state=Letter.State.WAITING).first()
        if row is None:
            continue
        try:
            mail.compose(row).send()
        except SMTPRecipientsRefused:
            letters.mark_failed(row, error="The address was refused.")
        else:
            letters.mark_sent(row, message_id=mail.message_id(row))
