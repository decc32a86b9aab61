"""Issue cards: planned, signed, compared and stored in the transaction of whatever asked for them.

A batch costs a fixed number of statements, however many cards it holds. The row of the key in use is its
lock: one batch or list at a time per co-op, and no key retires under it. Memberships are read behind that
lock, so that a standing that changes meanwhile meets either the card or its absence, never half of each.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from credentials import keystore, planning, publishing
from credentials.core.compact import sign_compact
from credentials.core.credential import build_membership_credential
from credentials.core.data_integrity.proof import add_proof
from credentials.core.keys import Signer
from credentials.core.status import permute
from credentials.errors import CooperativeSuspendedError, SignedOtherwiseError
from credentials.facts import CredentialIssued
from credentials.models import Credential, SigningKey, StatusList, StatusSeries
from credentials.models.status_list import new_list_code
from tenants import household, outbox, scope
from tenants.killpoints import reach
from tenants.models import Cooperative, Holder, Locator, Membership, OutboxEntry

log = logging.getLogger(__name__)

STARTED: Final = "started"
FIRST_CARDS: Final = "credentials.issue"  # the reaction that gives a membership its first card
# Where a series counts as full, in per cent. Positions are drawn from all of it to the last, so that
# nobody can tell from a position how many came before.
FILL: Final = 75
PERMUTATION_KEY_BYTES: Final = 32


@dataclass(frozen=True)
class Wanted:
    """A card for a membership, or for a further holder of it, and why.

    `at` is when it was asked for: the same at every attempt.
    """

    membership: str
    cause: str
    at: datetime
    holder: str = ""


@dataclass
class _History:
    """What a membership, or a further holder of it, was given before."""

    causes: set[str] = field(default_factory=set)
    generation: int = 0


@transaction.atomic
def issue_cards(wanted: Sequence[Wanted]) -> list[Credential]:
    """Give each membership a card of its next generation, once per cause; the card before is replaced.

    A membership that has ended, or was taken back, gets none. Raises CooperativeSuspendedError while the
    co-op is suspended, NoSigningKeyError while it has no key: what is owed then waits.
    """
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    if here.state in {Cooperative.State.SUSPENDED, Cooperative.State.CLOSED}:
        raise CooperativeSuspendedError
    key = keystore.key_in_use(lock=True)
    issued = [card for turn in _turns(wanted) for card in _issue(turn, here, key)]
    facts = [CredentialIssued(str(card.code), str(card.generation)) for card in issued]
    outbox.record_many(facts)
    return issued


def _turns(wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    """One card per holder and turn: who is owed two gets them one after the other."""
    causes: dict[tuple[str, str], dict[str, Wanted]] = defaultdict(dict)
    for each in wanted:
        causes[each.membership, each.holder].setdefault(each.cause, each)
    queues = [list(each.values()) for each in causes.values()]
    for turn in range(max(map(len, queues), default=0)):
        yield [queue[turn] for queue in queues if turn < len(queue)]


def _issue(turn: Sequence[Wanted], here: Cooperative, key: SigningKey) -> list[Credential]:
    due = _due(turn, here)
    if not due:
        return []
    signer = keystore.signer_of(key)
    places, codes = _places(here, len(due)), publishing.free_card_codes(len(due))
    cards = [
        _sign(
            _Card(membership, further, each, history.generation + 1, place, code), here, key, signer
        )
        for (membership, further, each, history), place, code in zip(
            due, places, codes, strict=True
        )
    ]
    reach("credentials.cards:signed")
    _supersede(cards)
    Credential.objects.bulk_create(cards)
    Locator.objects.bulk_create(
        Locator(
            kind=Locator.Kind.CARD,
            digest=publishing.card_digest(card.card_code),
            cooperative_id=here.pk,
            target=card.code,
        )
        for card in cards
    )
    return cards


def _supersede(cards: Sequence[Credential]) -> None:
    """Of each membership its own, and of each further holder theirs."""
    own = [card.membership_id for card in cards if card.further_id is None]
    theirs = [card.further_id for card in cards if card.further_id is not None]
    old = Credential.objects.filter(
        Q(membership__in=own, further=None) | Q(further__in=theirs), superseded_at=None
    )
    old.update(superseded_at=timezone.now())


Due = tuple[Membership, Holder | None, Wanted, _History]


def _due(turn: Sequence[Wanted], here: Cooperative) -> list[Due]:
    """What is still to be issued, in the order in which it was asked for."""
    found = Membership.objects.filter(code__in=[each.membership for each in turn])
    running = found.exclude(standing=Membership.Standing.ENDED)
    memberships = {
        str(row.code): row for row in running.select_related("member", "membership_class")
    }
    holders = household.holders_by([each.holder for each in turn])
    histories: dict[tuple[int, int | None], _History] = defaultdict(_History)
    pks = [row.pk for row in memberships.values()]
    earlier = Credential.objects.filter(membership__in=pks)
    names = ("membership_id", "further_id", "cause", "generation")
    for pk, further_id, cause, generation in earlier.values_list(*names):
        known = histories[pk, further_id]
        known.causes.add(cause)
        known.generation = max(known.generation, generation)
    firsts = _first_cards_owed(
        each.membership
        for each in turn
        if each.cause != STARTED
        and not each.holder
        and each.membership in memberships
        and not histories[memberships[each.membership].pk, None].generation
    )
    now, due = timezone.now(), []
    for each in turn:
        membership = memberships.get(each.membership)
        if membership is None or planning.valid_until(membership, here) <= now:
            log.info("A membership is over; no card was issued for it.")
            continue
        further = holders.get(each.holder)
        if each.holder and (further is None or further.membership_id != membership.pk):
            log.info("Somebody of a household has no card any more; none was issued.")
            continue
        history = histories[membership.pk, further.pk if further else None]
        first_again = each.cause == STARTED and history.generation
        waits = not each.holder and each.membership in firsts
        if not first_again and each.cause not in history.causes and not waits:
            due.append((membership, further, each, history))
    return due


def _first_cards_owed(codes: Iterable[str]) -> set[str]:
    """Of these, who is yet to get a first card. It will say all that is so by then; one is enough."""
    wanted = list(codes)
    if not wanted:
        return set()
    owed = OutboxEntry.objects.filter(
        cooperative_id=scope.current().cooperative_id,
        handler=FIRST_CARDS,
        done_at=None,
        cancelled_at=None,
        dead_at=None,
        data__membership__in=wanted,
    )
    return {data["membership"] for data in owed.values_list("data", flat=True)}


@dataclass(frozen=True)
class _Card:
    membership: Membership
    further: Holder | None
    wanted: Wanted
    generation: int
    place: planning.Place
    card_code: str


def _sign(card: _Card, here: Cooperative, key: SigningKey, signer: Signer) -> Credential:
    """Plan, sign, and compare what was signed with what was planned."""
    urn = f"urn:uuid:{uuid4()}"
    plan = planning.plan_card(
        card.membership, here, urn=urn, place=card.place, at=card.wanted.at, further=card.further
    )
    unsigned = build_membership_credential(
        plan.claims, valid_from=plan.valid_from, valid_until=plan.valid_until, status=plan.status
    )
    planned = _digest(publishing.as_text(unsigned))
    document = publishing.as_text(add_proof(unsigned, signer, created=card.wanted.at))
    _compare(document, planned)
    address = publishing.card_address(card.card_code)
    return Credential(
        membership=card.membership,
        further=card.further,
        holder=card.further.urn if card.further else "",
        generation=card.generation,
        cause=card.wanted.cause,
        signing_key=key,
        series_id=card.place.series_id,
        position=card.place.position,
        urn=urn,
        document=document,
        digest=_digest(document),
        compact=sign_compact(plan.compact, signer, address=address),
        card_code=card.card_code,
        valid_from=plan.valid_from,
        valid_until=plan.valid_until,
    )


def _compare(document: str, planned: str) -> None:
    """What will be stored is, but for its proof, what was planned. Raises SignedOtherwiseError."""
    stored = json.loads(document)
    stored.pop("proof", None)
    if _digest(publishing.as_text(stored)) != planned:
        raise SignedOtherwiseError


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def take_places(count: int) -> list[planning.Place]:
    """Places in the lists of the current co-op for words that are no cards, behind the same lock."""
    keystore.key_in_use(lock=True)
    return _places(Cooperative.objects.get(pk=scope.current().cooperative_id), count)


def _places(here: Cooperative, count: int) -> list[planning.Place]:
    """As many places as there are cards, each given out once and for ever."""
    places: list[planning.Place] = []
    while missing := count - len(places):
        series = StatusSeries.objects.filter(closed_at=None).order_by("pk").first()
        series = series or _open_series(here)
        places += _places_in(series, missing)
    return places


def _places_in(series: StatusSeries, most: int) -> list[planning.Place]:
    full = series.size * FILL // 100
    first = series.next_counter
    series.next_counter = min(first + most, full)
    if series.next_counter >= full:
        series.closed_at = timezone.now()
    series.save(update_fields=["next_counter", "closed_at"])
    lists = tuple(series.lists.order_by("purpose").values_list("purpose", "url"))
    key = bytes(series.permutation_key)
    return [
        planning.Place(series.pk, permute(counter, size=series.size, key=key), lists)
        for counter in range(first, series.next_counter)
    ]


def _open_series(here: Cooperative) -> StatusSeries:
    """A new block of positions with a list for each purpose, to be published with the first card in it."""
    series = StatusSeries.objects.create(permutation_key=secrets.token_bytes(PERMUTATION_KEY_BYTES))
    codes = {purpose: new_list_code() for purpose in StatusList.Purpose}
    StatusList.objects.bulk_create(
        StatusList(
            code=code,
            series=series,
            purpose=purpose,
            url=publishing.status_address(here, code),
        )
        for purpose, code in codes.items()
    )
    return series
