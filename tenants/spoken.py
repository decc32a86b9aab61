"""Which language a person reads: chosen in this browser, else asked for by it, else the co-op's own."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

A_YEAR: Final = 365 * 24 * 3600


def is_known(language: str) -> bool:
    return language in dict(settings.LANGUAGES)


def remember(response: HttpResponseBase, language: str) -> None:
    """Keep the choice in this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def fall_back_on(request: HttpRequest, language: str) -> None:
    """Speak the co-op's language to a browser that has chosen none and asks for none that we have."""
    if not is_known(language) or _asks(request):
        return
    translation.activate(language)
    request.LANGUAGE_CODE = language


def _asks(request: HttpRequest) -> bool:
    if is_known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        return True
    for asked, _weight in parse_accept_lang_header(request.headers.get("accept-language", "")):
        if is_known(asked) or is_known(asked.partition("-")[0]):
            return True
    return False
