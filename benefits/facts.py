"""What happened between co-ops, in the past tense; ids only."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class AgreementProposed(Fact):
    agreement: str


@dataclass(frozen=True)
class AgreementAccepted(Fact):
    """One party has signed; `version` is in force if it was the last one missing."""

    agreement: str
    version: str = "1"


@dataclass(frozen=True)
class AgreementChangeProposed(Fact):
    """Other terms: in answer to a proposal, or for what is in force."""

    agreement: str
    version: str


@dataclass(frozen=True)
class AgreementChangeDeclined(Fact):
    agreement: str
    version: str


@dataclass(frozen=True)
class AgreementDeclined(Fact):
    agreement: str


@dataclass(frozen=True)
class AgreementEnded(Fact):
    agreement: str


@dataclass(frozen=True)
class AgreementStoppedAgain(Fact):
    """The portal was put back from a backup, and what was over or paused is so again: nobody is told twice."""

    agreement: str


@dataclass(frozen=True)
class AgreementLeft(Fact):
    """One of several parties has gone; the others go on."""

    agreement: str
    party: str


@dataclass(frozen=True)
class MembersRecognised(Fact):
    """Our side alone: members of a co-op of another portal are welcome here."""

    agreement: str


@dataclass(frozen=True)
class NetworkTermsPublished(Fact):
    """Terms for everybody in a network, in effect on a day to come."""

    agreement: str
    version: str


@dataclass(frozen=True)
class NetworkJoined(Fact):
    agreement: str
    party: str


@dataclass(frozen=True)
class ExceptionChanged(Fact):
    """Between two co-ops of a network something was asked for, agreed or taken back.

    `kind` and `state` say what, `asked_by` and `other` between whom; older lines of the log lack them.
    """

    agreement: str
    exception: str
    kind: str = ""
    state: str = ""
    asked_by: str = ""
    other: str = ""


@dataclass(frozen=True)
class AgreementPaused(Fact):
    agreement: str
    pause: str


@dataclass(frozen=True)
class AgreementResumed(Fact):
    agreement: str
    pause: str


@dataclass(frozen=True)
class SideStated(Fact):
    """Our side of an agreement across portals says something new."""

    agreement: str


@dataclass(frozen=True)
class NewsHinted(Fact):
    """The other portal says that there is something to read. Only a hint to look now."""

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


@dataclass(frozen=True)
class DeskAdded(Fact):
    desk: str


@dataclass(frozen=True)
class DeskPaired(Fact):
    desk: str


@dataclass(frozen=True)
class DeskLookedUp(Fact):
    """Somebody at a desk searched the register; `matches` is how many people were shown."""

    desk: str
    matches: str


@dataclass(frozen=True)
class DeskRemoved(Fact):
    desk: str


@dataclass(frozen=True)
class BenefitUsed(Fact):
    redemption: str


@dataclass(frozen=True)
class UseUndone(Fact):
    redemption: str


@dataclass(frozen=True)
class UseVoided(Fact):
    redemption: str


@dataclass(frozen=True)
class ClearanceAsked(Fact):
    """Somebody needs our yes, or one thing done, before a benefit."""

    clearance: str


@dataclass(frozen=True)
class ClearanceDecided(Fact):
    clearance: str
    state: str


@dataclass(frozen=True)
class ClearanceEnded(Fact):
    clearance: str


@dataclass(frozen=True)
class IncidentReported(Fact):
    """We told a member's co-op of something that went wrong here."""

    incident: str


@dataclass(frozen=True)
class IncidentReceived(Fact):
    """A partner told us of something that went wrong with a member of ours."""

    incident: str


@dataclass(frozen=True)
class IncidentAnswered(Fact):
    """On both sides: what we answered, and what was answered to us."""

    incident: str
