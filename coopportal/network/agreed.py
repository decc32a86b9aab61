"""What co-ops agreed with one another, read once for a page: who takes part today, and what was ever given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from benefits.eligibility import Benefit
from benefits.eligibility.partners import MutualOnly
from benefits.models import Agreement, AgreementParty, AgreementVersion, PairException, Pause
from benefits.sides import ruling
from benefits.terms import Terms, TermsError
from tenants.dates import today_in

Kinds = frozenset[str]


@dataclass(frozen=True)
class Paper:
    """An agreement in force, with those of its parties who neither paused nor left; `apart` are pairs."""

    versions: list[AgreementVersion]
    read: Callable[[AgreementVersion], Terms | None]
    parties: list[AgreementParty]
    apart: set[frozenset[int]]

    def taking_part(self, kinds: Kinds) -> Iterator[UUID]:
        """Who gives or gets something of these kinds today, by the version that rules where it is."""
        for each in self.parties:
            if each.cooperative is None:
                continue
            day = today_in(each.cooperative.time_zone)
            version = ruling(self.versions, day)
            terms = self.read(version) if version and _runs(version, day) else None
            if terms is not None and any(
                _between(terms, each, other, day, kinds) for other in self._others(each)
            ):
                yield each.cooperative.pk

    def _others(self, one: AgreementParty) -> Iterator[AgreementParty]:
        for each in self.parties:
            if each is not one and frozenset({each.pk, one.pk}) not in self.apart:
                yield each


class Agreed:
    """Of one moment: each version's terms are read once, however often they are asked for."""

    def __init__(self) -> None:
        self._known: dict[int, Terms | None] = {}

    def taking_part(self, kinds: Kinds) -> set[UUID]:
        return {key for paper in self._papers for key in paper.taking_part(kinds)}

    def gifts(self, kinds: Kinds) -> set[tuple[UUID, str]]:
        """Agreements, and the ids of what each ever gave of these kinds: an id alone says nothing."""
        return {
            (version.agreement.code, each.id)
            for version in _signed()
            for each in _named(self._read(version))
            if each.kind in kinds
        }

    @cached_property
    def _papers(self) -> list[Paper]:
        versions, parties = defaultdict(list), defaultdict(list)
        for version in _signed().filter(agreement__state=Agreement.State.IN_FORCE):
            versions[version.agreement_id].append(version)
        resting = Pause.objects.filter(ended_at=None).values("party")
        awake = AgreementParty.everyone.filter(left_at=None, member=True).exclude(pk__in=resting)
        for party in awake.select_related("cooperative"):
            parties[party.agreement_id].append(party)
        out = PairException.objects.filter(kind=PairException.Kind.EXCLUDED, ended_at=None)
        pairs = out.exclude(agreed_at=None).values_list("asked_by", "other")
        apart = {frozenset(pair) for pair in pairs}
        return [
            Paper(signed, self._read, parties[agreement], apart)
            for agreement, signed in versions.items()
        ]

    def _read(self, version: AgreementVersion) -> Terms | None:
        if version.pk not in self._known:
            try:
                self._known[version.pk] = Terms.from_json(version.terms)
            except TermsError:
                self._known[version.pk] = None  # of a shape that this version does not read
        return self._known[version.pk]


def _signed() -> QuerySet[AgreementVersion]:
    return AgreementVersion.objects.exclude(effective_on=None).select_related("agreement")


def _runs(version: AgreementVersion, day: date) -> bool:
    return version.starts_on <= day <= version.ends_on


def _between(
    terms: Terms, one: AgreementParty, other: AgreementParty, day: date, kinds: Kinds
) -> bool:
    """Whether one of the two gives the other something of these kinds on this day."""
    given = [terms.given_by(party.did) for party in (one, other)]
    gifts = [each.on(day) if each else () for each in given]
    mutual = all(gifts)
    return any(
        gift.kind in kinds and (mutual or not gift.rule(MutualOnly))
        for some in gifts
        for gift in some
    )


def _named(terms: Terms | None) -> list[Benefit]:
    if terms is None:
        return []
    everyone = terms.everyone.benefits if terms.everyone else ()
    return [each for gives in terms.gives.values() for each in gives.benefits] + list(everyone)
