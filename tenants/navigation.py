"""The staff sidebar: each app contributes its items when it starts, and each person sees their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from tenants.models import Cooperative, Staff


@dataclass(frozen=True)
class _Item:
    order: int
    label: str | Promise
    url_name: str
    icon: str
    roles: tuple[str, ...]
    badge: Callable[[], int] | None
    of: Callable[[Cooperative], bool] | None


_items: dict[str, _Item] = {}


def staff_item(
    label: str | Promise,
    url_name: str,
    icon: str,
    roles: tuple[str, ...] = (),
    *,
    badge: Callable[[], int] | None = None,
    order: int = 50,
    of: Callable[[Cooperative], bool] | None = None,
) -> None:
    """Contribute a page to the sidebar, for these roles (any seat where none is named).

    `badge` counts what is to do there; it is asked within the co-op. `of` says which co-ops have it.
    """
    _items[url_name] = _Item(order, label, url_name, icon, roles, badge, of)


def items_for(request: HttpRequest) -> list[dict[str, Any]]:
    """What this person may open at this co-op, in order; nothing on pages without a staff seat."""
    staff: Staff | None = getattr(request, "staff", None)
    cooperative = getattr(request, "cooperative", None)
    if staff is None or cooperative is None:
        return []
    mine = [
        item
        for item in _items.values()
        if (not item.roles or staff.may(*item.roles)) and (not item.of or item.of(cooperative))
    ]
    drawn = [
        {
            "label": item.label,
            "url": reverse(item.url_name, args=[cooperative.slug]),
            "icon": item.icon,
            "badge": (item.badge() or None) if item.badge else None,
        }
        for item in sorted(mine, key=lambda item: (item.order, item.url_name))
    ]
    here = max(
        (str(each["url"]) for each in drawn if request.path.startswith(str(each["url"]))),
        key=len,
        default="",
    )
    return [{**each, "current": each["url"] == here} for each in drawn]
