"""Logins belong to no co-op; what rests on them does, and is looked for within one."""

from __future__ import annotations

from tenants import scope
from tenants.models import Cooperative
from tenants.services import forgetting


def remove(pk: int) -> None:
    """One that leads nowhere any more. One that a row of any co-op still rests on stays: the database refuses."""
    for here in Cooperative.objects.order_by("pk").values_list("pk", flat=True)[:1]:
        with scope.within(here):
            forgetting.delete_login(pk)
