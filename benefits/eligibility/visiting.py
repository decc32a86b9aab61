"""May this membership be recognised here? Pure: terms, verified claims and a moment become a decision.

Every decision carries one sentence that a person can read aloud. It names the fact and the next step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from benefits.eligibility.asking import Claims
from benefits.eligibility.sentences import day, gettext_noop
from benefits.eligibility.values import Evidence, Outcome, Standing


class Reason(StrEnum):
    """Stable codes: they are stored, counted and translated. In the order in which they are named."""

    NOT_GENUINE = "not_genuine"
    NO_AGREEMENT = "no_agreement"
    NOT_ACCEPTED = "not_accepted"
    AGREEMENT_NOT_STARTED = "agreement_not_started"
    AGREEMENT_OVER = "agreement_over"
    CARD_NOT_YET_VALID = "card_not_yet_valid"
    CARD_EXPIRED = "card_expired"
    HOME_ENDED = "home_ended"
    HOME_SUSPENDED = "home_suspended"
    HOME_UNREACHABLE = "home_unreachable"
    CLASS_NOT_COVERED = "class_not_covered"
    CLASS_NOT_ELIGIBLE = "class_not_eligible"
    EVIDENCE_TOO_WEAK = "evidence_too_weak"
    ENDED_BY_HOST = "ended_by_host"
    ALREADY_MEMBER = "already_member"
    RULE = "rule"
    WELCOME = "welcome"
    WELCOME_BACK = "welcome_back"


SENTENCES: Final[Mapping[Reason, str]] = {
    Reason.NOT_GENUINE: gettext_noop(
        "This card could not be confirmed. Open your card at your own co-op and start again from there."
    ),
    Reason.NO_AGREEMENT: gettext_noop(
        "{host} has no agreement with {home} at the moment. You can apply to {host} as a new member."
    ),
    Reason.NOT_ACCEPTED: gettext_noop(
        "{host} does not recognise cards of {home} at the moment. Ask {host} why."
    ),
    Reason.AGREEMENT_NOT_STARTED: gettext_noop(
        "The agreement with {home} begins on {starts_on}. Please come back then."
    ),
    Reason.AGREEMENT_OVER: gettext_noop(
        "The agreement with {home} ended on {ends_on}. You can apply to {host} as a new member."
    ),
    Reason.CARD_NOT_YET_VALID: gettext_noop(
        "Your membership at {home} begins on {valid_from}. Please come back then."
    ),
    Reason.CARD_EXPIRED: gettext_noop(
        "Your card from {home} was valid until {valid_until}. Ask {home} to renew it, then try again."
    ),
    Reason.HOME_ENDED: gettext_noop(
        "Your membership at {home} has ended. If that is a mistake, please contact {home}."
    ),
    Reason.HOME_SUSPENDED: gettext_noop(
        "Your membership at {home} is not in good standing now. Please contact {home}, then try again."
    ),
    Reason.HOME_UNREACHABLE: gettext_noop(
        "We could not ask {home} about your membership just now. Please try again in an hour."
    ),
    Reason.CLASS_NOT_COVERED: gettext_noop(
        "Your kind of membership at {home} is not part of the agreement. "
        "You can apply to {host} as a new member."
    ),
    Reason.CLASS_NOT_ELIGIBLE: gettext_noop(
        "{home} says that your kind of membership does not count at partner co-ops. "
        "You can apply to {host} as a new member."
    ),
    Reason.EVIDENCE_TOO_WEAK: gettext_noop(
        "A copy of a card is not enough for a membership. Sign in at {home} and show your card from there."
    ),
    Reason.ENDED_BY_HOST: gettext_noop(
        "{host} has ended an earlier visit of yours. Please contact {host}."
    ),
    Reason.ALREADY_MEMBER: gettext_noop(
        "You are a member of {host} already, so there is nothing to add. Your card is under My cards."
    ),
    # Another rule of the agreement: its own sentence, and its own code in `why`.
    Reason.RULE: "{sentence}",
    Reason.WELCOME_BACK: gettext_noop(
        "You are a visiting member of {host} already, until {until}. Your newest card was noted."
    ),
    Reason.WELCOME: gettext_noop(
        "You are welcome at {host} as a visiting member until {until}. Your card is on its way by email."
    ),
}


@dataclass(frozen=True)
class Offer:
    """What the host gives members of this home, by an agreement that is in force."""

    classes: frozenset[str]
    days: int
    starts_on: date
    ends_on: date
    evidence: Evidence = Evidence.LIVE


@dataclass(frozen=True)
class History:
    """What the host knows about this visitor from its own books."""

    ended_by_host: bool = False
    member_already: bool = False
    until: date | None = None


NO_HISTORY: Final = History()


@dataclass(frozen=True)
class Decision:
    outcome: Outcome
    reason: Reason
    facts: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None

    @property
    def allowed(self) -> bool:
        return self.outcome is Outcome.ALLOW

    @property
    def template(self) -> str:
        """The sentence before its facts are filled in: what is translated."""
        return SENTENCES[self.reason]

    @property
    def sentence(self) -> str:
        return self.template.format(**self.facts)


def decide(
    offer: Offer | None,
    claims: Claims,
    *,
    host: str,
    evidence: Evidence,
    standing: Standing,
    today: date,
    history: History = NO_HISTORY,
) -> Decision:
    """Allow only where nothing stands against it; else name the weightiest reason.

    Which reasons there are does not depend on the order in which they are looked for: the first in
    the order of `Reason` is named.
    """
    facts = _facts(offer, claims, host)
    against = set(_against_claims(claims, standing, today))
    against |= set(_against_offer(offer, claims, evidence, today))
    against |= set(_against_history(history))
    for reason in Reason:
        if reason in against:
            return Decision(Outcome.REFUSE, reason, facts)
    if (
        offer is None
    ):  # unreachable: an absent offer stands against; said so that nobody can slip by
        return Decision(Outcome.REFUSE, Reason.NO_AGREEMENT, facts)
    if history.until is not None:
        back = {**facts, "until": day(history.until)}
        return Decision(Outcome.ALLOW, Reason.WELCOME_BACK, back, history.until)
    until = last_day(offer, claims.valid_until, today)
    return Decision(Outcome.ALLOW, Reason.WELCOME, {**facts, "until": day(until)}, until)


def last_day(offer: Offer, home_valid_until: date, today: date) -> date:
    """A stay ends with its days, with the agreement or with the membership behind it: what is first."""
    days = date.fromordinal(today.toordinal() + offer.days - 1)
    return min(days, offer.ends_on, home_valid_until)


def _against_claims(claims: Claims, standing: Standing, today: date) -> Iterator[Reason]:
    if not claims.genuine:
        yield Reason.NOT_GENUINE
    if today < claims.valid_from:
        yield Reason.CARD_NOT_YET_VALID
    if today > claims.valid_until:
        yield Reason.CARD_EXPIRED
    if not claims.eligible:
        yield Reason.CLASS_NOT_ELIGIBLE
    if standing is not Standing.GOOD:
        yield {
            Standing.ENDED: Reason.HOME_ENDED,
            Standing.SUSPENDED: Reason.HOME_SUSPENDED,
            Standing.UNKNOWN: Reason.HOME_UNREACHABLE,
        }[standing]


def _against_offer(
    offer: Offer | None, claims: Claims, evidence: Evidence, today: date
) -> Iterator[Reason]:
    if offer is None:
        yield Reason.NO_AGREEMENT
        return
    if today < offer.starts_on:
        yield Reason.AGREEMENT_NOT_STARTED
    if today > offer.ends_on:
        yield Reason.AGREEMENT_OVER
    if claims.membership_class not in offer.classes:
        yield Reason.CLASS_NOT_COVERED
    if evidence < offer.evidence:
        yield Reason.EVIDENCE_TOO_WEAK


def _against_history(history: History) -> Iterator[Reason]:
    if history.ended_by_host:
        yield Reason.ENDED_BY_HOST
    if history.member_already and history.until is None:
        yield Reason.ALREADY_MEMBER


def _facts(offer: Offer | None, claims: Claims, host: str) -> dict[str, str]:
    facts = {
        "host": host,
        "home": claims.home,
        "valid_from": day(claims.valid_from),
        "valid_until": day(claims.valid_until),
    }
    if offer is not None:
        facts |= {"starts_on": day(offer.starts_on), "ends_on": day(offer.ends_on)}
    return facts
