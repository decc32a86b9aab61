"""Reactions to this app's facts."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.utils import timezone

from tenants import mail
from tenants.facts import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ConfirmationAsked,
    InformationAskedFor,
    LetterWritten,
    MembershipStarted,
)
from tenants.models import Application, Letter, Member
from tenants.outbox import on
from tenants.services import letters, seats
from tenants.writers import applicants  # noqa: F401 -- its writers register

MOST_CODES_AN_HOUR = 5  # to one address, however many drafts somebody begins with it


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


@on(ConfirmationAsked, name="tenants.letters.confirmation")
def write_confirmations(facts: list[ConfirmationAsked]) -> None:
    """A code, or word that the person is known here already; only for the newest request."""
    for fact in facts:
        draft = Application.objects.filter(
            code=fact.application, state=Application.State.DRAFT, confirm_sends=fact.number
        ).first()
        if draft is None or draft.confirm_sent_at is None or _written_lately(draft.email):
            continue
        if draft.confirm_code_digest:
            _tell(draft, "application_code", key=f"{draft.code}|{fact.number}")
        else:
            _tell_that_known(draft, key=f"{draft.code}|{fact.number}")


@on(ApplicationSubmitted, name="tenants.letters.received")
def write_received(facts: list[ApplicationSubmitted]) -> None:
    """To whoever applied here; a form on paper was handed to a person."""
    for row in _applications([fact.application for fact in facts]):
        if row.email_confirmed_at is not None and row.is_open:
            _tell(row, "application_received", key=str(row.code))


@on(InformationAskedFor, name="tenants.letters.question")
def write_questions(facts: list[InformationAskedFor]) -> None:
    for row in _applications([fact.application for fact in facts]):
        if row.state == Application.State.INFORMATION_ASKED:
            _tell(row, "application_question", key=f"{row.code}|{timezone.now():%y%m%d%H%M%S%f}")


@on(ApplicationWithdrawn, name="tenants.letters.withdrawn")
def write_withdrawn(facts: list[ApplicationWithdrawn]) -> None:
    for row in _applications([fact.application for fact in facts]):
        _tell(row, "application_withdrawn", key=str(row.code))


def _tell(row: Application, kind: str, *, key: str) -> None:
    if row.email:
        letters.write_letter(kind, to=row.email, about=row.code, key=key, language=row.language)


def _tell_that_known(draft: Application, *, key: str) -> None:
    """About the open application where there is one: its link is what the person has lost."""
    opened = Application.objects.filter(
        email_key=draft.email_key, state__in=Application.OPEN
    ).first()
    letters.write_letter(
        "already_applied" if opened else "already_member",
        to=draft.email,
        about=(opened or draft).code,
        key=key,
        language=draft.language,
    )


def _written_lately(email: str) -> bool:
    """Nobody fills a stranger's mailbox by typing the address again and again."""
    kinds = ("application_code", "already_applied", "already_member")
    lately = Letter.objects.filter(
        kind__in=kinds, to=email, written_at__gt=timezone.now() - timedelta(hours=1)
    )
    return lately.count() >= MOST_CODES_AN_HOUR


def _applications(codes: list[str]) -> list[Application]:
    return list(Application.objects.filter(code__in=codes).order_by("pk"))
