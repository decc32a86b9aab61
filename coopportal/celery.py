"""The Celery app: a carrier of nudges. What is owed stands in the outbox, never in a message.

Every worker looks for owed work by itself, without beat and without a broker message: its timer puts
a *round* into its own pool. OUTBOX_SWEEP=no leaves only the nudges (for tests of the nudge).
"""

from __future__ import annotations

import logging
import os
import sys
import time
from typing import Any

from celery import Celery, bootsteps
from celery.signals import beat_init, worker_init
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections

from coopportal import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopportal.settings")
# Django's checks were made by `prepare`; here they would read every page of the portal into each worker.
os.environ.setdefault("CELERY_SKIP_CHECKS", "yes")

broker.take_over()
app = Celery("coopportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

log = logging.getLogger(__name__)
# What a worker looks for by itself: owed reactions, and the portal's own letters.
OWED = (
    "tenants.tasks.drain",
    "tenants.tasks.chain",
    "coopportal.tasks.send_interest_letters",
    "coopportal.tasks.send_comment_letters",
)
ROUND_AT_MOST = 120.0  # seconds after which a lost round is no longer waited for


def do_round(*, sweep: bool) -> None:
    """One round inside a pool process: work off what is owed, and say that this worker lives."""
    from coopportal import health  # noqa: PLC0415 -- this module is imported before the apps are ready

    close_old_connections()
    try:
        health.beat()
        if sweep:
            for each in OWED:
                app.tasks[each]()
    except Exception:
        log.exception("A round of the worker failed; the next one tries again.")
    finally:
        close_old_connections()


def _done(_result: object) -> None:
    """Nothing follows a round but the next."""


class Rounds(bootsteps.StartStopStep):
    """Puts a round into the worker's own pool again and again, never two at a time."""

    requires = ("celery.worker.components:Timer", "celery.worker.components:Pool")

    def __init__(self, worker: Any, **options: Any) -> None:
        super().__init__(worker, **options)
        self.entry: Any = None
        self.running: Any = None
        self.since = 0.0

    def start(self, worker: Any) -> None:
        every = settings.OUTBOX_SWEEP_SECONDS or settings.HEARTBEAT_SECONDS
        self.entry = worker.timer.call_repeatedly(every, self.round, (worker,))

    def stop(self, _worker: Any) -> None:
        if self.entry is not None:
            self.entry.cancel()

    def round(self, worker: Any) -> None:
        if self._busy():
            return
        self.since = time.monotonic()
        self.running = worker.pool.apply_async(
            do_round,
            kwargs={"sweep": settings.OUTBOX_SWEEP_SECONDS > 0},
            callback=_done,  # the solo pool insists on one
        )

    def _busy(self) -> bool:
        ready = getattr(self.running, "ready", None)  # the solo pool answers nothing: it is done
        return bool(ready and not ready() and time.monotonic() - self.since < ROUND_AT_MOST)


app.steps["worker"].add(Rounds)


@worker_init.connect
@beat_init.connect
def refuse_to_start(**_sent: Any) -> None:
    """Workers and beat hold themselves to the same rules as the web server.

    By an exit: Celery writes down any other error of a reaction to its signals, and starts.
    """
    from coopportal import checks  # noqa: PLC0415 -- this module is imported before the apps are ready

    try:
        checks.refuse_to_start()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
