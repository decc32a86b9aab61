"""Facts of money that was seen, and of the shares it is for."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class SharesChanged(Fact):
    """A member holds more or fewer shares, or has paid for them; `entry` says which."""

    member: str
    entry: str


@dataclass(frozen=True)
class AmountDue(Fact):
    """Somebody is asked for money: `due` says who, how much and by when."""

    due: str


@dataclass(frozen=True)
class MoneyBooked(Fact):
    """Towards what is due: money was seen, waived, written off, or one of these was reversed."""

    due: str
    entry: str


@dataclass(frozen=True)
class MoneyRulesSet(Fact):
    """How a co-op is paid was settled."""

    rules: str


@dataclass(frozen=True)
class BankFileBooked(Fact):
    """The plan of a bank's file is being booked."""

    file: str
