"""What happens to an application between its sending and the decision, and while it is decided."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class ApplicantWrittenTo(Fact):
    """A message that asks for nothing."""

    application: str
    message: str


@dataclass(frozen=True)
class ApplicantWrote(Fact):
    """Without having been asked."""

    application: str


@dataclass(frozen=True)
class ApplicationAssigned(Fact):
    """`staff` looks after it from now on; empty: nobody in particular."""

    application: str
    staff: str


@dataclass(frozen=True)
class ApprovalProposed(Fact):
    """One of two who have to agree wants to approve it."""

    application: str


@dataclass(frozen=True)
class ProposalSentBack(Fact):
    application: str


@dataclass(frozen=True)
class ConditionsWaived(Fact):
    """An owner approves although a condition is open."""

    application: str


@dataclass(frozen=True)
class ConditionTicked(Fact):
    application: str
    condition: str


@dataclass(frozen=True)
class ConditionUnticked(Fact):
    application: str
    condition: str


@dataclass(frozen=True)
class ApplicationWaitlisted(Fact):
    application: str


@dataclass(frozen=True)
class ApplicationOffWaitingList(Fact):
    application: str


@dataclass(frozen=True)
class PlaceOffered(Fact):
    application: str


@dataclass(frozen=True)
class PlaceTaken(Fact):
    application: str


@dataclass(frozen=True)
class ApplicationReopened(Fact):
    application: str


@dataclass(frozen=True)
class AdmissionChanged(Fact):
    """How the co-op takes people in: its rules, conditions or words for letters."""

    cooperative: str
