"""Languages a co-op may write its own texts in, whichever of them the portal itself speaks."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language

# By their own names, as people look for them.
LANGUAGES: Final = (
    ("ar", "العربية"),
    ("eu", "Euskara"),
    ("ca", "Català"),
    ("cy", "Cymraeg"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
)
NAMES: Final = dict(LANGUAGES)


def name_of(language: str) -> str:
    return NAMES.get(language, language)


def chosen(texts: dict[str, str], otherwise: str) -> str:
    """The text in the language that is active, or the one in the co-op's own."""
    active = (get_language() or "").lower()
    return texts.get(active) or texts.get(active.partition("-")[0]) or otherwise
