"""A co-op's signing keys: announced, in use, retired, destroyed. The world sees their public halves in did.json."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials import identity, keystore, publishing
from credentials.custody.canary import canary_of
from credentials.errors import RotationRunningError, TooManyKeysError
from credentials.identity import AFTERGLOW as AFTERGLOW  # noqa: PLC0414 -- how long a key of ours is spoken by
from credentials.identity import FORMS as FORMS  # noqa: PLC0414 -- as above
from credentials.key_facts import KeyActivated, KeyAnnounced, KeyAsked, KeyDestroyed
from credentials.models import CooperativeKey, KeyEncryptionKey, PublishedDocument, SigningKey
from tenants import outbox, scope
from tenants.models import Cooperative, Staff

# Whoever fetched did.json before must have let go of it before a new key signs anything.
ANNOUNCED_FOR: Final = 2 * publishing.DID_MAX_AGE
State = SigningKey.State
is_document_old = identity.is_document_old


@transaction.atomic
def create_signing_key() -> SigningKey:
    """Give the current co-op a key that signs now, where it has none, and publish it.

    One that is announced already takes over early; a co-op that has one in use keeps it.
    """
    here = _locked()
    now = timezone.now()
    active = SigningKey.objects.filter(state=State.ACTIVE).first()
    if active is None:
        announced = SigningKey.objects.filter(state=State.PENDING)
        active = announced.first()
        if announced.update(state=State.ACTIVE, activated_at=now) == 0 or active is None:
            active = _make(here, state=State.ACTIVE, activated_at=now, created_at=now)
        outbox.record(KeyActivated(str(active.code)))
    _publish_did_document(here, now)
    active.refresh_from_db()
    return active


@transaction.atomic(durable=True)
def ask_for_a_new_key(*, by: Staff) -> None:
    """From a page: the worker makes it, since no web server needs what wraps it.

    Raises RotationRunningError while one is announced already, TooManyKeysError as `rotate_signing_key`.
    """
    _locked()
    _check_free(timezone.now())
    outbox.record(KeyAsked(str(uuid4())), by=by)


@transaction.atomic(durable=True)
def rotate_signing_key(*, by: Staff | None = None) -> SigningKey:
    """Announce a new key; it takes over once everybody can have seen it.

    Raises RotationRunningError while one is announced already, TooManyKeysError where the old ones are
    still needed and fill the document.
    """
    return announce_key(by=by)


@transaction.atomic
def announce_key(*, by: Staff | None = None) -> SigningKey:
    """The same within the caller's transaction."""
    here = _locked()
    now = timezone.now()
    _check_free(now)
    key = _make(here, state=State.PENDING, created_at=now)
    outbox.record(KeyAnnounced(str(key.code)), by=by)
    _publish_did_document(here, now)
    return key


@transaction.atomic(durable=True)
def activate_due_keys(*, now: datetime | None = None) -> SigningKey | None:
    """Let an announced key take over. The old one's private half is deleted at once; nothing needs it."""
    here = _locked()
    now = now or timezone.now()
    key = _due(now).first()
    if key is None:
        return None
    SigningKey.objects.filter(state=State.ACTIVE, purpose=key.purpose).update(
        state=State.RETIRED, retired_at=now, wrapped=None
    )
    SigningKey.objects.filter(pk=key.pk).update(state=State.ACTIVE, activated_at=now)
    outbox.record(KeyActivated(str(key.code)))
    _publish_did_document(here, now)
    key.refresh_from_db()
    return key


@transaction.atomic(durable=True)
def destroy_done_keys(*, now: datetime | None = None) -> int:
    """What the last credential of a key has outlived is taken out of did.json for good. Says how many."""
    here = _locked()
    now = now or timezone.now()
    done = list(identity.done_with(now).values_list("pk", "code"))
    keys = SigningKey.objects.filter(pk__in=[pk for pk, _code in done])
    keys.update(state=State.DESTROYED, destroyed_at=now)
    outbox.record_many([KeyDestroyed(str(code)) for _pk, code in done])
    if done:
        _publish_did_document(here, now)
    return len(done)


@transaction.atomic
def publish_identity() -> None:
    """Publish did.json anew: what it links to has come or gone."""
    _publish_did_document(_locked(), timezone.now())


def is_key_due() -> bool:
    """Whether an announced key may take over now."""
    return _due(timezone.now()).exists()


def is_any_done() -> bool:
    """Whether a retired key is needed by nothing any more."""
    return identity.done_with(timezone.now()).exists()


def is_rotation_due() -> bool:
    """Whether the key in use has signed for as long as the portal lets one, and another has room."""
    now = timezone.now()
    if not settings.KEY_LIFETIME_DAYS or SigningKey.objects.filter(state=State.PENDING).exists():
        return False
    old = now - timedelta(days=settings.KEY_LIFETIME_DAYS)
    in_use = SigningKey.objects.filter(state=State.ACTIVE, activated_at__lte=old)
    return in_use.exists() and identity.has_room(now)


def _check_free(now: datetime) -> None:
    if SigningKey.objects.filter(state=State.PENDING).exists():
        raise RotationRunningError
    if not identity.has_room(now):
        raise TooManyKeysError


def _due(now: datetime) -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(state=State.PENDING, created_at__lte=now - ANNOUNCED_FOR)


def _locked() -> Cooperative:
    """One at a time per co-op. Rows that point to the co-op may come meanwhile: issuing locks the key
    first and then writes such rows, and each would wait for the other.
    """
    return Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)


def _make(here: Cooperative, *, state: str, **moments: datetime) -> SigningKey:
    made = keystore.new_signing_key(_wrapping_key(here), did=here.did)
    code = uuid4()
    return SigningKey.objects.create(
        code=code,
        kid=made.kid,
        state=state,
        public_multikey=made.public_multikey,
        uri=keystore.address_of(code),
        wrapped=made.wrapped,
        **moments,
    )


def _wrapping_key(here: Cooperative) -> CooperativeKey:
    newest = CooperativeKey.objects.order_by("-version").first()
    if newest is not None:
        return newest
    made = keystore.new_cooperative_key(here.pk, version=1)
    KeyEncryptionKey.objects.update_or_create(
        name=made.wrapped_by,
        defaults={"canary": canary_of(made.wrapped_by), "dropped_at": None},
    )
    return CooperativeKey.objects.create(version=1, kek_id=made.wrapped_by, wrapped=made.data)


def _publish_did_document(here: Cooperative, now: datetime) -> None:
    PublishedDocument.objects.update_or_create(
        url=publishing.did_address(here), defaults=identity.columns(here, now)
    )
