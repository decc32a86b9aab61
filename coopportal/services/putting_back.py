"""What is written when a backup was put back, beside what the co-ops' own services write."""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction

from credentials.models import DeniedKey
from tenants.models import User
from tenants.secrets import digest, email_key


@transaction.atomic(durable=True)
def end_sessions() -> None:
    """Who had signed out since is not signed in again."""
    Session.objects.all().delete()


@transaction.atomic(durable=True)
def end_sessions_of(pk: int) -> None:
    """Of one login. A session is read to be found, for it names nobody outside."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(pk):
            session.delete()


@transaction.atomic(durable=True)
def deny_key(did: str, public_multikey: str) -> None:
    """Refused for ever, also one that was made after the backup and that no row here knows."""
    DeniedKey.objects.get_or_create(public_multikey=public_multikey, defaults={"did": did})


def proof_digest(row: Authenticator) -> str:
    """What a list says of a second proof. Recovery codes are known with those that were used up: used ones stay used."""
    inside = ""
    if row.type == Authenticator.Type.RECOVERY_CODES:
        inside = "|".join(f"{key}={row.data[key]}" for key in sorted(row.data))
    return digest("list of proofs", f"{row.pk}|{row.type}|{inside}")


def address_digest(login: int, email: str) -> str:
    """What a list says of an address that signs somebody in."""
    return digest("list of addresses", f"{login}|{email_key(email)}")


@transaction.atomic(durable=True)
def keep_proofs(known: Collection[str]) -> int:
    """Only those of the list: a phone that was taken off since does not sign in again. Returns how many are gone."""
    gone = [row.pk for row in Authenticator.objects.all() if proof_digest(row) not in known]
    Authenticator.objects.filter(pk__in=gone).delete()
    return len(gone)


@transaction.atomic(durable=True)
def keep_addresses(known: Collection[str]) -> tuple[int, int]:
    """Only those of the list: a mailbox that was given up signs nobody in. Returns how many are gone, and how many
    logins have none any more: the list does not say which address they have now."""
    rows = EmailAddress.objects.values_list("pk", "user_id", "email")
    gone = [pk for pk, login, email in rows if address_digest(login, email) not in known]
    EmailAddress.objects.filter(pk__in=gone).delete()
    without = 0
    for user in User.objects.all():
        if address_digest(user.pk, user.email) in known:
            continue
        left = (
            EmailAddress.objects.filter(user=user).order_by("-verified", "-primary", "pk").first()
        )
        without += left is None
        # RFC 2606: a name under which nothing is ever delivered, and nobody can ask for a code.
        user.email = left.email if left else f"given-up-{user.pk}@login.invalid"
        user.save(update_fields=["email"])
    return len(gone), without
