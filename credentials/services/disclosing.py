"""What this co-op tells others about a member: written down for the member, and forgotten in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials import live
from credentials.errors import QuestionSpentError
from credentials.models import Disclosure
from tenants import scope
from tenants.models import Locator, Membership

KEPT_FOR: Final = timedelta(days=90)


@transaction.atomic(durable=True)
def note_shown(
    membership: Membership,
    *,
    asker: tuple[str, str],
    purpose: Disclosure.Purpose,
    nonce: str,
    told: Sequence[str],
) -> None:
    """The member showed the card, signed in. Answering one question again is no news."""
    did, name = asker
    Disclosure.objects.get_or_create(
        question=Disclosure.question_of(did, nonce),
        defaults={
            "membership": membership,
            "asker_did": did,
            "asker_name": name,
            "purpose": purpose,
            "evidence": Disclosure.Evidence.LIVE,
            "told": list(told),
        },
    )


@transaction.atomic(durable=True)
def note_disclosure(
    membership: Membership,
    *,
    asker: tuple[str, str],
    nonce: str,
    told: Sequence[str],
    token: str = "",
) -> Disclosure:
    """What a desk is told. `asker` is a DID and a name; `token` a live code, which counts once.

    Raises QuestionSpentError where this very question was answered before.
    """
    did, name = asker
    is_live = bool(token) and _use_up(token, membership)
    try:
        with transaction.atomic():
            return Disclosure.objects.create(
                membership=membership,
                asker_did=did,
                asker_name=name,
                question=Disclosure.question_of(did, nonce),
                evidence=Disclosure.Evidence.LIVE if is_live else Disclosure.Evidence.SHOWN,
                told=list(told),
            )
    except IntegrityError as error:
        raise QuestionSpentError from error


def is_any_old() -> bool:
    """Whether there is something to forget."""
    return _old().exists()


@transaction.atomic(durable=True)
def forget_disclosures() -> None:
    """After three months nobody knows where a member went. Repeated, it changes nothing."""
    _old().delete()


def _old() -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(at__lt=timezone.now() - KEPT_FOR)


def _use_up(token: str, membership: Membership) -> bool:
    """Whether it was used now, for the first time. Those that are too old anyway are forgotten."""
    used = Locator.objects.filter(kind=Locator.Kind.LIVE)
    used.filter(created_at__lt=timezone.now() - 2 * live.GOOD_FOR).delete()
    try:
        with transaction.atomic():
            Locator.objects.create(
                kind=Locator.Kind.LIVE,
                digest=live.token_digest(token),
                cooperative_id=scope.current().cooperative_id,
                target=membership.code,
            )
    except IntegrityError:
        return False
    return True
