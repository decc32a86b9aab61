"""What the desk hands in to give a benefit, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from benefits.eligibility import Benefit, Claims, Situation, Verdict
from benefits.models import Redemption


@dataclass(frozen=True)
class Giving:
    """One benefit, one holder, here and now. `key` is chosen by the asker and makes a replay harmless.

    `situation.now` is on the co-op's own clock (`counting.clock`). `confirmed` says that the desk has seen
    to every condition of the verdict it was shown, `again` why it is given beyond what one person may have,
    `question` what the home was asked for it, if it was.
    """

    benefit: Benefit
    agreement: UUID
    version: int
    holder: str
    claims: Claims
    situation: Situation
    key: str
    confirmed: bool = False
    given_by: str = ""
    again: str = ""
    question: str = ""


@dataclass(frozen=True)
class Given:
    """What came of it: `redemption` is None where nothing was given, and the verdict says why."""

    verdict: Verdict
    redemption: Redemption | None = None
    replayed: bool = False
