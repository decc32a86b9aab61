"""Carry out what a look at the homes' lists means for the grants that rest on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benefits import queries, vetting
from benefits.eligibility import Standing
from benefits.errors import GrantOverError
from benefits.facts import GrantEnded, GrantPaused, GrantResumed
from benefits.following import Cause, Held, Move, Step, next_move, standing_of
from benefits.models import Grant
from benefits.queries import Bond
from benefits.vetting import Vetted
from credentials.acceptance import Word
from tenants import outbox
from tenants.dates import today_in
from tenants.facts import Fact
from tenants.models import Staff


class Publications(Protocol):
    """What co-ops publish, read as strangers read it; None is what cannot be known."""

    def bit(self, url: str, issuer: str, purpose: str, index: int) -> bool | None:
        """One bit of a status list: set or clear."""
        ...

    def may_speak(self, issuer: str, home: str) -> bool | None:
        """Whether this issuer may sign for this co-op."""
        ...

    def words(self, home: str, bodies: frozenset[str]) -> tuple[Word, ...] | None:
        """What these bodies say of this co-op."""
        ...


class Look(NamedTuple):
    """What was seen of one grant's home: its member's standing, and what speaks against the home itself."""

    grant: Grant
    standing: Standing
    against: Cause | None = None


BATCH: Final = 200

FACTS: dict[Step, type[GrantPaused | GrantResumed | GrantEnded]] = {
    Step.PAUSE: GrantPaused,
    Step.RESUME: GrantResumed,
    Step.END: GrantEnded,
}
STATES = {
    Step.PAUSE: Grant.State.PAUSED,
    Step.RESUME: Grant.State.ACTIVE,
    Step.END: Grant.State.ENDED,
}


def recheck_due(publications: Publications, *, now: datetime | None = None) -> int:
    """Look at the oldest looks of the current co-op, a batch at a time. Returns how many."""
    now = now or timezone.now()
    before = now - timedelta(seconds=settings.GRANT_RECHECK_SECONDS)
    return _recheck(publications, before, now=now)


def recheck_all(publications: Publications) -> int:
    """Look now at every visit of the current co-op: what it accepts has changed. Returns how many."""
    return _recheck(publications, timezone.now())


def _recheck(publications: Publications, before: datetime, *, now: datetime | None = None) -> int:
    looked = 0
    while due := queries.due_grants(before, BATCH):
        for of_one_home in _by_home(due):
            follow_grants(look_at(of_one_home, publications), now=now)
        looked += len(due)
    return looked


def _by_home(grants: Iterable[Grant]) -> list[list[Grant]]:
    """Each home's are noted before the next home is asked: those that are silent for long hold up nobody else's."""
    homes: dict[str, list[Grant]] = {}
    for grant in grants:
        homes.setdefault(grant.issuer_did, []).append(grant)
    return list(homes.values())


def recheck_hinted(digests: Iterable[str], publications: Publications) -> int:
    """Look now at what rests on these cards: news may have been published. Only a hint, never trusted."""
    hinted = queries.grants_resting_on(digests)
    if hinted:
        follow_grants(look_at(hinted, publications))
    return len(hinted)


def recheck_agreement(code: UUID, publications: Publications) -> int:
    """Look now at what rests on an agreement: it was paused, resumed or ended."""
    resting = queries.grants_under(code)
    if resting:
        follow_grants(look_at(resting, publications))
    return len(resting)


def look_at(grants: Iterable[Grant], publications: Publications) -> list[Look]:
    """Read what the homes publish. Outside any transaction: a list may be far away and slow."""
    here, rows = queries.here(), list(grants)
    bonds = queries.bonds_by_code((grant.agreement, grant.issuer_did) for grant in rows)
    vetted = {
        key: vetting.vet(key[1], here, bond, publications.words) for key, bond in bonds.items()
    }
    return [
        _look(grant, bonds.get(_key(grant)), vetted.get(_key(grant)), publications)
        for grant in rows
    ]


def _key(grant: Grant) -> tuple[UUID, str]:
    return grant.agreement, grant.issuer_did


def _look(
    grant: Grant, bond: Bond | None, vetted: Vetted | None, publications: Publications
) -> Look:
    """What could not be asked about the home is as silent as a list that could not be read."""
    standing = _standing(grant, publications)
    if bond is None or vetted is None:
        return Look(grant, standing)
    silent = vetted.accepted is None or vetted.confirmed is None
    seen = Standing.UNKNOWN if silent and standing is Standing.GOOD else standing
    return Look(grant, seen, vetting.against(vetted, bond))


def _standing(grant: Grant, publications: Publications) -> Standing:
    """The lists of who may no longer speak for the home say nothing about its members."""
    signer = grant.signer_did or grant.issuer_did
    if signer != grant.issuer_did and not publications.may_speak(signer, grant.issuer_did):
        return Standing.UNKNOWN
    return standing_of(
        grant.status,
        lambda url, purpose, index: publications.bit(url, signer, purpose, index),
    )


@transaction.atomic(durable=True)
def follow_grants(looks: Sequence[Look], *, now: datetime | None = None) -> list[Move]:
    """Pause, resume or end what the looks say, within one co-op; note the look on all the others."""
    now = now or timezone.now()
    bonds = queries.bonds_by_code(_key(look.grant) for look in looks)
    today = today_in(queries.here().time_zone, now)
    moves = []
    for look in looks:
        move = _move(look, bonds.get(_key(look.grant)), now, today)
        if move is not None and _carry_out(look.grant, move, now):
            moves.append(move)
    read = [look.grant.pk for look in looks if look.standing is not Standing.UNKNOWN]
    Grant.objects.filter(pk__in=[look.grant.pk for look in looks]).update(looked_at=now)
    Grant.objects.filter(pk__in=read).update(checked_at=now)
    return moves


@transaction.atomic(durable=True)
def end_grant(grant: Grant, *, reason: str, by: Staff) -> None:
    """The host ends a visit itself. Raises GrantOverError if it has ended already."""
    changed = (
        Grant.objects.filter(pk=grant.pk)
        .exclude(state=Grant.State.ENDED)
        .update(
            state=Grant.State.ENDED,
            state_reason=Cause.BY_HOST,
            host_note=reason[:300],
            ended_at=timezone.now(),
            visitor={},
        )
    )
    if not changed:
        raise GrantOverError
    outbox.record(GrantEnded(str(grant.code)), by=by)


def _move(look: Look, bond: Bond | None, now: datetime, today: date) -> Move | None:
    grant = look.grant
    if grant.state not in {Grant.State.ACTIVE, Grant.State.PAUSED}:
        return None
    held = Held(
        paused=grant.state == Grant.State.PAUSED,
        home_valid_until=grant.home_valid_until,
        ends_on=grant.ends_on,
        checked_at=grant.checked_at,
        agreement_over_on=bond.over_on if bond else None,
        agreement_rests=bond.rests_whole if bond else False,
        paused_for=grant.state_reason,
        against=look.against,
    )
    grace = timedelta(hours=settings.GRANT_GRACE_HOURS)
    return next_move(held, look.standing, now=now, today=today, grace=grace)


def _carry_out(grant: Grant, move: Move, now: datetime) -> bool:
    """Conditional on the state that was looked at: two re-checks at once take one step."""
    values: dict[str, Any] = {"state": STATES[move.step], "state_reason": move.cause}
    if move.step is Step.END:
        values |= {"ended_at": now}
    if not Grant.objects.filter(pk=grant.pk, state=grant.state).update(**values):
        return False
    fact: Fact = FACTS[move.step](str(grant.code))
    outbox.record(fact)
    return True
