"""Check a presentation: who holds it out, and each credential in it as if it had been held out alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from credentials import resolving
from credentials.core.errors import UnreachableError
from credentials.core.report import PASSED, Check
from credentials.core.shown import verify_shown
from credentials.core.types import Document
from credentials.verifying.answer import Answer
from credentials.verifying.check import answer_of

PATIENCE: Final = 20.0
"""Seconds for everything that one presentation has us ask elsewhere."""


@dataclass(frozen=True)
class Presented:
    """`checks` are of the presentation itself; `holder` is the DID that signed it, empty where none did."""

    checks: tuple[Check, ...]
    answers: tuple[Answer, ...]
    holder: str

    @property
    def verified(self) -> bool:
        """Whether everything was checked and passed, in it and of it."""
        own = all(check.outcome is PASSED for check in self.checks)
        return own and all(answer.verified for answer in self.answers)


def check_presentation(
    document: Document, *, challenge: str = "", domain: str = "", now: datetime | None = None
) -> Presented:
    """Nothing is written. Whether a challenge was answered before is known to whoever gave it."""
    moment = now or timezone.now()
    until = time.monotonic() + PATIENCE
    shown = verify_shown(
        document,
        now=moment,
        resolve=_within(until, resolving.resolve),
        fetch_status=_within(until, resolving.fetch_status),
        fetch_linked=_within(until, resolving.fetch_linked),
        challenge=challenge,
        domain=domain,
    )
    answers = tuple(answer_of(report, moment) for report in shown.credentials)
    return Presented(shown.checks, answers, shown.holder)


def _within(until: float, ask: Callable[[str], Document]) -> Callable[[str], Document]:
    def asked(address: str) -> Document:
        if time.monotonic() > until:
            raise UnreachableError("out_of_time", "There was no time left to ask.")
        return ask(address)

    return asked
