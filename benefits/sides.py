"""An agreement as one party sees it: the whole paper (`Sides`), and what binds it to one other (`Bond`).

Which version rules depends on the day alone: the newest one that every party signed and whose day
has come. A newer one that is proposed, or not in effect yet, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from benefits.eligibility.benefit import Benefit
from benefits.eligibility.memberships import VisitingMembership
from benefits.eligibility.partners import MutualOnly
from benefits.eligibility.who import Classes
from benefits.models import Agreement, AgreementParty, AgreementVersion, PairException, Pause
from benefits.terms import Gives, Terms, lifted_for
from tenants.models import MembershipClass

OPEN = (Agreement.State.PROPOSED, Agreement.State.IN_FORCE)
State = Agreement.State
Written = AgreementVersion.State
SOON_DAYS = 30


@dataclass(frozen=True)
class Bond:
    """One agreement between us and one other party, by the version that rules on the day asked for."""

    agreement: Agreement
    version: AgreementVersion
    ours: AgreementParty
    theirs: AgreementParty
    day: date
    pauses: tuple[Pause, ...] = ()
    size: int = 2
    exceptions: tuple[PairException, ...] = ()

    @cached_property
    def terms(self) -> Terms:
        return Terms.from_json(self.version.terms)

    @property
    def we_give(self) -> Gives | None:
        return self.terms.given_by(self.ours.did)

    @property
    def they_give(self) -> Gives | None:
        return self.terms.given_by(self.theirs.did)

    @cached_property
    def ours_today(self) -> tuple[Benefit, ...]:
        """What their members have here on this day."""
        return self._counting(self.we_give, self.theirs.did)

    @cached_property
    def theirs_today(self) -> tuple[Benefit, ...]:
        """What our members have there on this day."""
        return self._counting(self.they_give, self.ours.did)

    @cached_property
    def mutual(self) -> bool:
        """Whether each gives the other something on this day: what `MutualOnly` waits for."""
        return all(given and given.on(self.day) for given in (self.we_give, self.they_give))

    @property
    def our_stay(self) -> Benefit | None:
        """The visiting membership that their members have here."""
        stays = (each for each in self.ours_today if each.kind == VisitingMembership.kind)
        return next(stays, None)

    def _counting(self, given: Gives | None, guest: str) -> tuple[Benefit, ...]:
        benefits = given.on(self.day) if given and self.runs else ()
        counting = (each for each in benefits if self.mutual or not each.rule(MutualOnly))
        if self._excepted(PairException.Kind.NEAR):
            return tuple(lifted_for(each, guest) for each in counting)
        return tuple(counting)

    def _excepted(self, kind: PairException.Kind) -> bool:
        return any(each.kind == kind and each.agreed_at for each in self.exceptions)

    @property
    def runs(self) -> bool:
        return self.version.starts_on <= self.day <= self.version.ends_on

    @property
    def is_awake(self) -> bool:
        """Newcomers are recognised: it is in force, and neither has paused or left."""
        return self._holds and not self.pauses

    @property
    def is_paused(self) -> bool:
        """It would be awake, had nobody paused it."""
        return self._holds and bool(self.pauses)

    @property
    def _holds(self) -> bool:
        left = self.ours.left_at or self.theirs.left_at
        if left or self._excepted(PairException.Kind.EXCLUDED):
            return False
        return self.agreement.state == State.IN_FORCE

    @property
    def rests_whole(self) -> bool:
        """Somebody's pause reaches visits that are under way."""
        return any(pause.visits_too for pause in self.pauses)

    @property
    def over_on(self) -> date:
        """The last day on which what rests on this agreement may go on."""
        ends = [self.agreement.ended_at, self.ours.left_at, self.theirs.left_at]
        notice = timedelta(days=self.version.notice_days)
        noticed = [moment.date() + notice for moment in ends if moment is not None]
        return min([self.version.ends_on, *noticed])

    @property
    def order(self) -> tuple[bool, int, int]:
        """What two co-ops agreed between themselves goes before what they share with more."""
        return (self.agreement.network, self.size, -self.agreement.pk)


