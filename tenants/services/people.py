"""People who may sign in: a login and the address that leads to it, made together."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import transaction

from tenants.models import User
from tenants.secrets import email_key


@transaction.atomic
def enter_person(
    email: str, *, name: str = "", language: str = "en", confirmed: bool = False
) -> User:
    """The login of an address, made if there is none; part of whatever brings somebody in."""
    return User.objects.enter(email, name=name, language=language, confirmed=confirmed)


@transaction.atomic
def enter_people(people: Iterable[tuple[str, str, str]]) -> None:
    """Logins of many: address, name and language of each; part of whatever brings them in."""
    User.objects.enter_many(people)


@transaction.atomic(durable=True)
def speak(user: User, language: str) -> None:
    """The language in which the portal speaks and writes to this login."""
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic(durable=True)
def open_mailbox(email: str) -> User:
    """The login of an address to which a code is about to go; nothing is theirs before the code came back."""
    return User.objects.enter(email)


def has_confirmed(user: User, email: str) -> bool:
    """Whether this mailbox is theirs, by a code that they had from it."""
    mine = EmailAddress.objects.filter(user=user, email=email_key(email), verified=True)
    return bool(mine.exists())
