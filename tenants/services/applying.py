"""Applications: drafted, confirmed by a code from the mailbox, answered, taken back."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from tenants import outbox, queries, secrets
from tenants.dates import today_in
from tenants.errors import (
    AlreadyKnownError,
    ApplicationIncompleteError,
    ApplicationSentError,
    ChangedMeanwhileError,
    CodeRefusedError,
    CodeSpentError,
    NotOpenError,
    TooManyCodesError,
)
from tenants.facts import (
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ConfirmationAsked,
)
from tenants.models import Application, Bylaws, Locator, Membership, Seat, User

DRAFT_LASTS: Final = timedelta(days=14)
CODE_LASTS: Final = timedelta(minutes=15)
RESEND_AFTER: Final = timedelta(seconds=30)
MOST_TRIES: Final = 5
MOST_CODES: Final = 5
ANSWERS: Final = frozenset(
    {
        "membership_class",
        "name",
        "name_on_card",
        "email",
        "phone",
        "postcode",
        "message",
        "language",
        "bylaws",
        "privacy_notice",
        "share_name",
        "declared_age",
    }
)
State = Application.State


@transaction.atomic(durable=True)
def start_application(*, language: str) -> tuple[Application, str]:
    """Begin a draft. Returns it with the secret that leads back to it for 14 days."""
    _need_open()
    return _enter(language=language, draft_expires_at=timezone.now() + DRAFT_LASTS)


@transaction.atomic(durable=True)
def save_answers(application: Application, **answers: Any) -> Application:
    """Keep what was typed so far. Raises ApplicationSentError once the application is sent."""
    values = _normal(answers)
    row = _locked(application)
    if row.state != State.DRAFT:
        raise ApplicationSentError
    if values.get("email_key", row.email_key) != row.email_key:
        values |= {"confirm_code_digest": "", "confirm_sent_at": None}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row


@transaction.atomic(durable=True)
def send_confirmation(application: Application) -> Application:
    """Owe the applicant a letter with a code; a second click within 30 seconds owes nothing.

    Whoever is known here already gets another letter and no code, and the page cannot tell.
    """
    _need_open()
    row = _locked(application)
    now = timezone.now()
    if row.state != State.DRAFT:
        raise ApplicationSentError
    _need_complete(row)
    if row.confirm_sent_at is not None and now < row.confirm_sent_at + RESEND_AFTER:
        return row
    if row.confirm_sends >= MOST_CODES:
        raise TooManyCodesError
    row.confirm_sends += 1
    row.confirm_sent_at = now
    row.confirm_code_expires_at = now + CODE_LASTS
    row.confirm_fails = 0
    row.confirm_code_digest = "" if is_known(row.email_key) else _code_digest(row)
    row.save()
    outbox.record(ConfirmationAsked(str(row.code), str(row.confirm_sends)))
    return row


def confirm_application(application: Application, code: str) -> Application:
    """Send the application, with the code from the mailbox. Sent already, it is simply returned.

    Raises CodeRefusedError for a wrong code, CodeSpentError after five tries or fifteen minutes,
    AlreadyKnownError if the same person has come in meanwhile. The try is counted in a transaction
    of its own and before the code is looked at, so that no refusal and no race takes it back.
    """
    counted = _count_try(application)
    row = Application.objects.get(pk=application.pk)
    if row.state != State.DRAFT:
        return row
    if not counted:
        raise CodeSpentError
    typed = "".join(ch for ch in code if ch.isdigit())
    if not row.confirm_code_digest or not hmac.compare_digest(
        row.confirm_code_digest, secrets.digest("confirmation", f"{row.code}|{typed}")
    ):
        raise CodeRefusedError
    return _submit(row)


@transaction.atomic(durable=True)
def submit_trusted(
    *, user: User | None = None, submitted_at: datetime | None = None, **answers: Any
) -> Application:
    """Enter an application that came on paper: the same checks, no code, no letter to the applicant."""
    _need_open()
    answers.setdefault("bylaws", Bylaws.objects.first())
    row, _token = _enter(**_normal(answers))
    _need_complete(row, with_email=False)
    if is_known(row.email_key, user):
        raise AlreadyKnownError
    _send(row, user=user, at=submitted_at or timezone.now())
    return row


@transaction.atomic(durable=True)
def withdraw_application(application: Application) -> None:
    """Take back an application that is not decided yet; its personal data has a last day from now on."""
    here = queries.here()
    _move(
        application,
        list(Application.OPEN),
        state=State.WITHDRAWN,
        decided_at=timezone.now(),
        decided_by=None,
        delete_on=today_in(here.time_zone) + timedelta(days=here.deletion_days),
    )
    outbox.record(ApplicationWithdrawn(str(application.code)))


@transaction.atomic(durable=True)
def discard_draft(application: Application) -> None:
    """Throw a draft away, with everything typed. What is sent stays: that is withdrawn instead."""
    if Application.objects.filter(pk=application.pk, state=State.DRAFT).delete()[0]:
        Locator.objects.filter(kind=Locator.Kind.APPLICATION, target=application.code).delete()


def is_known(email_key: str, user: User | None = None) -> bool:
    """Whether this person is a member here, visits aside, or has an application open."""
    members = Q(member__email_key=email_key) if email_key else Q(pk__in=[])
    applications = Q(email_key=email_key) if email_key else Q(pk__in=[])
    if user is not None:
        members |= Q(member__user=user)
        applications |= Q(user=user)
    return (
        Membership.objects.filter(members, membership_class__visiting=False)
        .exclude(standing=Membership.Standing.ENDED)
        .exists()
        or Application.objects.filter(applications, state__in=Application.OPEN).exists()
    )


def _need_open() -> None:
    if not queries.here().takes_applications:
        raise NotOpenError


def _need_complete(row: Application, *, with_email: bool = True) -> None:
    chosen = row.membership_class
    if chosen is None or not row.name or (with_email and not row.email):
        raise ApplicationIncompleteError
    if with_email and (not chosen.open_to_applicants or chosen.visiting or chosen.closed_at):
        raise ApplicationIncompleteError
    if with_email and chosen.minimum_age and (row.declared_age or 0) < chosen.minimum_age:
        raise ApplicationIncompleteError
    if row.bylaws is None and Bylaws.objects.exists():
        raise ApplicationIncompleteError


def _normal(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as they are stored, with the keys that searches compare."""
    if strange := set(answers) - ANSWERS:
        raise TypeError(f"No such answers: {sorted(strange)}.")
    values = {
        name: value.strip() if isinstance(value, str) else value for name, value in answers.items()
    }
    if "name" in values:
        values["name_key"] = secrets.name_key(values["name"])
    if "email" in values:
        values["email_key"] = secrets.email_key(values["email"])
    return values


