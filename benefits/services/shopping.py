"""Web shops: the programs that may ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from benefits.models import Integration
from tenants.models import Staff
from tenants.secrets import digest, new_token

PREFIX: Final = "coop_"
USED_EVERY: Final = timedelta(minutes=1)


@transaction.atomic(durable=True)
def add_integration(name: str, *, by: Staff) -> tuple[Integration, str]:
    """A program with its token, which nobody can read again."""
    token = f"{PREFIX}{new_token()}"
    row = Integration.objects.create(name=name, digest=token_digest(token), added_by=by)
    return row, token


@transaction.atomic(durable=True)
def remove_integration(row: Integration) -> None:
    """Its token stops working at once. Twice is once."""
    Integration.objects.filter(pk=row.pk, removed_at=None).update(removed_at=timezone.now())


def was_long_unused(row: Integration) -> bool:
    """Whether it is worth a write: once a minute is enough for the page of the staff."""
    return row.used_at is None or row.used_at < timezone.now() - USED_EVERY


@transaction.atomic(durable=True)
def note_used(row: Integration) -> None:
    Integration.objects.filter(pk=row.pk).update(used_at=timezone.now())


def token_digest(token: str) -> str:
    return digest("integration", token)
