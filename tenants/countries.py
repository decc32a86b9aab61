"""Countries by code, named as the language that is active names them (CLDR)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, to_locale

CURRENCIES: Final = {"GB": "GBP", "US": "USD", "JP": "JPY", "CH": "CHF", "MA": "MAD", "CA": "CAD"}


def countries() -> tuple[tuple[str, str], ...]:
    """Code and name; by name."""
    return _named(get_language() or "en")


@cache
def _named(language: str) -> tuple[tuple[str, str], ...]:
    """Those that exist, from the table that comes with the time zones."""
    try:
        names = Locale.parse(to_locale(language)).territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    text = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    named = ((code, names.get(code, name)) for code, name in rows)
    return tuple(sorted(named, key=lambda row: row[1].casefold()))


def currency_of(country: str) -> str:
    """What is paid with there, as far as we know."""
    return CURRENCIES.get(country, "EUR")
