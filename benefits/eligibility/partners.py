"""Who may have it: which co-op they come from, and how near it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from benefits.eligibility.rule import Ask, Group, Rule
from benefits.eligibility.sentences import Sentence, gettext_noop, say
from benefits.eligibility.values import between, require
from benefits.eligibility.verdicts import Finding, Why, against, only_if


class Scope(StrEnum):
    BILATERAL = "bilateral"
    NETWORK = "network"
    ACCREDITED = "accredited"


@dataclass(frozen=True, slots=True)
class PartnerScope(Rule):
    """`names` are networks, or the DIDs of the bodies whose accreditation counts; `called` is how people
    know them."""

    name = "partner_scope"
    group = Group.WHO

    scope: Scope
    names: frozenset[str] = frozenset()
    called: str = ""

    def __post_init__(self) -> None:
        wants = self.scope is not Scope.BILATERAL
        require(wants == bool(self.names), "A network or a body has a name, a pair of co-ops none.")

    def in_words(self) -> Sentence:
        called = self.called or tuple(sorted(self.names))
        return {
            Scope.BILATERAL: say(gettext_noop("For members of the co-op that signs.")),
            Scope.NETWORK: say(
                gettext_noop("For members of every co-op in {names}."), names=called
            ),
            Scope.ACCREDITED: say(
                gettext_noop("For members of any co-op that {names} stands for."), names=called
            ),
        }[self.scope]

    def weigh(self, ask: Ask) -> Finding | None:
        if self.scope is Scope.BILATERAL:
            return None
        network = self.scope is Scope.NETWORK
        shared = ask.situation.networks if network else ask.situation.accredited_by
        if self.names & shared:
            return None
        template = (
            gettext_noop(
                "{home} is not part of {names} now, so this is not for you. Please ask {home} about it."
            )
            if network
            else gettext_noop(
                "{names} does not confirm {home} now, so this is not for you. Please ask {home} about it."
            )
        )
        called = self.called or tuple(sorted(self.names))
        return against(Why.NOT_A_PARTNER, say(template, names=called))


@dataclass(frozen=True, slots=True)
class MutualOnly(Rule):
    name = "mutual_only"
    group = Group.WHO

    def in_words(self) -> Sentence:
        return say(gettext_noop("Only while both co-ops give something to each other's members."))

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.situation.mutual:
            return None
        return against(
            Why.NOT_MUTUAL,
            say(
                gettext_noop(
                    "{host} gives this only to members of co-ops that give something back, and {home} does "
                    "not do so now. Please ask {home} about it."
                )
            ),
        )


@dataclass(frozen=True, slots=True)
class NotNear(Rule):
    """Not for people who live near: by the home area on the card, or by how far the home co-op is away."""

    name = "not_near"
    group = Group.WHO

    areas: frozenset[str] = frozenset()
    within_km: int = 0
    lifted_for: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        require(bool(self.areas) != bool(self.within_km), "Name areas, or a distance.")
        between(0, self.within_km, 20_000, "A distance is less than half around the world.")

    def in_words(self) -> Sentence:
        if self.areas:
            return say(gettext_noop("Not for people who live in {areas}."), areas=self.areas)
        return say(
            gettext_noop(
                "Not for members of a co-op within {km} km, unless it is lifted for them."
            ),
            km=self.within_km,
        )

    def weigh(self, ask: Ask) -> Finding | None:
        if ask.situation.partner in self.lifted_for:
            return None
        return self._by_area(ask) if self.areas else self._by_distance(ask)

    def _by_area(self, ask: Ask) -> Finding | None:
        if not ask.claims.home_area:
            return only_if(
                Why.TOO_NEAR_HOME,
                say(gettext_noop("Ask where they live: not in {areas}."), areas=self.areas),
            )
        if ask.claims.home_area not in self.areas:
            return None
        return against(
            Why.TOO_NEAR_HOME,
            say(
                gettext_noop(
                    "You live in {area}, and this is for people from further away. "
                    "You can apply to {host} as a new member."
                ),
                area=ask.claims.home_area,
            ),
        )

    def _by_distance(self, ask: Ask) -> Finding | None:
        away = ask.situation.distance_km
        if away is None:
            return only_if(
                Why.TOO_NEAR_HOME,
                say(
                    gettext_noop("Ask how far {home} is from here: more than {km} km."),
                    km=self.within_km,
                ),
            )
        if away > self.within_km:
            return None
        return against(
            Why.TOO_NEAR_HOME,
            say(
                gettext_noop(
                    "{home} is {away} km from here, and this is for co-ops more than {km} km away. "
                    "You can apply to {host} as a new member."
                ),
                away=away,
                km=self.within_km,
            ),
        )