@dataclass(frozen=True)
class Sides:
    """An agreement as one party sees it: itself, the others, and every version by its place.

    `size` is how many are part of it today, whether they were read or not.
    """

    agreement: Agreement
    ours: AgreementParty
    others: tuple[AgreementParty, ...]
    versions: tuple[AgreementVersion, ...]
    pauses: tuple[Pause, ...]
    day: date
    exceptions: tuple[PairException, ...] = ()
    size: int = 2

    @cached_property
    def ruling(self) -> AgreementVersion | None:
        return ruling(self.versions, self.day)

    @cached_property
    def open(self) -> AgreementVersion | None:
        """The version that waits for signatures."""
        waiting = (each for each in self.versions if each.state == Written.PROPOSED)
        return next(waiting, None)

    @cached_property
    def coming(self) -> AgreementVersion | None:
        """Signed by all, and not in effect yet."""
        agreed = latest_agreed(self.versions)
        return agreed if agreed is not self.ruling else None

    @property
    def version(self) -> AgreementVersion:
        """What stands on the page: what rules, else what was proposed last."""
        return self.ruling or self.versions[0]

    @property
    def newest(self) -> AgreementVersion:
        """What the next version is held against: what waits for an answer, else what was agreed last."""
        return self.open or latest_agreed(self.versions) or self.versions[0]

    @property
    def days_left(self) -> int | None:
        """How many days it still holds, where that is soon and nothing follows it."""
        if self.state not in {"in_force", "paused"} or self.coming is not None:
            return None
        left = (self.version.ends_on - self.day).days
        return left if 0 <= left <= SOON_DAYS else None

    @property
    def may_change(self) -> bool:
        """Other terms can be asked for while it lasts, by who is part of it."""
        mine = self.ours.proposer or not self.agreement.network
        standing = self.agreement.state in OPEN and not self.ours.left_at
        return standing and mine and not self.is_ours_alone

    def before(self, version: AgreementVersion) -> AgreementVersion | None:
        """What a version is held against: what it would replace, else the proposal it answers."""
        earlier = [each for each in self.versions if each.number < version.number]
        return latest_agreed(earlier) or next(iter(earlier), None)

    @property
    def terms(self) -> Terms:
        return Terms.from_json(self.version.terms)

    @property
    def parties(self) -> tuple[AgreementParty, ...]:
        """In the order in which both sides read them: the proposer first."""
        return tuple(
            sorted((self.ours, *self.others), key=lambda each: (not each.proposer, each.pk))
        )

    @property
    def members(self) -> tuple[AgreementParty, ...]:
        """The others, without one that only publishes; nobody, where we only publish."""
        return tuple(each for each in self.others if each.member) if self.ours.member else ()

    @property
    def our_exceptions(self) -> tuple[PairException, ...]:
        """What is different between us and somebody, or asked for."""
        ours = self.ours.pk
        return tuple(each for each in self.exceptions if ours in {each.asked_by_id, each.other_id})

    @cached_property
    def accepted(self) -> frozenset[int]:
        """Which parties signed what waits for signatures."""
        rows = self.open.acceptances.all() if self.open else ()
        return frozenset(row.party_id for row in rows)

    @property
    def awaits_us(self) -> bool:
        return self.open is not None and self.ours.pk not in self.accepted

    @property
    def awaited(self) -> list[AgreementParty]:
        """The others whose signature is missing."""
        if self.open is None:
            return []
        return [each for each in self.others if each.pk not in self.accepted and not each.left_at]

    @property
    def awaits_them(self) -> bool:
        return bool(self.awaited) and not self.awaits_us

    @property
    def our_pause(self) -> Pause | None:
        return next((each for each in self.pauses if each.party_id == self.ours.pk), None)

    @property
    def is_ours_alone(self) -> bool:
        """Our own word about a co-op of another portal, which promises nothing."""
        return (
            not self.agreement.across
            and bool(self.others)
            and all(each.cooperative_id is None for each in self.others)
        )

    @property
    def state(self) -> str:
        """The word for it where one word must do: paused where none of our bonds is awake."""
        if self.agreement.state != State.IN_FORCE:
            return str(self.agreement.state)
        if self.ours.left_at:
            return str(State.ENDED)
        # The first of a network has nobody to be bound to yet.
        standing = [bond for bond in self.bonds() if not bond.theirs.left_at]
        awake = not standing or any(bond.is_awake for bond in standing)
        return "in_force" if awake and not self.our_pause else "paused"

    @property
    def state_word(self) -> str:
        return str(dict(State.choices).get(self.state, _("Paused")))

    def bonds(self) -> Iterator[Bond]:
        """With each other party, by the version that rules today (else the newest)."""
        for other in self.members:
            ours = (self.ours.pk, other.pk)
            excepted = tuple(each for each in self.exceptions if each.is_between(*ours))
            pauses = tuple(pause for pause in self.pauses if pause.party_id in ours)
            yield Bond(
                self.agreement,
                self.version,
                self.ours,
                other,
                self.day,
                pauses,
                self.size,
                excepted,
            )

    @property
    def over_on(self) -> date:
        return max((bond.over_on for bond in self.bonds()), default=self.version.ends_on)


def kinds_of(benefit: Benefit) -> frozenset[str]:
    """The kinds of membership that count for it: every one where no rule names any."""
    rule = benefit.rule(Classes)
    return rule.accepted if rule else frozenset(MembershipClass.Kind.values)


def ruling(versions: Iterable[AgreementVersion], day: date) -> AgreementVersion | None:
    """The version in effect on a day: before the first one begins, that first one, for its dates."""
    agreed = [each for each in versions if each.effective_on is not None]
    begun = [each for each in agreed if each.effective_on is not None and each.effective_on <= day]
    if begun:
        return max(begun, key=lambda each: each.number)
    return min(agreed, key=lambda each: each.number, default=None)


def latest_agreed(versions: Iterable[AgreementVersion]) -> AgreementVersion | None:
    agreed = (each for each in versions if each.effective_on is not None)
    return max(agreed, key=lambda each: each.number, default=None)
