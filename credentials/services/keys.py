"""A co-op's signing keys: announced, in use, retired. The world sees their public halves in did.json."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.asking import presentation_service
from credentials.core.did.document import MAX_METHODS, build_document
from credentials.core.keys import PublicKey
from credentials.core.types import Document
from credentials.errors import RotationRunningError, TooManyKeysError
from credentials.facts import KeyActivated, KeyAnnounced
from credentials.models import (
    AccreditationCredential,
    CooperativeKey,
    Credential,
    ProgramCredential,
    PublishedDocument,
    SignedFor,
    SigningKey,
)
from tenants import outbox, scope
from tenants.models import Cooperative, Staff

# Whoever fetched did.json before must have let go of it before a new key signs anything.
ANNOUNCED_FOR: Final = 2 * publishing.DID_MAX_AGE
# Status lists and answers signed just before a key was retired are still about for a while.
AFTERGLOW: Final = timedelta(days=30)
FORMS: Final = 2  # in which a key stands in the document while it signs


@transaction.atomic
def create_signing_key() -> SigningKey:
    """Give the current co-op its first key and publish it. A co-op that has one keeps it."""
    here = _locked()
    now = timezone.now()
    active = SigningKey.objects.filter(state=SigningKey.State.ACTIVE).first()
    if active is None:
        active = _make(here, state=SigningKey.State.ACTIVE, activated_at=now, created_at=now)
        outbox.record(KeyActivated(str(active.code)))
    _publish_did_document(here, now)
    return active


@transaction.atomic(durable=True)
def rotate_signing_key(*, by: Staff | None = None) -> SigningKey:
    """Announce a new key; it takes over once everybody can have seen it.

    Raises RotationRunningError while one is announced already, TooManyKeysError where the old ones are
    still needed and fill the document.
    """
    here = _locked()
    now = timezone.now()
    if SigningKey.objects.filter(state=SigningKey.State.PENDING).exists():
        raise RotationRunningError
    keys, past = _listed(now)
    # A document with more methods is refused by verifiers, ours among them.
    if FORMS * (len(keys) + 1) + len(past) > MAX_METHODS:
        raise TooManyKeysError
    key = _make(here, state=SigningKey.State.PENDING, created_at=now)
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
    SigningKey.objects.filter(
        state=SigningKey.State.ACTIVE, algorithm=key.algorithm, purpose=key.purpose
    ).update(state=SigningKey.State.RETIRED, retired_at=now, wrapped=None)
    SigningKey.objects.filter(pk=key.pk).update(state=SigningKey.State.ACTIVE, activated_at=now)
    outbox.record(KeyActivated(str(key.code)))
    _publish_did_document(here, now)
    key.refresh_from_db()
    return key


@transaction.atomic
def publish_identity() -> None:
    """Publish did.json anew: what it links to has come or gone."""
    _publish_did_document(_locked(), timezone.now())


def is_key_due() -> bool:
    """Whether an announced key may take over now."""
    return _due(timezone.now()).exists()


def _due(now: datetime) -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(
        state=SigningKey.State.PENDING, created_at__lte=now - ANNOUNCED_FOR
    )


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
    return CooperativeKey.objects.create(version=1, kek_id=made.wrapped_by, wrapped=made.data)


def _shown(now: datetime) -> QuerySet[SigningKey]:
    """The keys the world must know: announced, in use, and retired ones whose signatures still count."""
    states = SigningKey.State
    cards, words, others, issued = (
        Exists(model.objects.filter(signing_key=OuterRef("pk"), valid_until__gte=now))
        for model in (Credential, AccreditationCredential, SignedFor, ProgramCredential)
    )
    return SigningKey.objects.filter(
        Q(state__in=[states.PENDING, states.ACTIVE])
        | Q(state=states.RETIRED)
        & (Q(retired_at__gte=now - AFTERGLOW) | cards | words | others | issued)
    ).order_by("-pk")


def _speaking(now: datetime) -> QuerySet[SigningKey]:
    """The keys that sign for the co-op, will, or did a moment ago."""
    states = SigningKey.State
    lately = Q(state=states.RETIRED, retired_at__gte=now - AFTERGLOW)
    return SigningKey.objects.filter(Q(state__in=[states.PENDING, states.ACTIVE]) | lately)


def _listed(now: datetime) -> tuple[list[SigningKey], list[SigningKey]]:
    """Keys that speak for the co-op; and past ones, which verify what is still good."""
    speaking = set(_speaking(now).values_list("pk", flat=True))
    shown = list(_shown(now))
    return [key for key in shown if key.pk in speaking], [
        key for key in shown if key.pk not in speaking
    ]


def is_document_old() -> bool:
    """Whether the published document gives another name or endpoint than the co-op has now, or lets a key speak for
    it that retired long ago."""
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    rows = PublishedDocument.objects.filter(url=publishing.did_address(here))
    body = rows.values_list("body", flat=True).first()
    if body is None:
        return False
    document = json.loads(body)
    speaking = FORMS * _speaking(timezone.now()).count()
    named = _service(here) in document.get("service", [])
    return not named or len(document["authentication"]) != speaking


def _service(here: Cooperative) -> Document:
    return presentation_service(here.did, name=here.name, endpoint=publishing.present_address())


def _publish_did_document(here: Cooperative, now: datetime) -> None:
    keys, past = (
        [PublicKey.from_multikey(key.public_multikey) for key in listed] for listed in _listed(now)
    )
    linked = publishing.accreditation_address(here)
    published = PublishedDocument.objects.filter(url=linked).exists()
    document = build_document(
        here.did,
        keys,
        past=past,
        linked=linked if published else "",
        services=[_service(here)],
    )
    PublishedDocument.objects.update_or_create(
        url=publishing.did_address(here),
        defaults=publishing.published(document, publishing.DID_DOCUMENT, now=now),
    )
