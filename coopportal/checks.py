"""What a production portal refuses to start with, each in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from coopportal import env
from coopportal.backup import paused
from credentials.custody import canary

SHORTEST_SECRET = 50
EXAMPLES = ("django-insecure", "change-me", "changeme", "example", "secret")


@register()
def check_production(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[CheckMessage]:
    """The rules for PRODUCTION=yes. Nothing is asked of a portal on a desk."""
    if not settings.PRODUCTION or app_configs is not None:
        return []
    return [
        Error(sentence, id=f"coopportal.E{number:03}")
        for number, (wrong, sentence) in enumerate(_rules(), start=1)
        if wrong
    ]


@register()
def check_keys(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[CheckMessage]:
    """Of every portal: what its signing keys were locked with is there."""
    refused = "" if app_configs is not None else canary.refusal()
    return [Error(refused, id="coopportal.E100")] if refused else []


def refuse_to_start() -> None:
    """For processes that Django's own command line does not start."""
    if resting := paused.sentence():
        raise ImproperlyConfigured(resting)
    found = [*check_production(None), *check_keys(None)]
    if not connection.in_atomic_block:
        connection.close()  # none is handed down to the processes that are started next
    if found:
        raise ImproperlyConfigured(" ".join(str(error.msg) for error in found))


def _rules() -> list[tuple[bool, str]]:
    key = settings.SECRET_KEY
    return [
        (
            (settings.DATA / "demo").exists(),
            "This data folder holds demo data: a production portal starts with an empty one.",
        ),
        (
            len(key) < SHORTEST_SECRET or key.lower().startswith(EXAMPLES),
            f"SECRET_KEY is short or an example: give it {SHORTEST_SECRET} random characters.",
        ),
        (
            env.flag("DEBUG"),
            "DEBUG shows visitors the portal's insides: take it out of the environment.",
        ),
        (
            not settings.EMAIL_HOST,
            "No mail server is set: without EMAIL_HOST no letter reaches a member.",
        ),
        (
            not settings.SECURE_ORIGIN,
            "CANONICAL_ORIGIN must begin with https://: cards and sign-ins rest on it.",
        ),
        (
            any(host == "*" or host.startswith(".") for host in settings.ALLOWED_HOSTS),
            "EXTRA_HOSTS takes whole names: no *, and none that begins with a dot.",
        ),
    ]
