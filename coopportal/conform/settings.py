"""The portal's settings, and the routes that suites need. Never in production."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from coopportal.settings import *  # noqa: F403 -- one settings module on top of the other
from coopportal.settings import ACCOUNT_RATE_LIMITS as NORMAL
from coopportal.settings import PRODUCTION

if PRODUCTION:
    raise ImproperlyConfigured("Whoever asks gets a signature here: not in production.")

ROOT_URLCONF = "coopportal.conform.urls"
_OF_PROGRAMS = {"verify_api": "ip", "check_card": "ip", "shop_code": "ip", "issue_api": "key"}
_OFTEN = {action: f"60000/m/{whose}" for action, whose in _OF_PROGRAMS.items()}
ACCOUNT_RATE_LIMITS = {**NORMAL, **_OFTEN}  # type: ignore[misc]  # -- it is final there
