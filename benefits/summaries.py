"""Agreements in the words people sign: the same sentences for every party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from benefits.eligibility.after import Settlement
from benefits.eligibility.benefit import Benefit
from benefits.eligibility.memberships import NO_VOTE, AsOwnMember, VisitingMembership
from benefits.eligibility.partners import MutualOnly
from benefits.eligibility.what import Discount, FreeUnits
from benefits.eligibility.who import Classes
from benefits.models import AgreementVersion
from benefits.sides import Bond, Sides
from benefits.terms import Draft, Gives, Terms
from benefits.tongue import spoken
from tenants.models import MembershipClass


class Party(Protocol):
    """What one co-op sees of another: its DID and its name."""

    @property
    def did(self) -> Any: ...

    @property
    def name(self) -> Any: ...


@dataclass(frozen=True)
class Change:
    """One sentence that differs: empty where it is new, or gone."""

    old: str
    new: str


def summary(sides: Sides) -> list[str]:
    """The sentences that stand: every party reads the same ones, the proposer's first."""
    if sides.is_ours_alone:
        gives = each_gives(sides.terms, sides.parties).values()
        return [*gives, own_term(sides.version)]
    return sentences(sides.version, sides.parties)


def sentences(version: AgreementVersion, parties: Sequence[Party]) -> list[str]:
    """A version in the sentences that all sign."""
    return list(of_version(version, parties).values())


def differences(
    old: AgreementVersion, new: AgreementVersion, parties: Sequence[Party]
) -> list[Change]:
    """What is not the same, sentence by sentence, in the order of the new one."""
    return compare(of_version(old, parties), of_version(new, parties))


