"""A grant and the membership on our own register that stands for it: handed over, and closed with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from benefits.following import Cause
from benefits.models import Grant
from tenants.models import Membership


def hand_over(grant: Grant, *, membership: Membership) -> None:
    """From here on the register knows the person; the grant forgets who it is."""
    Grant.objects.filter(pk=grant.pk).update(
        membership=membership, state=Grant.State.ACTIVE, visitor={}
    )


def close_with_memberships(codes: Iterable[str]) -> None:
    """A visit that our own register ended is over as a grant too, and does not come back by itself."""
    ended = Grant.objects.filter(membership__code__in=list(codes)).exclude(state=Grant.State.ENDED)
    for grant in ended.select_related("membership"):
        lapsed = (
            grant.membership is not None
            and grant.membership.end_reason == Membership.EndReason.LAPSED
        )
        Grant.objects.filter(pk=grant.pk).update(
            state=Grant.State.ENDED,
            state_reason=Cause.DAYS_OVER if lapsed else Cause.BY_HOST,
            ended_at=timezone.now(),
        )
