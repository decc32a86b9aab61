"""What a check says: one verdict, every check by name, and no more about the person than initials."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from credentials.core.report import PASSED, Check, Outcome
from credentials.core.types import Document


class Verdict(StrEnum):
    """One word for the whole. The states of a card, and what else may be held out."""

    GOOD = "good"
    SUSPENDED = "suspended"
    ENDED = "ended"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REPLACED = "replaced"
    COOPERATIVE_SUSPENDED = "cooperative_suspended"
    NOT_GENUINE = "not_genuine"
    NOT_AUTHORISED = "not_authorised"
    NOT_CHECKED = "not_checked"
    ELSEWHERE = "elsewhere"
    NO_CARD = "no_card"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """What was held out; each proves something else."""

    FILE = "signed_file"
    QR = "qr_code"
    CODE = "card_code"


@dataclass(frozen=True)
class Facts:
    """Only of a card that its co-op signed or keeps; never the full name. `home` and `issuer` are DIDs.

    `portal` is the host that answers for a co-op of another portal; `slug` is empty then, and
    `vouchers` names the bodies that say it is a co-op.
    """

    cooperative: str
    slug: str
    home: str
    issuer: str
    issuer_name: str
    membership_class: str
    initials: str
    valid_until: date
    portal: str = ""
    vouchers: tuple[str, ...] = ()

    @property
    def signed_by_another(self) -> bool:
        """A federation may sign for a co-op that names it."""
        return self.issuer != self.home


@dataclass(frozen=True)
class Answer:
    """The same for everyone who asks.

    `card` is the signed card that was held out, where there are facts: for a desk that decides on it,
    never shown. Behind a code there is none.
    `portal` is the host of a code that only another portal can look up.
    """

    verdict: Verdict
    source: Source
    checks: tuple[Check, ...] = ()
    facts: Facts | None = None
    card: Document | None = field(default=None, repr=False)
    portal: str = ""

    @property
    def verified(self) -> bool:
        """Whether everything was checked and passed."""
        return bool(self.checks) and all(check.outcome is PASSED for check in self.checks)

    @property
    def signature(self) -> Outcome | None:
        return next((check.outcome for check in self.checks if check.name == "signature"), None)


def initials(name: str) -> str:
    """Of the first and the last part of a name: enough to compare, too little to know."""
    parts = name.split()
    ends = [parts[0], parts[-1]] if len(parts) > 1 else parts
    return " ".join(f"{part[0].upper()}." for part in ends)
