"""People who may sign in: a login and the address that leads to it, made together.

Plain atomic: part of whatever brings somebody in.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from tenants.models import User
from tenants.secrets import email_key


@transaction.atomic
def enter_person(
    email: str, *, name: str = "", language: str = "en", confirmed: bool = False
) -> User:
    """The login of an address, made if there is none, and locked until the caller has finished.

    `confirmed` where the person has just shown that the mailbox is theirs; an address that is not
    is confirmed by the first code that signs them in.
    """
    key = email_key(email)
    known = EmailAddress.objects.filter(email=key, verified=True).first()
    if known is not None:
        return User.objects.select_for_update().get(pk=known.user_id)
    unusable = make_password(None)
    values = {"name": name, "language": language, "password": unusable}
    User.objects.get_or_create(email=key, defaults=values)
    user = User.objects.select_for_update().get(email=key)
    address, _created = EmailAddress.objects.get_or_create(
        user=user, email=key, defaults={"primary": True, "verified": confirmed}
    )
    if confirmed and not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    return user
