"""What happened between co-ops, in the past tense; ids only."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class AgreementProposed(Fact):
    agreement: str


@dataclass(frozen=True)
class AgreementAccepted(Fact):
    agreement: str


@dataclass(frozen=True)
class AgreementDeclined(Fact):
    agreement: str


@dataclass(frozen=True)
class AgreementEnded(Fact):
    agreement: str


@dataclass(frozen=True)
class BenefitGranted(Fact):
    grant: str


@dataclass(frozen=True)
class GrantPaused(Fact):
    grant: str


@dataclass(frozen=True)
class GrantResumed(Fact):
    grant: str


@dataclass(frozen=True)
class GrantEnded(Fact):
    grant: str
