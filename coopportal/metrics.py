"""What a monitoring system reads: ages, counts and times of the portal, and nobody's name or co-op.

How long requests took is kept in files that all processes of the web server share (prometheus-client); the rest is
asked of the database when somebody asks.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache as shared
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from coopportal.health import HEARTBEAT
from credentials.models import PublishedDocument
from tenants.models import OutboxEntry
from tenants.services.sending import SEND

SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_beginning = threading.Lock()
AREAS: Final = (("/staff/", "staff"), ("/api/", "api"), ("/network/", "network"), ("/me/", "own"))


class LatencyMiddleware:
    """Counts each answer by the part of the portal, the method and the kind of answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        answer = self.get_response(request)
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        kind = f"{answer.status_code // 100}xx"
        _latency().labels(_area(request.path), method, kind).observe(time.perf_counter() - began)
        return answer


def text() -> bytes:
    """All of it, in the format of Prometheus."""
    from prometheus_client import (  # noqa: PLC0415 -- where it keeps its files must be said before
        CollectorRegistry,
        Gauge,
        generate_latest,
        multiprocess,
    )

    _latency()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # -- theirs
    now = CollectorRegistry()
    for name, meaning, value in _states():
        Gauge(f"coopportal_{name}", meaning, registry=now).set(value)
    return bytes(generate_latest(registry) + generate_latest(now))


def forget_the_gone() -> None:
    """Before a portal starts: what processes that are gone have counted. Where one lives that counts, all stays."""
    with (settings.DATA / "metrics.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        shutil.rmtree(settings.DATA / "metrics", ignore_errors=True)


def _states() -> Iterator[tuple[str, str, float]]:
    open_work = OutboxEntry.objects.filter(done_at=None, cancelled_at=None)
    owed = open_work.filter(dead_at=None).aggregate(
        due=Count("pk", filter=Q(due_at__lte=timezone.now())), oldest=Min("due_at")
    )
    yield "outbox_due", "Reactions that are due and not done.", owed["due"]
    yield "outbox_oldest_seconds", "How long the oldest due reaction waits.", _age(owed["oldest"])
    given_up = open_work.exclude(dead_at=None).count()
    yield "outbox_given_up", "Reactions that were tried often enough and need a person.", given_up
    letters = open_work.filter(dead_at=None, handler=SEND).count()
    yield "mails_waiting", "Letters that are to be sent.", letters
    jobs = open_work.filter(dead_at=None, handler="tenants.jobs.step").count()
    yield "jobs_open", "Batches of long work that are not done.", jobs
    lists = PublishedDocument.objects.exclude(valid_until=None)
    oldest = lists.aggregate(oldest=Min("updated_at"))["oldest"]
    yield "status_list_oldest_seconds", "Age of the oldest published status list.", _age(oldest)
    beat = float(shared.get(HEARTBEAT) or 0.0)
    yield "worker_heartbeat_seconds", "Since a worker gave a sign of life.", time.time() - beat


def _age(then: datetime | None) -> float:
    return max(0.0, (timezone.now() - then).total_seconds()) if then else 0.0


def _area(path: str) -> str:
    return next((name for part, name in AREAS if part in path), "public")


def _latency() -> Any:
    """Begun with the first request of a process: by then its folder is known. Two first requests begin it once."""
    with _beginning:
        return _begun()


@cache
def _begun() -> Any:
    folder = settings.DATA / "metrics"
    folder.parent.mkdir(parents=True, exist_ok=True)
    living = os.open(settings.DATA / "metrics.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(living, fcntl.LOCK_SH)  # until this process ends: see forget_the_gone
    folder.mkdir(exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))
    from prometheus_client import Histogram  # noqa: PLC0415 -- it reads the folder when it is imported

    return Histogram(
        "coopportal_request_seconds",
        "How long an answer took.",
        ["area", "method", "kind"],
        buckets=SECONDS,
    )