def _enter(**values: Any) -> tuple[Application, str]:
    row = Application.objects.create(**values)
    token = secrets.application_token(row.code)
    Locator.objects.create(
        kind=Locator.Kind.APPLICATION,
        digest=secrets.digest("locator", token),
        cooperative_id=row.cooperative_id,
        target=row.code,
    )
    return row, token


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update().get(pk=application.pk)


def _code_digest(row: Application) -> str:
    code = secrets.confirmation_code(row.code, row.confirm_sends)
    return secrets.digest("confirmation", f"{row.code}|{code}")


@transaction.atomic(durable=True)
def _count_try(application: Application) -> bool:
    tries = Application.objects.filter(
        pk=application.pk,
        state=State.DRAFT,
        confirm_fails__lt=MOST_TRIES,
        confirm_code_expires_at__gt=timezone.now(),
    )
    return tries.update(confirm_fails=F("confirm_fails") + 1) == 1


@transaction.atomic(durable=True)
def _submit(application: Application) -> Application:
    """The person's row is locked first: two drafts of one person come in one after the other."""
    _need_open()
    user = User.objects.enter(
        application.email,
        name=application.name,
        language=application.language,
        confirmed=True,
    )
    row = _locked(application)
    if row.state != State.DRAFT:
        return row
    if row.confirm_code_digest != application.confirm_code_digest:
        raise CodeSpentError
    _need_complete(row)  # another kind may have been chosen since the code was sent
    if is_known(row.email_key, user):
        raise AlreadyKnownError
    now = timezone.now()
    row.email_confirmed_at = now
    _send(row, user=user, at=now)
    return row


def _send(row: Application, *, user: User | None, at: datetime) -> None:
    row.state = State.SUBMITTED
    row.submitted_at = at
    row.user = user
    row.draft_expires_at = row.confirm_code_expires_at = None
    row.confirm_code_digest = ""
    row.save()
    if user is not None:
        Seat.objects.get_or_create(
            kind=Seat.Kind.APPLICANT, user=user, cooperative_id=row.cooperative_id
        )
    outbox.record(ApplicationSubmitted(str(row.code)))


def _move(application: Application, old: list[Application.State], **values: Any) -> None:
    """One conditional update decides who came first; the other one gets a sentence."""
    if not Application.objects.filter(pk=application.pk, state__in=old).update(**values):
        raise ChangedMeanwhileError
