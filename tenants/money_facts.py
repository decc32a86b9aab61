"""Facts of money that was seen, and of the shares it is for."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class SharesChanged(Fact):
    """A member holds more or fewer shares, or has paid for them; `entry` says which."""

    member: str
    entry: str
