"""What verifying found: every check by name, with its outcome, a code for machines and a sentence for people.

https://www.w3.org/TR/vc-data-model-2.0/#verification. Codes and sentences are ours and stay the same between
releases; no byte of what was verified gets into them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal

from credentials.core.data_integrity.proof import ProofOutcome
from credentials.core.errors import CoreError, UnreachableError
from credentials.core.types import Did, Document

Standing = Literal["good", "suspended", "ended", "unknown"]


class Outcome(Enum):
    """How a check went."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


PASSED, FAILED, NOT_CHECKED = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_CHECKED


@dataclass(frozen=True)
class Check:
    """One check. ``code`` is for machines, ``sentence`` for people; both are always ours."""

    name: str
    outcome: Outcome
    code: str = "ok"
    sentence: str = ""


@dataclass(frozen=True)
class Report:
    """All checks of a document; the rest means something only as far as they passed.

    ``home`` is the co-op whose member a card is about, which need not be its issuer; empty where the document
    is no card. ``proofs`` are those of the document, in its order, where they were looked at.
    """

    checks: tuple[Check, ...]
    issuer: Did
    standing: Standing
    document: Document = field(repr=False)
    home: Did = ""
    proofs: tuple[ProofOutcome, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything was checked and passed."""
        return bool(self.checks) and all(check.outcome is PASSED for check in self.checks)

    def outcome(self, name: str) -> Outcome | None:
        """How the check of that name went; None where there was nothing to check."""
        return next((check.outcome for check in self.checks if check.name == name), None)


_NOT_REACHED: Final = ("not_reached", "Not looked at, because an earlier check did not pass.")
_SENTENCES: Final = {
    "form": "The document is complete and well formed.",
    "context": "Its words have the meaning that they seem to have.",
    "issuer": "The signing key belongs to the issuer.",
    "signature": "Nothing was changed since it was signed.",
    "authority": "The issuer may speak for this co-op.",
    "dates": "It is within its dates.",
    "revocation": "It has not been ended.",
    "suspension": "It is not suspended.",
    "presentation_signature": "The answer was signed by the issuer of the card.",
    "challenge": "It answers the question that was asked, in time.",
    "audience": "It was made for the one who asked.",
}


_PASSED: Final = {
    name: Check(name, PASSED, "ok", sentence) for name, sentence in _SENTENCES.items()
}


def passed(name: str) -> Check:
    """The check held."""
    return _PASSED[name]


def refused(name: str, error: CoreError) -> Check:
    """The check did not hold, or nobody could be asked."""
    outcome = NOT_CHECKED if isinstance(error, UnreachableError) else FAILED
    return Check(name, outcome, error.code, str(error))


def skipped(name: str) -> Check:
    """An earlier check did not pass, so this one was not made."""
    return Check(name, NOT_CHECKED, *_NOT_REACHED)


def tried(name: str, check: Callable[[], object]) -> Check:
    """Make a check that raises when it does not hold."""
    try:
        check()
    except CoreError as error:
        return refused(name, error)
    return passed(name)


_MARKS: Final = {PASSED: "yes", FAILED: "NO", NOT_CHECKED: "?"}


def in_words(report: Report) -> list[str]:
    """A line for each check (``yes``, ``NO`` or ``?``, its name, its sentence), of several proofs each, and the end.

    Made of our own words, but for the two identifiers in the last line, which have been verified by then.
    """
    lines = checks_in_words(report.checks)
    if len(report.proofs) > 1:
        count = len(report.proofs)
        lines += [
            _line(outcome, f"proof {place}/{count}", sentence)
            for place, (outcome, sentence) in enumerate(map(_of_proof, report.proofs), start=1)
        ]
    if not report.ok:
        return [*lines, "Not everything passed."]
    home = f" for {report.home}" if report.home not in {"", report.issuer} else ""
    standing = " and in good standing" if report.standing == "good" else ""
    return [*lines, f"Genuine{standing}, from {report.issuer}{home}"]


def checks_in_words(checks: Iterable[Check]) -> list[str]:
    """A line for each check: ``yes``, ``NO`` or ``?``, its name, its sentence."""
    return [_line(check.outcome, check.name, check.sentence) for check in checks]


def _of_proof(proof: ProofOutcome) -> tuple[Outcome, str]:
    if proof.error is None:
        return PASSED, f"This signature ({proof.cryptosuite}) holds."
    return refused("", proof.error).outcome, str(proof.error)


def _line(outcome: Outcome, name: str, sentence: str) -> str:
    return f"{_MARKS[outcome]:>3}  {name:<12} {sentence}"
