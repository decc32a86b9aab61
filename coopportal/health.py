"""Is the portal well? What /readyz answers, and the sign of life that workers give."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone

from coopportal.backup import making
from coopportal.celery import app
from coopportal.db import coverage, walls
from credentials.custody import canary, remote
from credentials.models import KeyEncryptionKey
from tenants import outbox
from tenants.models import OutboxEntry

HEARTBEAT = "coopportal:worker-heartbeat"
SILENT_AFTER = 60.0
STUCK_AFTER = timedelta(minutes=10)
OLD_BACKUP = timedelta(hours=26)


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


def _walls() -> tuple[bool, str]:
    wrong = [*walls.differences(connection), *coverage.gaps(connection)]
    if wrong:
        return False, f"{len(wrong)} pieces are not as they should be: manage.py walls."
    if power := coverage.power(connection):
        return True, f"They stand, but this role {power}: docs/operations.md."
    return True, "They stand."


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
    refused = canary.refusal()
    if refused:
        return False, refused
    if settings.SIGNER_SOCKET and not remote.is_well():
        return False, "The process that signs does not answer: is manage.py signer started?"
    if not settings.SIGNER_SOCKET and not _may_open_keys():
        return False, "This role reads no wrapped key, and nobody signs for it: SIGNER_SOCKET."
    if KeyEncryptionKey.objects.filter(dropped_at=None).exists():
        return True, "The key that protects the signing keys is there, and is the right one."
    return True, "No signing key has been made yet."


def _may_open_keys() -> bool:
    """At PostgreSQL with roles, whoever is not the signer has to ask it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('credentials_signingkey', 'wrapped', 'SELECT')")
        return bool(cursor.fetchone()[0])


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


def _backup() -> tuple[bool, str]:
    """Never a reason to send visitors away: somebody has to look."""
    last = making.last()
    if last is None:
        return True, "No backup was made here yet: docs/operations.md says how."
    age = timezone.now() - datetime.fromisoformat(str(last["at"]))
    old = ", which is long" if age > OLD_BACKUP else ""
    return True, f"The last backup was made {age.total_seconds() / 3600:.0f} hours ago{old}."


QUESTIONS: dict[str, Callable[[], tuple[bool, str]]] = {
    "database": _database,
    "migrations": _migrations,
    "walls": _walls,
    "broker": _broker,
    "worker": _worker,
    "keys": _keys,
    "outbox": _outbox,
    "outbound": _outbound,
    "backup": _backup,
}
