"""Change what wraps: the portal's key around all co-ops' keys, or a co-op's own around its signing keys."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from credentials import keystore
from credentials.custody import provider
from credentials.custody.canary import canary_of
from credentials.errors import KeyMadeElsewhereError
from credentials.models import CooperativeKey, KeyEncryptionKey, SigningKey
from tenants import scope
from tenants.killpoints import reach
from tenants.models import Cooperative


@transaction.atomic(durable=True)
def begin() -> str:
    """The name of the key that will wrap everything: the one a change was begun with, or a new one.

    Raises KeyEncryptionKeyError where a key that is in use is missing, KeyMadeElsewhereError where a new one
    has to be given from outside.
    """
    keystore.check_custody()
    newest, in_use = keystore.newest(), keystore.names_in_use()
    if in_use == {newest}:
        newest = provider().make()
        reach("kek.made")
    _note(newest)
    return newest


@transaction.atomic(durable=True)
def rewrap(name: str) -> int:
    """The current co-op's keys, wrapped by this one. Says how many were not yet.

    The row of the co-op is locked, as where its first key is made: whoever chose the old key before is waited for.
    """
    here = scope.current().cooperative_id
    Cooperative.objects.select_for_update(no_key=True).get(pk=here)
    old = list(CooperativeKey.objects.defer(None).exclude(kek_id=name))
    for row in old:
        made = keystore.rewrap_cooperative_key(row, name)
        CooperativeKey.objects.filter(pk=row.pk).update(kek_id=name, wrapped=made.data)
    reach("kek.rewrapped")
    return len(old)


def used_here() -> set[str]:
    """The portal's keys that wrap something of the current co-op's."""
    return set(CooperativeKey.objects.values_list("kek_id", flat=True))


@transaction.atomic(durable=True)
def let_go(names: set[str], *, kept: bool = False) -> None:
    """Written down first: a portal that is stopped here starts again, and takes the rest up."""
    rows = KeyEncryptionKey.objects.filter(name__in=names, dropped_at=None)
    rows.update(dropped_at=timezone.now(), kept=kept)


def drop() -> list[str]:
    """Forget every key that was let go and is not to be kept. Says which are still there, because they are given from outside."""
    let_go = KeyEncryptionKey.objects.exclude(dropped_at=None)
    gone = let_go.filter(kept=False).values_list("name", flat=True)
    left = []
    for name in set(gone) & set(provider().names()):
        reach("kek.unused")
        try:
            provider().drop(name)
        except KeyMadeElsewhereError:
            left.append(name)
    return left


@transaction.atomic(durable=True)
def renew_cooperative_key() -> int:
    """A new key of the current co-op's own around its signing keys. Says how many it wraps."""
    here = scope.current().cooperative_id
    Cooperative.objects.select_for_update(no_key=True).get(pk=here)
    old = CooperativeKey.objects.order_by("-version").first()
    if old is None:
        return 0
    made = keystore.new_cooperative_key(here, version=old.version + 1)
    _note(made.wrapped_by)
    wrapping = CooperativeKey.objects.create(
        version=old.version + 1, kek_id=made.wrapped_by, wrapped=made.data
    )
    rows = list(SigningKey.objects.defer(None).exclude(wrapped=None).select_for_update())
    for row in rows:
        wrapped = keystore.rewrap_signing_key(row, wrapping)
        SigningKey.objects.filter(pk=row.pk).update(wrapped=wrapped)
    reach("dek.rewrapped")
    CooperativeKey.objects.exclude(pk=wrapping.pk).delete()
    return len(rows)


def _note(name: str) -> None:
    """Before anything is wrapped by it: from now on the portal does not start without this key."""
    KeyEncryptionKey.objects.update_or_create(
        name=name, defaults={"canary": canary_of(name), "dropped_at": None, "kept": False}
    )
