"""What happened to credentials, in the past tense; ids only."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class CredentialIssued(Fact):
    credential: str
    generation: str


@dataclass(frozen=True)
class CardOrdered(Fact):
    """A federation is to sign a card of this co-op."""

    order: str


@dataclass(frozen=True)
class IssuerChanged(Fact):
    """Somebody else signs the cards of this co-op from now on."""

    change: str
    issuer: str


@dataclass(frozen=True)
class StandingTold(Fact):
    """To a federation: how the membership behind a card that it signed stands, as of a moment.

    The digest is the card's, by which those who rely on it are hinted once the lists say so.
    """

    order: str
    standing: str
    at: str
    credential_digest: str = ""


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
class AcceptanceChanged(Fact):
    """Which cards this co-op accepts; the number of the version, and in which parts it takes away and gives."""

    number: str
    stricter: str = ""
    wider: str = ""


@dataclass(frozen=True)
class ProgramCredentialIssued(Fact):
    """A program had a credential signed that is no card."""

    credential: str
    program: str


@dataclass(frozen=True)
class ProgramCredentialChanged(Fact):
    """It is suspended, good again, or revoked; `program` is empty where staff did it."""

    credential: str
    state: str
    program: str


@dataclass(frozen=True)
class AccreditationAsked(Fact):
    accreditation: str


@dataclass(frozen=True)
class AccreditationWithdrawn(Fact):
    accreditation: str


@dataclass(frozen=True)
class AccreditationAppealed(Fact):
    accreditation: str


@dataclass(frozen=True)
class RenewalAsked(Fact):
    """A co-op whose accreditation ends soon; `until` tells one year's request from the next."""

    accreditation: str
    until: str


@dataclass(frozen=True)
class VouchAsked(Fact):
    vouch: str


@dataclass(frozen=True)
class VouchAnswered(Fact):
    """Given or declined: the vouch says which."""

    vouch: str


@dataclass(frozen=True)
class RulingProposed(Fact):
    """One person of the body has made up their mind; a second one is asked."""

    ruling: str


@dataclass(frozen=True)
class RulingSentBack(Fact):
    ruling: str


@dataclass(frozen=True)
class AccreditationDecided(Fact):
    """Two persons of the body agreed; `outcome` is the kind of their ruling."""

    accreditation: str
    outcome: str
    ruling: str


@dataclass(frozen=True)
class AccreditationSuspended(Fact):
    accreditation: str


@dataclass(frozen=True)
class AccreditationLapsing(Fact):
    """It lapses soon, unless it is renewed; `until` tells one year's warning from the next."""

    accreditation: str
    until: str


@dataclass(frozen=True)
class AccreditationLapsed(Fact):
    accreditation: str


@dataclass(frozen=True)
class AccreditationStoppedAgain(Fact):
    """The portal was put back from a backup, and what had stopped since stopped again: nobody is told twice."""

    accreditation: str
    state: str


@dataclass(frozen=True)
class AccreditationSigned(Fact):
    """The body's word is there to be published by the co-op."""

    accreditation: str
    generation: str


@dataclass(frozen=True)
class TrustListSigned(Fact):
    """What a body says of its co-ops has changed."""

    number: str


@dataclass(frozen=True)
class TrustListFull(Fact):
    """What is to be said has no room any more; `number` is the version that stays."""

    number: str


@dataclass(frozen=True)
class OutsideWordBrought(Fact):
    """A co-op shows what a body of another portal says of it; `moment` tells one bringing from the next."""

    word: str
    issuer: str
    moment: str


@dataclass(frozen=True)
class OutsideWordTakenDown(Fact):
    word: str
    issuer: str


@dataclass(frozen=True)
class OutsideWordChanged(Fact):
    """It holds no longer, for the reason `fault`, or again where that is empty."""

    word: str
    fault: str
    moment: str


@dataclass(frozen=True)
class OutsideWordEnding(Fact):
    word: str
    until: str


@dataclass(frozen=True)
class PaperOwed(Fact):
    """What is to be printed is decided; `lap` tells a run that is tried again from the first."""

    run: str
    lap: str


@dataclass(frozen=True)
class CardsPrinted(Fact):
    """The paper of a run is there; how many cards stand on it."""

    run: str
    count: str


@dataclass(frozen=True)
class WaveBegun(Fact):
    """Members are invited to open their cards."""

    wave: str


@dataclass(frozen=True)
class WavePaused(Fact):
    wave: str


@dataclass(frozen=True)
class WaveResumed(Fact):
    wave: str


@dataclass(frozen=True)
class WaveStopped(Fact):
    wave: str


@dataclass(frozen=True)
class WaveReminded(Fact):
    wave: str


@dataclass(frozen=True)
class WaveStepOwed(Fact):
    """A few more may be written to now; a wave that was paused since has another lap."""

    wave: str
    lap: str


@dataclass(frozen=True)
class MembershipInvited(Fact):
    """A mail with the link of the card is owed to this member."""

    membership: str
