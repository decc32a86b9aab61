"""People who may sign in: a login and the address that leads to it, made together."""

from __future__ import annotations

from django.db import transaction

from tenants.models import User


@transaction.atomic
def enter_person(
    email: str, *, name: str = "", language: str = "en", confirmed: bool = False
) -> User:
    """The login of an address, made if there is none; part of whatever brings somebody in."""
    return User.objects.enter(email, name=name, language=language, confirmed=confirmed)
