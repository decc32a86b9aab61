"""What happened to credentials, in the past tense; ids only."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class CredentialIssued(Fact):
    credential: str
    generation: str


@dataclass(frozen=True)
class CredentialChecked(Fact):
    """An issued card may leave: it, or the sample of its batch, passed the independent check."""

    credential: str


@dataclass(frozen=True)
class CardResendAsked(Fact):
    credential: str
    cause: str


@dataclass(frozen=True)
class StatusChanged(Fact):
    """A status bit of this co-op is to change: the lists are published anew."""

    membership: str


@dataclass(frozen=True)
class StatusHinted(Fact):
    """To a co-op that relies on a credential: its home published news. Only a hint to look again now."""

    credential_digest: str


@dataclass(frozen=True)
class KeyAnnounced(Fact):
    key: str


@dataclass(frozen=True)
class KeyActivated(Fact):
    key: str
