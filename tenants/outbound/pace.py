"""How often we ask: not again at once what failed, not too much of one host, nothing of one that is down.

Kept in a cache beside the portal's own, because strangers fill it. A lost entry costs one question more, never
a wrong answer.
"""

from __future__ import annotations

import hashlib
import time
from typing import Final

from django.core.cache import BaseCache, caches

from tenants.outbound.errors import OutboundError

NEGATIVE: Final = 60
MINUTE: Final = 60
FAILURES_TO_REST: Final = 5
REST: Final = 60
# Strangers' checks cannot use up what partners' visitors need.
LANES: Final = {"stranger": 30, "partner": 120}
# What says something about the host rather than about one document.
OF_THE_HOST: Final = frozenset(
    ["unreachable", "too_slow", "no_such_name", "bad_certificate", "wrong_peer", "not_public"]
)


def memory() -> BaseCache:
    """What is remembered of others."""
    return caches["outbound"]


def key(kind: str, value: str) -> str:
    return f"outbound:{kind}:{hashlib.sha256(value.encode()).hexdigest()[:40]}"


def may_ask(mark: str, netloc: str, lane: str) -> None:
    """Raises OutboundError where it is too early, or enough for this minute.

    The mark is what was asked for; without one, nothing that failed before is in the way.
    """
    if memory().get(key("rest", f"{lane}|{netloc}")):
        raise OutboundError("resting")
    if mark and (earlier := memory().get(key("failed", f"{lane}|{mark}"))):
        raise OutboundError(str(earlier))
    counter = key("rate", f"{lane}|{netloc}|{int(time.time() // MINUTE)}")
    if memory().add(counter, 1, 2 * MINUTE):
        return
    try:
        asked = memory().incr(counter)
    except ValueError:  # it ran out between the two
        return
    if asked > LANES[lane]:
        raise OutboundError("too_often")


def note_failure(mark: str, netloc: str, lane: str, reason: str) -> None:
    """Remember the failure for a minute; a host that fails again and again is left alone for one."""
    if mark:
        memory().set(key("failed", f"{lane}|{mark}"), reason, NEGATIVE)
    if reason not in OF_THE_HOST:
        return
    who = f"{lane}|{netloc}"  # strangers who find something slow there do not stop partners
    failures = int(memory().get(key("failures", who), 0)) + 1
    memory().set(key("failures", who), failures, 2 * REST)
    if failures >= FAILURES_TO_REST:
        memory().set(key("rest", who), 1, REST)
        memory().delete(key("failures", who))


def note_success(netloc: str, lane: str) -> None:
    memory().delete(key("failures", f"{lane}|{netloc}"))
