"""Setting up an empty portal: one link, three steps, each kept as soon as it is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from coopportal.errors import SetUpAlreadyError
from tenants.errors import CodeRefusedError
from tenants.models import Installation, User
from tenants.secrets import digest, email_key, new_digits, new_token
from tenants.services.people import enter_person

PURPOSE: Final = "setup"
CODE: Final = "setup-mail"
CODE_LIVES: Final = timedelta(minutes=30)
MOST_FAILS: Final = 5


@transaction.atomic(durable=True)
def renew_link(*, kept: str = "") -> str:
    """The secret of the link: the kept one while it still is the one, else a new one.

    Raises SetUpAlreadyError once the portal is set up.
    """
    row = _row()
    if row.finished_at is not None:
        raise SetUpAlreadyError
    if kept and row.setup_digest == digest(PURPOSE, kept):
        return kept
    token = new_token()
    Installation.objects.filter(pk=row.pk).update(setup_digest=digest(PURPOSE, token))
    return token


def find(token: str) -> Installation | None:
    """The portal this link belongs to, finished or not; nothing for a link of another."""
    rows = Installation.objects.select_related("operator")
    return rows.exclude(setup_digest="").filter(setup_digest=digest(PURPOSE, token)).first()


@transaction.atomic(durable=True)
def register_operator(*, name: str, email: str) -> User:
    """The first operator. Whoever holds the link vouches for the address; the test mail proves it.

    Raises SetUpAlreadyError where somebody was faster.
    """
    row = _unfinished()
    if row.operator_id is not None:
        raise SetUpAlreadyError
    user = enter_person(email, name=name, confirmed=True)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True, name=name)
    user.refresh_from_db()
    Installation.objects.filter(pk=row.pk).update(operator=user)
    return user


@transaction.atomic(durable=True)
def ask_for_proof(*, sender: str, email: str) -> str:
    """A code that travels in a mail from this sender to the operator: typed in, it proves both."""
    row = _unfinished()
    if row.operator is not None and row.operator.email != email_key(email):
        User.objects.filter(pk=row.operator.pk).update(email=email_key(email))
        _set_address(row.operator, email)
    code = new_digits()
    Installation.objects.filter(pk=row.pk).update(
        sender=sender,
        code_digest=digest(CODE, code),
        code_expires_at=timezone.now() + CODE_LIVES,
        code_fails=0,
        mail_checked_at=None,
    )
    return code


@transaction.atomic(durable=True)
def confirm_mail(code: str) -> bool:
    """Whether the code is the one that was mailed. Five wrong ones, or half an hour, and it is void."""
    now = timezone.now()
    row = _unfinished()
    alive = Installation.objects.filter(
        pk=row.pk, code_expires_at__gt=now, code_fails__lt=MOST_FAILS
    ).exclude(code_digest="")
    # The try is taken before anything is compared: whoever guesses many times at once is evaluated as often as one by one.
    if not alive.update(code_fails=F("code_fails") + 1):
        return False
    ours = Installation.objects.filter(pk=row.pk, code_digest=digest(CODE, code))
    return bool(ours.update(mail_checked_at=now, code_digest=""))


@transaction.atomic(durable=True)
def finish() -> None:
    """From now on the link is spent. Raises CodeRefusedError while a step is missing."""
    row = _unfinished()
    if row.operator_id is None or row.mail_checked_at is None:
        raise CodeRefusedError
    Installation.objects.filter(pk=row.pk).update(finished_at=timezone.now())


def _row() -> Installation:
    row, _created = Installation.objects.select_related("operator").get_or_create(pk=1)
    return row


def _unfinished() -> Installation:
    row = _row()
    if row.finished_at is not None:
        raise SetUpAlreadyError
    return row


def _set_address(user: User, email: str) -> None:
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email_key(email), verified=True, primary=True)
