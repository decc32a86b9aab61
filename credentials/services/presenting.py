"""Ask a holder for a card, for one purpose, once: a question with a nonce, and its one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from credentials.errors import NotPresentableError, RequestSpentError
from credentials.models import Credential, PresentationRequest
from tenants import scope
from tenants.models import Locator
from tenants.secrets import digest, new_token

# Time to sign in at home and to read what will be shared. The answer itself lives for a minute.
TIME_TO_ANSWER: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Received:
    """What verifying an answer established: the card as signed, and what its home publishes now."""

    card: Mapping[str, Any]
    genuine: bool
    standing: str
    presentation: UUID | None = None


def can_present() -> bool:
    """Can a home answer for its member here? No page offers what cannot be done."""
    return False


def present_card(
    credential: Credential,  # noqa: ARG001 -- the contract that pages and tests already keep
    *,
    nonce: str,  # noqa: ARG001 -- as above
    audience: str,  # noqa: ARG001 -- as above
) -> str:
    """The home's signed answer for its signed-in member, for one question and one audience."""
    raise NotPresentableError


def receive_presentation(
    asked: PresentationRequest,  # noqa: ARG001 -- as above
    answer: str,  # noqa: ARG001 -- as above
) -> Received:
    """Verify an answer and spend the question, in the caller's transaction."""
    raise NotPresentableError


@transaction.atomic
def request_presentation(
    *, audience: str, purpose: str, about: UUID | None = None
) -> PresentationRequest:
    """Ask within the current co-op; `audience` is the DID that the answer must be made for."""
    asked = PresentationRequest.objects.create(
        nonce=new_token(),
        audience=audience,
        purpose=purpose,
        about=about,
        expires_at=timezone.now() + TIME_TO_ANSWER,
    )
    Locator.objects.create(
        kind=Locator.Kind.REQUEST,
        digest=digest("request", str(asked.code)),
        cooperative_id=scope.current().cooperative_id,
        target=asked.code,
    )
    return asked


@transaction.atomic
def spend_request(asked: PresentationRequest, *, nonce: str, audience: str) -> None:
    """Use up a question by the answer's own nonce and audience: one answer wins, ever.

    Raises RequestSpentError for an answered or expired one, and for an answer meant for another.
    """
    now = timezone.now()
    changed = PresentationRequest.objects.filter(
        pk=asked.pk, nonce=nonce, audience=audience, answered_at=None, expires_at__gt=now
    ).update(answered_at=now)
    if not changed:
        raise RequestSpentError
