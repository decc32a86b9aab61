"""Cards of an entry that was merged into another: old ones, whatever they said."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from credentials.models import Credential
from tenants.models import Membership


@transaction.atomic
def put_aside(members: Collection[str]) -> None:
    """Of memberships that ended because the member had another one of the same kind. They answer that they are old."""
    cards = Credential.objects.filter(
        membership__member__code__in=members,
        membership__end_reason=Membership.EndReason.MERGED,
        superseded_at=None,
    )
    cards.update(superseded_at=timezone.now())
