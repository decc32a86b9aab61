"""What has to be shown or done first. The least evidence stands on the benefit itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from benefits.eligibility.rule import Ask, Group, Rule
from benefits.eligibility.sentences import Sentence, gettext_noop, ngettext_lazy, say
from benefits.eligibility.values import Evidence, Standing, between, require
from benefits.eligibility.verdicts import Finding, Why, against, only_if


@dataclass(frozen=True, slots=True)
class PhotoId(Rule):
    name = "photo_id"
    group = Group.PROOF

    def in_words(self) -> Sentence:
        return say(gettext_noop("A photo ID with the name on the card has to be shown."))

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.situation.photo_id:
            return None
        if ask.situation.photo_id is False:
            return against(
                Why.WRONG_PERSON,
                say(
                    gettext_noop(
                        "The photo ID does not fit the card. Please come back with your own card and ID."
                    )
                ),
            )
        if not ask.claims.name:
            return against(
                Why.WRONG_PERSON,
                say(
                    gettext_noop(
                        "This needs a name on the card, and yours has none. "
                        "Please ask {home} for a card with your name."
                    )
                ),
            )
        return only_if(
            Why.WRONG_PERSON,
            say(gettext_noop("Check photo ID: the name is {name}."), name=ask.claims.name),
        )


class Approver(StrEnum):
    HOST = "host"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Approval(Rule):
    """One of the two co-ops has to say yes to this member first."""

    name = "approval"
    group = Group.PROOF

    by: Approver

    def in_words(self) -> Sentence:
        return say(
            {
                Approver.HOST: gettext_noop(
                    "The co-op that gives it says yes to each member first."
                ),
                Approver.HOME: gettext_noop("The home co-op says yes to each member first."),
            }[self.by]
        )

    def weigh(self, ask: Ask) -> Finding | None:
        if self.by in ask.situation.approved_by:
            return None
        return against(
            Why.NOT_APPROVED,
            say(
                {
                    Approver.HOST: gettext_noop(
                        "{host} has not said yes to you yet. Please ask here."
                    ),
                    Approver.HOME: gettext_noop(
                        "{home} has not said yes to this yet. Please ask there."
                    ),
                }[self.by]
            ),
        )


@dataclass(frozen=True, slots=True)
class Prerequisite(Rule):
    """A waiver can be signed at the desk; an induction cannot be had there."""

    name = "prerequisite"
    group = Group.PROOF

    what: str
    at_desk: bool = True

    def __post_init__(self) -> None:
        between(1, len(self.what), 80, "What is needed has a name of up to 80 letters.")

    def in_words(self) -> Sentence:
        return say(gettext_noop("Needed once before the first use: {what}."), what=self.what)

    def weigh(self, ask: Ask) -> Finding | None:
        if self.what in ask.situation.fulfilled:
            return None
        if self.at_desk:
            return only_if(
                Why.NOT_PREPARED, say(gettext_noop("First, once: {what}."), what=self.what)
            )
        return against(
            Why.NOT_PREPARED,
            say(
                gettext_noop("This needs one thing first: {what}. Please arrange it with {host}."),
                what=self.what,
            ),
        )


@dataclass(frozen=True, slots=True)
class LostCard(Rule):
    """Who forgot the card is looked up, and shows a photo ID instead."""

    name = "lost_card"
    group = Group.PROOF

    def in_words(self) -> Sentence:
        return say(gettext_noop("Without a card, a look-up by name and a photo ID are enough."))

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.situation.evidence is not Evidence.LOOKED_UP or ask.situation.photo_id:
            return None
        if ask.situation.photo_id is False or not ask.claims.name:
            return against(
                Why.WRONG_PERSON,
                say(
                    gettext_noop(
                        "Without a card, your photo ID has to fit. Please bring your card."
                    )
                ),
            )
        return only_if(
            Why.WRONG_PERSON,
            say(gettext_noop("No card: check photo ID: the name is {name}."), name=ask.claims.name),
        )


@dataclass(frozen=True, slots=True)
class Offline(Rule):
    """Where the home cannot be asked, what was last known counts for so many hours."""

    name = "offline"
    group = Group.PROOF

    hours: int = 24

    def __post_init__(self) -> None:
        require(1 <= self.hours <= 14 * 24, "What was known counts for 14 days at most.")

    def in_words(self) -> Sentence:
        return ngettext_lazy(
            "Where the home co-op cannot be asked, what was known {count} hour ago counts.",
            "Where the home co-op cannot be asked, what was known up to {count} hours ago counts.",
            self.hours,
        )

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.situation.standing is not Standing.UNKNOWN:
            return None
        checked = ask.situation.checked_at
        if checked is None or ask.situation.now - checked > timedelta(hours=self.hours):
            return against(
                Why.HOME_UNREACHABLE,
                say(
                    gettext_noop(
                        "We could not ask {home} for too long. Please try again when we are connected."
                    )
                ),
            )
        return only_if(
            Why.HOME_UNREACHABLE,
            say(
                gettext_noop("Could not ask {home} today; what we know is from {on}, {clock}."),
                on=checked.date(),
                clock=checked.time(),
            ),
        )
