"""What happened around letters. A fact carries ids only, never names or addresses."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class LetterSentAgain(Fact):
    """Somebody on the team had a letter go out once more, as the letter `again`."""

    letter: str
    again: str


@dataclass(frozen=True)
class LetterCameBack(Fact):
    letter: str


@dataclass(frozen=True)
class AddressConfirmed(Fact):
    """Somebody on the team says that an address is right although letters came back."""

    mark: str


@dataclass(frozen=True)
class LetterTextSet(Fact):
    """The co-op's own words in a letter, or the portal's again."""

    text: str
    kind: str


@dataclass(frozen=True)
class MailingStarted(Fact):
    mailing: str


@dataclass(frozen=True)
class MailingStopped(Fact):
    mailing: str


@dataclass(frozen=True)
class MailingsDeclined(Fact):
    """A member wants no letters but those they must get."""

    member: str


@dataclass(frozen=True)
class MailingsWanted(Fact):
    member: str


@dataclass(frozen=True)
class RemindersDeclined(Fact):
    """A member wants to hear of what runs out or is due only when it has."""

    member: str


@dataclass(frozen=True)
class RemindersWanted(Fact):
    member: str


@dataclass(frozen=True)
class MailRulesSet(Fact):
    """How many letters leave in an hour, and how long it is known to whom."""
