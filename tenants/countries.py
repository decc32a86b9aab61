"""Countries by code, from the table that comes with the time zones."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

CURRENCIES: Final = {"GB": "GBP", "US": "USD", "JP": "JPY", "CH": "CHF", "MA": "MAD", "CA": "CAD"}


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """Code and English name; by name."""
    text = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(sorted(((code, name) for code, name in rows), key=lambda row: row[1]))


def currency_of(country: str) -> str:
    """What is paid with there, as far as we know."""
    return CURRENCIES.get(country, "EUR")
