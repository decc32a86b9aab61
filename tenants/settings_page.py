"""The pages of a co-op's settings, as tabs above each of them; each app contributes its own when it starts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from tenants.models import Cooperative

_pages: dict[str, tuple[int, str | Promise]] = {}


def settings_page(label: str | Promise, url_name: str, *, order: int = 50) -> None:
    """Contribute a page. It is an owner's, as all settings are."""
    _pages[url_name] = (order, label)


def settings_tabs(here: Cooperative, current: str) -> list[dict[str, Any]]:
    ordered = sorted(_pages.items(), key=lambda page: (page[1][0], page[0]))
    return [
        {
            "label": label,
            "url": reverse(name, args=[here.slug]),
            "current": name == current,
        }
        for name, (_order, label) in ordered
    ]
