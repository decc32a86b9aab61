"""Agreements and decisions in the words people sign and read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from benefits.eligibility import Decision
from benefits.following import Cause
from benefits.queries import Sides
from benefits.terms import Gives, Terms
from tenants.models import MembershipClass


class Party(Protocol):
    """What one co-op sees of another: its DID and its name."""

    did: Any
    name: Any


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
        Cause.HOME_UNREACHABLE: gettext(
            "{home} could not be asked for longer than the grace allows."
        ),
        Cause.DAYS_OVER: gettext("The days that were agreed are over."),
        Cause.AGREEMENT_OVER: gettext("The agreement with {home} has ended."),
        Cause.BY_HOST: gettext("Ended by your co-op."),
        Cause.RESTORED: gettext("{home} says that the membership is in good standing again."),
    }
    return sentences[Cause(code)].format(home=home) if code in set(Cause) else ""


def decision(made: Decision) -> str:
    """The sentence of a decision in the reader's language."""
    return gettext(made.template).format(**made.facts)


def summary(sides: Sides) -> list[str]:
    """The sentences both sides sign, the same for both but for the order of the names."""
    first, second = sorted((sides.ours, sides.theirs), key=lambda party: not party.proposer)
    version = sides.version
    return [
        *both_ways(sides.terms, first, second),
        term(version.starts_on, version.ends_on, version.notice_days),
    ]


def both_ways(terms: Terms, first: Party, second: Party) -> list[str]:
    """What each of the two gives the other, the proposer's first."""
    ways = ((first, second), (second, first))
    sentences = [_given(terms.given_by(host.did), host.name, home.name) for host, home in ways]
    return [sentence for sentence in sentences if sentence]


def term(starts_on: date, ends_on: date, notice_days: int) -> str:
    return ngettext(
        "This holds from {start} to {end}. Either co-op may end it with {days} day of notice.",
        "This holds from {start} to {end}. Either co-op may end it with {days} days of notice.",
        notice_days,
    ).format(
        start=date_format(starts_on, "DATE_FORMAT"),
        end=date_format(ends_on, "DATE_FORMAT"),
        days=notice_days,
    )


def _given(given: Gives | None, host: str, guests_of: str) -> str:
    if given is None:
        return ""
    return ngettext(
        "Members of {home} ({classes}) may be visiting members of {host} for {days} day, without a vote.",
        "Members of {home} ({classes}) may be visiting members of {host} for {days} days, without a vote.",
        given.days,
    ).format(home=guests_of, host=host, days=given.days, classes=classes(given.classes))


def classes(kinds: Iterable[str]) -> str:
    labels = dict(MembershipClass.Kind.choices)
    return ", ".join(str(labels.get(kind, kind)).lower() for kind in sorted(kinds))
