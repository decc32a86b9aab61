"""What members change of their own particulars, or ask for."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class OwnDetailsChanged(Fact):
    """By the member, at once."""

    member: str


@dataclass(frozen=True)
class OwnDetailsAsked(Fact):
    """By the member; the team decides."""

    member: str
    request: str


@dataclass(frozen=True)
class OwnDetailsDecided(Fact):
    member: str
    request: str
    state: str


@dataclass(frozen=True)
class OwnDetailsRuled(Fact):
    """Which changes of their own members ask for was settled."""

    cooperative: str
