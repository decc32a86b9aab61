"""The staff sidebar: each app contributes its items when it starts, and each person sees their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.models import Cooperative, Seat, Staff, User

# Twenty pages in one row are not read: from which order on which heading stands above them.
HEADINGS: Final[tuple[tuple[int, str | Promise], ...]] = (
    (45, _("Co-op")),
    (40, _("Partners")),
    (20, _("Members")),
    (0, ""),
)


@dataclass(frozen=True)
class _Item:
    order: int
    label: str | Promise
    url_name: str
    icon: str
    roles: tuple[str, ...]
    badge: Callable[[], int] | None
    of: Callable[[Cooperative], bool] | None
    also: tuple[str, ...]


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
    also: tuple[str, ...] = (),
) -> None:
    """Contribute a page to the sidebar, for these roles (any seat where none is named).

    `badge` counts what is to do there; it is asked within the co-op. `of` says which co-ops have it. `also` names the
    folders under staff/ whose pages belong to it, besides its own.
    """
    _items[url_name] = _Item(order, label, url_name, icon, roles, badge, of, also)


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
    mine.sort(key=lambda item: (item.order, item.url_name))
    office = reverse("tenants:overview", args=[cooperative.slug])
    urls = [reverse(item.url_name, args=[cooperative.slug]) for item in mine]
    weights = [
        _weight(item, request.path, office, own) for item, own in zip(mine, urls, strict=True)
    ]
    nearest = max(weights, default=0)
    return [
        {
            "label": item.label,
            "url": own,
            "icon": item.icon,
            "heading": next(words for order, words in HEADINGS if item.order >= order),
            "badge": (item.badge() or None) if item.badge else None,
            "current": 0 < weight == nearest,
        }
        for item, own, weight in zip(mine, urls, weights, strict=True)
    ]


def offices_of(user: object) -> list[dict[str, str]]:
    """The co-ops whose team somebody is on, by name, each with the way into its office."""
    if not isinstance(user, User):
        return []
    seats = Seat.objects.filter(kind=Seat.Kind.STAFF, user=user).select_related("cooperative")
    return [
        {
            "name": seat.cooperative.name,
            "url": reverse("tenants:overview", args=[seat.cooperative.slug]),
        }
        for seat in seats.order_by("cooperative__name", "pk")
    ]


def search_for(request: HttpRequest) -> str:
    """The list that the search of the sidebar leads to; nothing for who may not see it."""
    staff: Staff | None = getattr(request, "staff", None)
    cooperative = getattr(request, "cooperative", None)
    if staff is None or cooperative is None or not staff.may(Staff.Role.MEMBERSHIP):
        return ""
    return reverse("tenants:members", args=[cooperative.slug])


def _weight(item: _Item, path: str, office: str, own: str) -> int:
    """How much of the address is this item's: the nearest one is where the person is."""
    if own == office:
        return len(own) if path == own else 0
    places = [own, *(f"{office}{folder}/" for folder in item.also)]
    return max((len(place) for place in places if path.startswith(place)), default=0)
