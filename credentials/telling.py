"""Letters to those of the current co-op's team who answer for something."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from tenants.models import Staff
from tenants.services import letters


def tell_team(
    kind: str, about: UUID, roles: Iterable[str], *, key: str, besides: Collection[int] = ()
) -> None:
    """One letter to each who has one of these roles, in their language. `key` tells one occasion from the next."""
    team = Staff.objects.filter(removed_at=None).select_related("user").order_by("pk")
    for each in team:
        if each.pk not in besides and any(role in each.roles for role in roles):
            letters.write_letter(
                kind,
                to=each.user.email,
                about=about,
                key=f"{key}|{each.pk}",
                language=each.user.language,
            )
