"""Is the portal well? What /readyz answers, and the sign of life that workers give."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone

from coopportal.celery import app
from credentials.models import SigningKey
from tenants import outbox
from tenants.models import OutboxEntry

HEARTBEAT = "coopportal:worker-heartbeat"
SILENT_AFTER = 60.0
STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Check:
    """One question about the portal's health and its answer, in words an operator can act on."""

    name: str
    passed: bool
    text: str


def beat() -> None:
    """A worker lives. Written at most every few seconds, so that looking often stays cheap."""
    if time.time() - float(cache.get(HEARTBEAT, 0.0)) >= settings.HEARTBEAT_SECONDS:
        cache.set(HEARTBEAT, time.time(), 600)


def check_everything() -> list[Check]:
    return [_ask(name, question) for name, question in QUESTIONS.items()]


def _ask(name: str, question: Callable[[], tuple[bool, str]]) -> Check:
    try:
        return Check(name, *question())
    except Exception as error:  # noqa: BLE001 -- whatever fails here is the answer
        return Check(name, passed=False, text=f"Cannot be asked ({type(error).__name__}).")


def _database() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, f"{connection.vendor} answers."


def _migrations() -> tuple[bool, str]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return (
        (False, f"{missing} not applied: run manage.py migrate.")
        if missing
        else (True, "All applied.")
    )


def _broker() -> tuple[bool, str]:
    with app.connection_for_write(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
        return True, f"{broker.transport.driver_name} takes nudges."


def _worker() -> tuple[bool, str]:
    last = cache.get(HEARTBEAT)
    if last is None:
        return False, "No worker has given a sign of life: is one started?"
    age = max(0.0, time.time() - float(last))
    return age < SILENT_AFTER, f"Last sign of life {age:.0f} s ago."


def _keys() -> tuple[bool, str]:
    with connection.cursor() as cursor:  # of all co-ops at once: only whether there is any
        table = connection.ops.quote_name(SigningKey._meta.db_table)  # noqa: SLF001 -- the table's name
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 -- the model's own table
        needed = cursor.fetchone() is not None
    if any(settings.KEYS_FOLDER.glob("kek*")):
        return True, "The key that protects the signing keys is there."
    if needed:
        return (
            False,
            f"The key that protects the signing keys is missing from {settings.KEYS_FOLDER}.",
        )
    return True, "No signing key has been made yet."


def _outbox() -> tuple[bool, str]:
    owed = OutboxEntry.objects.filter(
        Q(done_at=None, cancelled_at=None, dead_at=None), due_at__lte=timezone.now()
    ).exclude(lane=outbox.PATIENT)  # ten thousand letters take a while
    oldest = owed.order_by("due_at").values_list("due_at", flat=True).first()
    if oldest is None:
        return True, "Nothing is owed."
    age = timezone.now() - oldest
    return age < STUCK_AFTER, f"The oldest work owed has waited {age.total_seconds():.0f} s."


def _outbound() -> tuple[bool, str]:
    if not settings.OUTBOUND:
        return True, "OUTBOUND=no: other portals are not asked, so their cards stay unchecked."
    if settings.OUTBOUND_HOSTS:
        names = ", ".join(sorted(settings.OUTBOUND_HOSTS))
        return True, f"OUTBOUND_HOSTS goes around the public rules for: {names}."
    return True, "Other portals are asked by the public rules."


QUESTIONS: dict[str, Callable[[], tuple[bool, str]]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": _worker,
    "keys": _keys,
    "outbox": _outbox,
    "outbound": _outbound,
}
