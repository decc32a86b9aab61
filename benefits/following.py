"""What becomes of a grant when we look at its home again. Pure: what we saw becomes at most one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from benefits.eligibility import Standing


class Step(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class Cause(StrEnum):
    """Stable codes of why: stored on the grant and told to the visitor in words."""

    HOME_SUSPENDED = "home_suspended"
    HOME_ENDED = "home_ended"
    HOME_EXPIRED = "home_expired"
    HOME_UNREACHABLE = "home_unreachable"
    DAYS_OVER = "days_over"
    AGREEMENT_OVER = "agreement_over"
    BY_HOST = "by_host"
    RESTORED = "restored"
    AGREEMENT_PAUSED = "agreement_paused"
    AGREEMENT_RESUMED = "agreement_resumed"
    NOT_ACCEPTED = "not_accepted"
    NOT_CONFIRMED = "not_confirmed"
    NOT_MUTUAL = "not_mutual"
    WELCOME_AGAIN = "welcome_again"


AGAINST_HOME = frozenset({Cause.NOT_ACCEPTED, Cause.NOT_CONFIRMED, Cause.NOT_MUTUAL})


@dataclass(frozen=True)
class Held:
    """A grant as we hold it. `against` is what speaks against the home itself, whoever its member is."""

    paused: bool
    home_valid_until: datetime
    ends_on: date
    checked_at: datetime
    agreement_over_on: date | None = None
    agreement_rests: bool = False
    paused_for: str = ""
    against: Cause | None = None


@dataclass(frozen=True)
class Move:
    step: Step
    cause: Cause


def next_move(
    held: Held, seen: Standing, *, now: datetime, today: date, grace: timedelta
) -> Move | None:
    """The one step that follows, if any. What we could not see is never taken for good news."""
    over = _over(held, seen, now, today)
    if over is not None:
        return Move(Step.END, over)
    if seen is Standing.SUSPENDED:
        return None if held.paused else Move(Step.PAUSE, Cause.HOME_SUSPENDED)
    if held.agreement_rests:
        return None if held.paused else Move(Step.PAUSE, Cause.AGREEMENT_PAUSED)
    if held.against is not None:
        return None if held.paused else Move(Step.PAUSE, held.against)
    if seen is Standing.UNKNOWN:
        waited_too_long = now - held.checked_at > grace
        pause = waited_too_long and not held.paused
        return Move(Step.PAUSE, Cause.HOME_UNREACHABLE) if pause else None
    return Move(Step.RESUME, _lifted(held)) if held.paused else None


def _lifted(held: Held) -> Cause:
    if held.paused_for in AGAINST_HOME:
        return Cause.WELCOME_AGAIN
    by_agreement = held.paused_for == Cause.AGREEMENT_PAUSED
    return Cause.AGREEMENT_RESUMED if by_agreement else Cause.RESTORED


def _over(held: Held, seen: Standing, now: datetime, today: date) -> Cause | None:
    if seen is Standing.ENDED:
        return Cause.HOME_ENDED
    if now > held.home_valid_until:
        return Cause.HOME_EXPIRED
    if held.agreement_over_on is not None and today > held.agreement_over_on:
        return Cause.AGREEMENT_OVER
    if today > held.ends_on:
        return Cause.DAYS_OVER
    return None


# Whether the bit at an index of a list is set; None where the list could not be read or trusted.
Look = Callable[[str, str, int], bool | None]


def standing_of(entries: Sequence[Mapping[str, Any]], look: Look) -> Standing:
    """What the home's lists say. Bad news is believed alone; good news needs every list."""
    seen = {
        str(entry["purpose"]): look(str(entry["url"]), str(entry["purpose"]), int(entry["index"]))
        for entry in entries
    }
    if seen.get("revocation"):
        return Standing.ENDED
    if seen.get("suspension"):
        return Standing.SUSPENDED
    known = {purpose for purpose, bit in seen.items() if bit is False}
    return Standing.GOOD if {"revocation", "suspension"} <= known else Standing.UNKNOWN
