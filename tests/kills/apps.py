from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig


class KillsConfig(AppConfig):
    """Registers the plain variant's task, with leases and distances short enough for a test to wait for."""

    name = "tests.kills"
    label = "kills"

    def ready(self) -> None:
        from credentials.services import keys  # noqa: PLC0415 -- once the models are there
        from tenants import outbox, putting_off  # noqa: PLC0415 -- as above
        from tests.kills import dying, plain  # noqa: F401, PLC0415 -- the task registers by being imported

        outbox.LEASE = timedelta(seconds=4)
        putting_off.FIRST_RETRY = timedelta(seconds=0.3)
        putting_off.LONGEST_RETRY = timedelta(seconds=1)
        keys.ANNOUNCED_FOR = timedelta()
        dying.install()
