"""What did.json says of a co-op: its keys, by what they are good for, and what it links to."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from credentials import publishing
from credentials.core.asking import presentation_service
from credentials.core.did.document import MAX_METHODS, build_document
from credentials.core.keys import PublicKey
from credentials.core.types import Document
from credentials.models import (
    AccreditationCredential,
    Credential,
    ProgramCredential,
    PublishedDocument,
    SignedFor,
    SigningKey,
)
from tenants import scope
from tenants.models import Cooperative

# Status lists and answers signed just before a key was retired are still about for a while.
AFTERGLOW: Final = timedelta(days=30)
FORMS: Final = 2  # in which a key stands in the document while it signs
States = SigningKey.State


def columns(here: Cooperative, now: datetime) -> dict[str, Any]:
    """Of the published document, as things are now."""
    keys, past = (
        [PublicKey.from_multikey(key.public_multikey) for key in each] for each in listed(now)
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
    return publishing.published(document, publishing.DID_DOCUMENT, now=now)


def listed(now: datetime) -> tuple[list[SigningKey], list[SigningKey]]:
    """Keys that speak for the co-op; and past ones, which verify what is still good."""
    speaking = set(_speaking(now).values_list("pk", flat=True))
    shown = list(_shown(now))
    return [key for key in shown if key.pk in speaking], [
        key for key in shown if key.pk not in speaking
    ]


def has_room(now: datetime) -> bool:
    """For one key more. A document with more methods is refused by verifiers, ours among them."""
    keys, past = listed(now)
    return FORMS * (len(keys) + 1) + len(past) <= MAX_METHODS


def done_with(now: datetime) -> QuerySet[SigningKey]:
    """Retired keys that nothing which is still good was signed with."""
    return SigningKey.objects.filter(state=States.RETIRED).exclude(pk__in=_shown(now).values("pk"))


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


def _shown(now: datetime) -> QuerySet[SigningKey]:
    """The keys the world must know: announced, in use, and retired ones whose signatures still count."""
    cards, words, others, issued = (
        Exists(model.objects.filter(signing_key=OuterRef("pk"), valid_until__gte=now))
        for model in (Credential, AccreditationCredential, SignedFor, ProgramCredential)
    )
    return SigningKey.objects.filter(
        Q(state__in=[States.PENDING, States.ACTIVE])
        | Q(state=States.RETIRED)
        & (Q(retired_at__gte=now - AFTERGLOW) | cards | words | others | issued)
    ).order_by("-pk")


def _speaking(now: datetime) -> QuerySet[SigningKey]:
    """The keys that sign for the co-op, will, or did a moment ago."""
    lately = Q(state=States.RETIRED, retired_at__gte=now - AFTERGLOW)
    return SigningKey.objects.filter(Q(state__in=[States.PENDING, States.ACTIVE]) | lately)


def _service(here: Cooperative) -> Document:
    return presentation_service(here.did, name=here.name, endpoint=publishing.present_address())
