"""Becoming somebody else with a click: where that is allowed, and how the session is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

from tenants.models import User

if TYPE_CHECKING:
    from coopportal.demo.tours.base import Walk

METHOD: Final = "demo"
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
LOOPBACK: Final = {"localhost", "127.0.0.1", "::1"}
COOKIE: Final = f"{settings.SESSION_COOKIE_NAME}-tour"
A_DAY: Final = 86_400


def is_allowed(request: HttpRequest) -> bool:
    """Only with demo data, and only under this machine's own name or the one the portal was opened with.

    A name that somebody else's DNS points here is neither.
    """
    host = urlsplit(f"//{request.get_host()}").hostname
    here = {*LOOPBACK, urlsplit(settings.CANONICAL_ORIGIN).hostname}
    return settings.DEMO and (settings.DATA / "demo").exists() and host in here


def become(request: HttpRequest, user: User | None) -> None:
    """End the session and begin one of this person, marked as what it is; nobody is signed out."""
    logout(request)
    if user is not None:
        login(request, user, backend=BACKEND)
        record_authentication(request, user, method=METHOD)


def walk_of(request: HttpRequest, story: type[Walk]) -> Walk | None:
    """The walk this browser is on. A signed cookie, because becoming somebody ends the session."""
    try:
        found = story(str(request.get_signed_cookie(cookie_of(story))))
    except (KeyError, BadSignature, ValueError):
        return None
    return found if found.begun else None


def keep_walk(answer: HttpResponseBase, story: type[Walk], key: str) -> None:
    _keep(answer, cookie_of(story), key)


def forget_walk(answer: HttpResponseBase, story: type[Walk]) -> None:
    answer.delete_cookie(cookie_of(story))


def cookie_of(story: type[Walk]) -> str:
    return f"{COOKIE}-{story.slug}"


def story_of(request: HttpRequest) -> str:
    """Which story this browser looked at last."""
    try:
        return str(request.get_signed_cookie(COOKIE))
    except (KeyError, BadSignature):
        return ""


def keep_story(answer: HttpResponseBase, slug: str) -> None:
    _keep(answer, COOKIE, slug)


def _keep(answer: HttpResponseBase, name: str, value: str) -> None:
    answer.set_signed_cookie(
        name,
        value,
        max_age=A_DAY,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_ORIGIN,
    )