def compare(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    changes = [Change(before.get(key, ""), after.get(key, "")) for key in {**after, **before}]
    return [change for change in changes if change.old != change.new]


def clauses(
    terms: Terms, parties: Sequence[Party], *, starts_on: date, ends_on: date, notice_days: int
) -> dict[str, str]:
    """Each sentence under what it is about, so that old and new can be held side by side."""
    return {**each_gives(terms, parties), "term": term(starts_on, ends_on, notice_days)}


def of_draft(draft: Draft, parties: Sequence[Party]) -> dict[str, str]:
    return clauses(
        draft.terms,
        parties,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        notice_days=draft.notice_days,
    )


def of_version(version: AgreementVersion, parties: Sequence[Party]) -> dict[str, str]:
    return clauses(
        Terms.from_json(version.terms),
        parties,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        notice_days=version.notice_days,
    )


def each_gives(terms: Terms, parties: Sequence[Party]) -> dict[str, str]:
    """What each gives the members of the others, benefit by benefit."""
    network = _gift(terms.everyone, gettext("each other co-op"), gettext("every co-op in it"))
    given: dict[str, str] = {f"everyone {key}": sentence for key, sentence in network}
    for host in parties:
        guests = names(each for each in parties if each is not host)
        given |= {
            f"{host.did} {key}": sentence
            for key, sentence in _gift(terms.gives.get(str(host.did)), str(host.name), guests)
        }
    return given


def we_give(bond: Bond) -> list[str]:
    return [text for _key, text in _gift(bond.we_give, bond.ours.name, bond.theirs.name)]


def they_give(bond: Bond) -> list[str]:
    return [text for _key, text in _gift(bond.they_give, bond.theirs.name, bond.ours.name)]


def offers(benefits: Iterable[Benefit]) -> list[str]:
    """What a member reads who is covered: what there is and its limits, without the names around it."""
    language = get_language()
    return [_offer(benefit, language) for benefit in benefits]


@lru_cache(maxsize=1024)
def _offer(benefit: Benefit, _language: str | None) -> str:
    """Kept, as a page of partners says the same dozens of times a day, in each language that it is read in."""
    return " ".join(
        spoken(words, host=gettext("the co-op"), home=gettext("your co-op"))
        for words in (
            benefit.parameters.in_words(),
            *(rule.in_words() for rule in benefit.rules if not isinstance(rule, _BETWEEN)),
        )
    )


def _gift(gives: Gives | None, host: str, guests: str) -> Iterator[tuple[str, str]]:
    for benefit in gives.benefits if gives else ():
        yield benefit.id, _benefit(benefit, host, guests)


def _benefit(benefit: Benefit, host: str, guests: str) -> str:
    """What is given in a sentence of its own, and then each rule."""
    kinds = benefit.rule(Classes)
    if kinds is not None:
        guests = gettext("{names} ({classes})").format(
            names=guests, classes=classes(kinds.accepted)
        )
    first = _given(benefit, host, guests)
    rules = (rule.in_words() for rule in benefit.rules if rule is not kinds)
    # A rule may speak of the two; outside a decision they are the home co-op and the host.
    return " ".join([first, *(spoken(rule, host=host, home=guests) for rule in rules)])


def _given(benefit: Benefit, host: str, guests: str) -> str:
    gift = benefit.parameters
    if isinstance(gift, VisitingMembership) and gift.carve_outs == (NO_VOTE,):
        return ngettext(
            "Members of {home} may be visiting members of {host} for {days} day, without a vote.",
            "Members of {home} may be visiting members of {host} for {days} days, without a vote.",
            gift.days,
        ).format(home=guests, host=host, days=gift.days)
    sentence = _SENTENCES.get(type(gift), gettext_noop("Members of {home} at {host}: {gift}."))
    words = gift.called if isinstance(gift, AsOwnMember) else spoken(gift.in_words()).rstrip(".")
    return gettext(sentence).format(home=guests, host=host, gift=words)


# What concerns the two co-ops, or is so for everybody who reads the page.
_BETWEEN = (Classes, MutualOnly, Settlement)
_SENTENCES = {
    Discount: gettext_noop("Members of {home} get {gift} at {host}."),
    AsOwnMember: gettext_noop("Members of {home} pay at {host} what its own members pay: {gift}."),
    FreeUnits: gettext_noop("Members of {home} get at {host}: {gift}."),
}


def term(starts_on: date, ends_on: date, notice_days: int) -> str:
    return ngettext(
        "This holds from {start} to {end}. Each co-op may end it with {days} day of notice.",
        "This holds from {start} to {end}. Each co-op may end it with {days} days of notice.",
        notice_days,
    ).format(
        start=date_format(starts_on, "DATE_FORMAT"),
        end=date_format(ends_on, "DATE_FORMAT"),
        days=notice_days,
    )


def own_term(version: AgreementVersion) -> str:
    """Of our own word, which nobody but us can end."""
    return ngettext(
        "This holds from {start} to {end}, unless you end it before. Visits may then go on for {days} day.",
        "This holds from {start} to {end}, unless you end it before. Visits may then go on for {days} days.",
        version.notice_days,
    ).format(
        start=date_format(version.starts_on, "DATE_FORMAT"),
        end=date_format(version.ends_on, "DATE_FORMAT"),
        days=version.notice_days,
    )


def names(parties: Iterable[Party]) -> str:
    """Oak, Elm and Ash."""
    rest = [str(each.name) for each in parties]
    last = rest.pop() if rest else ""
    if not rest:
        return last
    return gettext("{names} and {last}").format(names=", ".join(rest), last=last)


def title(sides: Sides) -> str:
    """Whom the agreement is with, or the name of the network."""
    return sides.agreement.title or names(sides.others)


def heading(sides: Sides) -> str:
    if sides.agreement.network:
        return sides.agreement.title
    if sides.is_ours_alone:
        return gettext("Members of {name} are welcome").format(name=title(sides))
    return gettext("Agreement with {name}").format(name=title(sides))


def classes(kinds: Iterable[str]) -> str:
    labels = dict(MembershipClass.Kind.choices)
    return ", ".join(str(labels.get(kind, kind)).lower() for kind in sorted(kinds))
