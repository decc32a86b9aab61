"""What happened, in the past tense. A fact carries ids only, never names or addresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """Base of all facts. Fields are strings (codes as text), so that a fact is its own JSON."""


@dataclass(frozen=True)
class CooperativeOpened(Fact):
    cooperative: str


@dataclass(frozen=True)
class CooperativeDescribed(Fact):
    """Its team has said how it presents itself: name, colour, what it does."""

    cooperative: str


@dataclass(frozen=True)
class BylawsPublished(Fact):
    bylaws: str


@dataclass(frozen=True)
class PrivacyNoticePublished(Fact):
    notice: str


@dataclass(frozen=True)
class ConfirmationAsked(Fact):
    """An applicant wants to confirm the address; `number` counts the letters, from 1."""

    application: str
    number: str


@dataclass(frozen=True)
class ApplicationSubmitted(Fact):
    application: str


@dataclass(frozen=True)
class InformationAskedFor(Fact):
    """The decision waits for an answer to `message`."""

    application: str
    message: str = ""


@dataclass(frozen=True)
class QuestionAnswered(Fact):
    application: str


@dataclass(frozen=True)
class ApplicationApproved(Fact):
    application: str
    membership: str


@dataclass(frozen=True)
class ApplicationDeclined(Fact):
    application: str


@dataclass(frozen=True)
class ApplicationWithdrawn(Fact):
    application: str


@dataclass(frozen=True)
class ApplicationForgotten(Fact):
    """What was known of the person is deleted; what was decided, and when, stays."""

    application: str


@dataclass(frozen=True)
class DecisionUndone(Fact):
    application: str


@dataclass(frozen=True)
class MembershipClassChanged(Fact):
    """A kind of membership was added, changed, closed or opened again: `what` says which."""

    membership_class: str
    what: str


@dataclass(frozen=True)
class FormFieldChanged(Fact):
    """A field of a co-op's own was added, changed, closed or opened again: `what` says which."""

    field: str
    what: str


@dataclass(frozen=True)
class AnswersChanged(Fact):
    """Somebody of the team wrote down what a member answered."""

    member: str


@dataclass(frozen=True)
class PlaceSettled(Fact):
    """Its team has said in which time zone it is, and in which languages it writes."""

    cooperative: str


@dataclass(frozen=True)
class CardContentChanged(Fact):
    """What cards of this kind of membership say has changed, or of all where none is named.

    `cause` is the key of the next ones.
    """

    membership_class: str
    cause: str


@dataclass(frozen=True)
class MembershipStarted(Fact):
    membership: str


@dataclass(frozen=True)
class MembershipTakenOver(Fact):
    """Entered from a list of elsewhere. It has no card yet, and nobody is told."""

    membership: str


@dataclass(frozen=True)
class MembershipChanged(Fact):
    """Something the card shows has changed, or a new card was asked for; `cause` is the idempotency key."""

    membership: str
    cause: str


@dataclass(frozen=True)
class ClassChangePlanned(Fact):
    """From a day to come the membership is of another kind."""

    membership: str
    change: str


@dataclass(frozen=True)
class ClassChangeWithdrawn(Fact):
    membership: str
    change: str


@dataclass(frozen=True)
class NoticeGiven(Fact):
    """That a membership ends with a day: by the member, or by the co-op."""

    membership: str
    notice: str


@dataclass(frozen=True)
class NoticeWithdrawn(Fact):
    membership: str
    notice: str


@dataclass(frozen=True)
class MemberDied(Fact):
    """Nothing is written to this person any more; `membership` is one of theirs."""

    member: str
    membership: str


@dataclass(frozen=True)
class MemberForgotten(Fact):
    """Who has left is anonymised; whatever else is known of them goes too."""

    member: str


@dataclass(frozen=True)
class HoldPlaced(Fact):
    """What is known of who has left is kept longer."""

    member: str


@dataclass(frozen=True)
class HoldLifted(Fact):
    member: str


@dataclass(frozen=True)
class LeavingRulesSet(Fact):
    """How one leaves this co-op, as an owner set it."""

    cooperative: str


@dataclass(frozen=True)
class MembershipSuspended(Fact):
    membership: str


@dataclass(frozen=True)
class MembershipRestored(Fact):
    membership: str


@dataclass(frozen=True)
class MembershipEndPlanned(Fact):
    """It will end on a day to come; `cause` tells one plan from the next."""

    membership: str
    cause: str


@dataclass(frozen=True)
class MembershipEnded(Fact):
    membership: str


@dataclass(frozen=True)
class MemberDetailsChanged(Fact):
    """Address, kind or how to be reached; what exactly stands in the entries of the register."""

    member: str


@dataclass(frozen=True)
class RegisterDrawn(Fact):
    """The register left as a file (`form`: pdf, csv): as it was on a day, as `known` then or now."""

    on: str
    known: str
    form: str


@dataclass(frozen=True)
class RepresentativesChanged(Fact):
    member: str


@dataclass(frozen=True)
class LetterWritten(Fact):
    letter: str


@dataclass(frozen=True)
class StaffInvited(Fact):
    staff: str


@dataclass(frozen=True)
class StaffChanged(Fact):
    staff: str


@dataclass(frozen=True)
class StaffRemoved(Fact):
    staff: str


@dataclass(frozen=True)
class ProgramAdded(Fact):
    """A program got a token; `purpose` says what it may ask for."""

    program: str
    purpose: str


@dataclass(frozen=True)
class ProgramRemoved(Fact):
    program: str
    purpose: str


@dataclass(frozen=True)
class PortalRestored(Fact):
    """The portal was put back from a backup of `made_at`; what ended until `known_until` was ended again."""

    made_at: str
    known_until: str
