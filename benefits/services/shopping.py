"""Web shops: the programs that may ask, and taking a code once."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from benefits.errors import CodeRefusedError
from benefits.models import Integration, ShopCode
from benefits.shop_codes import digest_of, judged
from tenants.dates import today_in
from tenants.models import Cooperative, Staff
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


@transaction.atomic(durable=True)
def redeem_code(typed: str, *, reference: str, by: Integration, here: Cooperative) -> ShopCode:
    """Take the code for one order. The same order of the same shop takes it again and again.

    Raises CodeRefusedError, whose code says why.
    """
    locked = ShopCode.objects.select_for_update(of=("self",)).select_related("redemption")
    found = locked.filter(digest=digest_of(typed)).first()
    if found and found.redeemed_by_id == by.pk and found.reference == reference:
        return found
    state = judged(found, today_in(here.time_zone))
    if found is None or not state.valid:
        raise CodeRefusedError(state.reason)
    found.redeemed_at, found.redeemed_by, found.reference = timezone.now(), by, reference
    found.save(update_fields=["redeemed_at", "redeemed_by", "reference"])
    return found


def was_long_unused(row: Integration) -> bool:
    """Whether it is worth a write: once a minute is enough for the page of the staff."""
    return row.used_at is None or row.used_at < timezone.now() - USED_EVERY


@transaction.atomic(durable=True)
def note_used(row: Integration) -> None:
    Integration.objects.filter(pk=row.pk).update(used_at=timezone.now())


def token_digest(token: str) -> str:
    return digest("integration", token)
