"""Decisions, and what becomes of visits, in the words people read."""

from __future__ import annotations

from django.utils.translation import gettext

from benefits.eligibility import Benefit, Decision, Sentence, Verdict
from benefits.following import Cause
from benefits.tongue import READER


def cause(code: str, *, home: str) -> str:
    """Why a visit was paused, resumed or ended, to the visitor."""
    sentences = {
        Cause.HOME_SUSPENDED: gettext(
            "Your membership at {home} is not in good standing now. Please contact {home}."
        ),
        Cause.HOME_ENDED: gettext("Your membership at {home} has ended."),
        Cause.HOME_EXPIRED: gettext("Your card from {home} is no longer valid."),
        Cause.HOME_UNREACHABLE: gettext(
            "We could not ask {home} about your membership for too long."
        ),
        Cause.AGREEMENT_PAUSED: gettext("The agreement with {home} is paused for a while."),
        Cause.AGREEMENT_RESUMED: gettext("The agreement with {home} goes on."),
        Cause.NOT_ACCEPTED: gettext(
            "The co-op you visit does not accept cards from {home} at present. Please ask it about this."
        ),
        Cause.NOT_CONFIRMED: gettext(
            "No federation that the agreement names confirms {home} at present. Please ask {home}."
        ),
        Cause.NOT_MUTUAL: gettext(
            "The agreement with {home} holds only while both co-ops give something, and not both do at present."
        ),
        Cause.WELCOME_AGAIN: gettext("Members of {home} are welcome again."),
        Cause.DAYS_OVER: gettext("The days that were agreed are over."),
        Cause.AGREEMENT_OVER: gettext("The agreement with {home} has ended."),
        Cause.BY_HOST: gettext("The co-op you visit has ended it."),
        Cause.RESTORED: gettext("Your membership at {home} is in good standing again."),
    }
    return sentences[Cause(code)].format(home=home) if code in set(Cause) else ""


def cause_for_staff(code: str, *, home: str) -> str:
    """The same for our own staff, who learn no more of the home than it publishes."""
    sentences = {
        Cause.HOME_SUSPENDED: gettext(
            "{home} says that the membership is not in good standing now."
        ),
        Cause.HOME_ENDED: gettext("{home} says that the membership has ended."),
        Cause.HOME_EXPIRED: gettext("The card from {home} is no longer valid."),
        Cause.HOME_UNREACHABLE: gettext("{home} has not answered for too long."),
        Cause.AGREEMENT_PAUSED: gettext("The agreement with {home} is paused, visits included."),
        Cause.AGREEMENT_RESUMED: gettext("The agreement with {home} goes on."),
        Cause.NOT_ACCEPTED: gettext("Your rule on cards does not accept {home} at present."),
        Cause.NOT_CONFIRMED: gettext(
            "No federation that the agreement names confirms {home} at present."
        ),
        Cause.NOT_MUTUAL: gettext(
            "The agreement with {home} holds only while both give something, and not both do at present."
        ),
        Cause.WELCOME_AGAIN: gettext("Members of {home} are welcome again."),
        Cause.DAYS_OVER: gettext("The days that were agreed are over."),
        Cause.AGREEMENT_OVER: gettext("The agreement with {home} has ended."),
        Cause.BY_HOST: gettext("Ended by your co-op."),
        Cause.RESTORED: gettext("{home} says that the membership is in good standing again."),
    }
    return sentences[Cause(code)].format(home=home) if code in set(Cause) else ""


def decision(made: Decision) -> str:
    """The sentence of a decision in the reader's language."""
    return gettext(made.template).format(**made.facts)


def sentence(said: Sentence) -> str:
    """A rule or a benefit in the reader's language."""
    return said.spoken(READER)


def benefit(given: Benefit) -> list[str]:
    """What is given and by which rules, as both co-ops sign it."""
    return [sentence(said) for said in given.in_words()]


def verdict(made: Verdict) -> str:
    """What the desk reads aloud, in the reader's language."""
    return made.spoken(READER)


def conditions(made: Verdict) -> list[str]:
    """What the desk has to see to first."""
    return list(made.spoken_ifs(READER))
