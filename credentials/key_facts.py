"""What happens to the keys that sign for a co-op."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class KeyAnnounced(Fact):
    key: str


@dataclass(frozen=True)
class KeyActivated(Fact):
    key: str


@dataclass(frozen=True)
class KeyAsked(Fact):
    """Somebody wants a new key; the code tells one asking from the next."""

    asking: str


@dataclass(frozen=True)
class KeyDestroyed(Fact):
    """Nothing that it signed is good any more; its public half is published no longer."""

    key: str


@dataclass(frozen=True)
class KeyCompromised(Fact):
    """Somebody else may have it: nothing that it signed counts any more."""

    key: str


@dataclass(frozen=True)
class SignerCompromised(Fact):
    """To a co-op whose cards a federation signed with a key that somebody else may have."""

    signer: str
    key: str
