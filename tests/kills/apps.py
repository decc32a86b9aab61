from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class KillsConfig(AppConfig):
    """Registers the plain variant's task, with leases short enough for a test to wait for."""

    name = "tests.kills"
    label = "kills"

    def ready(self) -> None:
        from tenants import outbox  # noqa: PLC0415 -- once the models are there
        from tests.kills import plain  # noqa: F401, PLC0415 -- registers by being imported

        outbox.LEASE = timedelta(seconds=2)
        outbox.FIRST_RETRY = timedelta(seconds=0.3)
        outbox.LONGEST_RETRY = timedelta(seconds=1)
