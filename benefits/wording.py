"""Agreements and decisions in the words people sign and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from benefits.eligibility import Benefit, Decision, Money, Sentence, Verdict
from benefits.following import Cause
from benefits.models import AgreementVersion
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
        Cause.AGREEMENT_PAUSED: gettext("The agreement with {home} is paused for a while."),
        Cause.AGREEMENT_RESUMED: gettext("The agreement with {home} goes on."),
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
        Cause.AGREEMENT_PAUSED: gettext("The agreement with {home} is paused, visits included."),
        Cause.AGREEMENT_RESUMED: gettext("The agreement with {home} goes on."),
        Cause.DAYS_OVER: gettext("The days that were agreed are over."),
        Cause.AGREEMENT_OVER: gettext("The agreement with {home} has ended."),
        Cause.BY_HOST: gettext("Ended by your co-op."),
        Cause.RESTORED: gettext("{home} says that the membership is in good standing again."),
    }
    return sentences[Cause(code)].format(home=home) if code in set(Cause) else ""


def decision(made: Decision) -> str:
    """The sentence of a decision in the reader's language."""
    return gettext(made.template).format(**made.facts)


@dataclass(frozen=True)
class Change:
    """One sentence that differs: empty where it is new, or gone."""

    old: str
    new: str


class Spoken:
    """The reader's language, for sentences of benefits."""

    def say(self, template: str, plural: str, count: int) -> str:
        return ngettext(template, plural, count) if plural else gettext(template)

    def day(self, moment: date) -> str:
        return date_format(moment, "DATE_FORMAT")

    def clock(self, moment: time) -> str:
        return f"{moment:%H:%M}"

    def money(self, amount: Money) -> str:
        return str(amount)


def sentence(said: Sentence) -> str:
    """A rule or a benefit in the reader's language."""
    return said.spoken(Spoken())


def benefit(given: Benefit) -> list[str]:
    """What is given and by which rules, as both co-ops sign it."""
    return [sentence(said) for said in given.in_words()]


def verdict(made: Verdict) -> str:
    """What the desk reads aloud, in the reader's language."""
    return made.spoken(Spoken())


def conditions(made: Verdict) -> list[str]:
    """What the desk has to see to first."""
    return list(made.spoken_ifs(Spoken()))


def summary(sides: Sides) -> list[str]:
    """The sentences that stand: every party reads the same ones, the proposer's first."""
    return sentences(sides.version, sides.parties)


def sentences(version: AgreementVersion, parties: Sequence[Party]) -> list[str]:
    """A version in the sentences that all sign."""
    return list(_clauses(version, parties).values())


def differences(
    old: AgreementVersion, new: AgreementVersion, parties: Sequence[Party]
) -> list[Change]:
    """What is not the same, sentence by sentence, in the order of the new one."""
    before, after = _clauses(old, parties), _clauses(new, parties)
    changes = [Change(before.get(key, ""), after.get(key, "")) for key in {**after, **before}]
    return [change for change in changes if change.old != change.new]


def _clauses(version: AgreementVersion, parties: Sequence[Party]) -> dict[str, str]:
    """Each sentence under what it is about, so that old and new can be held side by side."""
    terms = Terms.from_json(version.terms)
    span = term(version.starts_on, version.ends_on, version.notice_days)
    return {**each_gives(terms, parties), "term": span}


def each_gives(terms: Terms, parties: Sequence[Party]) -> dict[str, str]:
    """What each gives the members of the others, by the giver's DID."""
    given = {
        str(host.did): _given(
            terms.given_by(host.did),
            host.name,
            names(each for each in parties if each is not host),
        )
        for host in parties
    }
    return {did: sentence for did, sentence in given.items() if sentence}


def names(parties: Iterable[Party]) -> str:
    """Oak, Elm and Ash."""
    *rest, last = (str(each.name) for each in parties)
    if not rest:
        return last
    return gettext("{names} and {last}").format(names=", ".join(rest), last=last)


def title(sides: Sides) -> str:
    """Whom the agreement is with, or the name of the network."""
    return sides.agreement.title or names(sides.others)


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
