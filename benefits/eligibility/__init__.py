"""May this membership be recognised here, and what may its holder have? Pure: values become a decision.

Every decision carries one sentence that a person can read aloud. It names the fact and the next step.
"""

from __future__ import annotations

from benefits.eligibility.asking import UNUSED, Claims, Situation, Tally, Use, UseHistory
from benefits.eligibility.benefit import Benefit
from benefits.eligibility.engine import decide_benefit
from benefits.eligibility.rule import Rule
from benefits.eligibility.sentences import Sentence, Tongue, gettext_noop
from benefits.eligibility.values import (
    Across,
    Evidence,
    Measure,
    Money,
    Outcome,
    Period,
    Standing,
    TermsError,
)
from benefits.eligibility.verdicts import Verdict, Why
from benefits.eligibility.visiting import (
    NO_HISTORY,
    SENTENCES,
    Decision,
    History,
    Offer,
    Reason,
    decide,
    last_day,
)

__all__ = [
    "NO_HISTORY",
    "SENTENCES",
    "UNUSED",
    "Across",
    "Benefit",
    "Claims",
    "Decision",
    "Evidence",
    "History",
    "Measure",
    "Money",
    "Offer",
    "Outcome",
    "Period",
    "Reason",
    "Rule",
    "Sentence",
    "Situation",
    "Standing",
    "Tally",
    "TermsError",
    "Tongue",
    "Use",
    "UseHistory",
    "Verdict",
    "Why",
    "decide",
    "decide_benefit",
    "gettext_noop",
    "last_day",
]
