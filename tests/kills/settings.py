"""The portal's own settings, with the plain variant registered in every process, and looked after more often."""

from __future__ import annotations

from coopportal.settings import *  # noqa: F403 -- the portal's settings, whole

INSTALLED_APPS = [*INSTALLED_APPS, "tests.kills.apps.KillsConfig"]  # noqa: F405 -- the portal's
LOGGING["root"]["level"] = "WARNING"  # noqa: F405 -- the portal's
OUTBOX_SWEEP_SECONDS = 0.2
