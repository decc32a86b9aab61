"""Visitors from other portals: on their way, answered for, come back, and forgotten.

What the home answered is kept only until the visitor has confirmed an address here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benefits.errors import VisitSpentError
from benefits.models import Crossing
from tenants.secrets import digest, new_token


class Answered(Protocol):
    """What verifying an answer established."""

    @property
    def card(self) -> Mapping[str, Any]: ...
    @property
    def standing(self) -> str: ...
    @property
    def presentation(self) -> UUID | None: ...


@transaction.atomic(durable=True)
def begin_crossing(*, request: UUID, home_did: str, home_name: str) -> Crossing:
    """Remember where the visitor was sent. Who did not come back in time is forgotten meanwhile."""
    forget_over()
    return Crossing.objects.create(request=request, home_did=home_did, home_name=home_name)


@transaction.atomic(durable=True)
def receive_answer(
    crossing: Crossing, receive: Callable[[], Answered], *, name: str, email: str
) -> str:
    """Spend the question and keep what was answered. Returns the code that the browser brings back.

    Raises VisitSpentError where it was answered already, and what `receive` refuses.
    """
    seen = receive()
    code = new_token()
    changed = Crossing.objects.filter(
        pk=crossing.pk, answered_at=None, expires_at__gt=timezone.now()
    ).update(
        answered_at=timezone.now(),
        response_digest=_digest(code),
        card=dict(seen.card),
        standing=seen.standing,
        presentation=seen.presentation,
        name=name,
        email=email,
    )
    if not changed:
        raise VisitSpentError
    return code


@transaction.atomic(durable=True)
def note_return(crossing: Crossing, code: str) -> bool:
    """Whether this browser brings the code that the answer was given for; it counts once."""
    rows = Crossing.objects.filter(
        pk=crossing.pk,
        response_digest=_digest(code),
        returned_at=None,
        expires_at__gt=timezone.now(),
    )
    return rows.exclude(answered_at=None).update(returned_at=timezone.now()) == 1


@transaction.atomic
def take_answer(crossing: Crossing) -> None:
    """Forget what was answered, within the decision on it. Raises VisitSpentError for the second one."""
    if not Crossing.objects.filter(pk=crossing.pk).exclude(returned_at=None).delete()[0]:
        raise VisitSpentError


@transaction.atomic
def forget_over(*, now: datetime | None = None) -> int:
    """Delete what nobody came back for within half an hour."""
    return Crossing.objects.filter(expires_at__lte=now or timezone.now()).delete()[0]


def is_any_over() -> bool:
    """Asked first, so that a round with nothing to forget takes no lock."""
    return Crossing.objects.filter(expires_at__lte=timezone.now()).exists()


def _digest(code: str) -> str:
    return digest("crossing", code)
