"""Becoming somebody else with a click: where that is allowed, and how the session is marked."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponseBase

from coopportal.demo.tour import Run
from tenants.models import User

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


def run_of(request: HttpRequest) -> Run | None:
    """The walk this browser is on. A signed cookie, because becoming somebody ends the session."""
    try:
        return Run(UUID(request.get_signed_cookie(COOKIE)))
    except (KeyError, BadSignature, ValueError):
        return None


def keep_run(answer: HttpResponseBase, application: UUID) -> None:
    answer.set_signed_cookie(
        COOKIE,
        str(application),
        max_age=A_DAY,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_ORIGIN,
    )


def forget_run(answer: HttpResponseBase) -> None:
    answer.delete_cookie(COOKIE)
