"""At a co-op whose cards a federation signs: ask for them, and store what comes back.

Nothing is signed here. An order is written down with what caused it; the worker carries what is to be signed
to the federation, and brings back the signed card, which goes through the same check as any other.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from credentials import issuers, keystore, planning, publishing
from credentials.errors import CooperativeSuspendedError, IssuerRefusedError
from credentials.facts import CardOrdered, CredentialIssued, IssuerChanged, StatusChanged
from credentials.issuers import Asked, Signed
from credentials.models import CardOrder, Credential, IssuedBy
from tenants import household, outbox, scope
from tenants.facts import MembershipChanged
from tenants.models import Cooperative, Holder, Locator, Membership, Staff

log = logging.getLogger(__name__)

STARTED = "started"


@dataclass(frozen=True)
class Order:
    """A card for a membership, or for a further holder of it, and why."""

    membership: str
    cause: str
    at: datetime
    holder: str = ""


Due = tuple[Membership, Holder | None, Order]


@transaction.atomic(durable=True)
def let_sign(issuer: Cooperative, *, by: Staff | None, note: str = "") -> IssuedBy:
    """From now on this federation signs our cards. Every member gets a new card from it, once.

    `note` says who agreed where an operator acts for a co-op without staff. Raises IssuerRefusedError where
    no accreditation in force names it for us.
    """
    here = _locked()
    if issuer.pk not in {each.pk for each in issuers.possible()}:
        raise IssuerRefusedError
    running = IssuedBy.objects.filter(cooperative=here, issuer=issuer, until=None).first()
    if running is not None:
        return running
    _end(here)
    made = IssuedBy.objects.create(issuer=issuer, by=by, note=note)
    _announce(made.code, issuer.did, by)
    return made


@transaction.atomic(durable=True)
def sign_ourselves(*, by: Staff | None) -> None:
    """From now on we sign our own cards; every member gets a new one."""
    here = _locked()
    if _end(here):
        _announce(uuid4(), here.did, by)


def _locked() -> Cooperative:
    return Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)


def _end(here: Cooperative) -> int:
    running = IssuedBy.objects.filter(cooperative=here, until=None)
    return running.update(until=timezone.now())


def _announce(change: UUID, issuer: str, by: Staff | None) -> None:
    """Whoever has a card, or waits for one, gets another: the old one is worth what its issuer may still say.

    What is still on its way from the old issuer is given up, so that it never replaces what comes now.
    """
    outbox.record(IssuerChanged(str(change), issuer), by=by)
    waiting = CardOrder.objects.filter(done_at=None)
    carded = Q(credentials__superseded_at=None, credentials__isnull=False)
    rows = Membership.objects.exclude(standing=Membership.Standing.ENDED)
    due = rows.filter(carded | Q(pk__in=waiting.values("membership"))).distinct()
    cause = f"issuer-{change}"
    outbox.record_many(
        [MembershipChanged(str(code), cause) for code in due.values_list("code", flat=True)]
    )
    waiting.update(done_at=timezone.now())


@transaction.atomic
def order_cards(wanted: Sequence[Order], issuer: Cooperative) -> None:
    """Once per membership and cause; a membership that is over gets none.

    Raises IssuerRefusedError where this federation signs for us no more: whoever asked asks who does. The
    row of who signs is locked, so that a change sees these orders, or they see the change.
    """
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    if here.state in {Cooperative.State.SUSPENDED, Cooperative.State.CLOSED}:
        raise CooperativeSuspendedError
    keystore.key_in_use(lock=True)
    running = IssuedBy.objects.select_for_update(no_key=True).filter(issuer=issuer, until=None)
    if running.first() is None:
        raise IssuerRefusedError
    orders = [
        CardOrder(
            membership=membership,
            further=further,
            holder=further.urn if further else "",
            issuer=issuer,
            cause=each.cause,
            at=each.at,
            urn=f"urn:uuid:{uuid4()}",
            card_code=code,
        )
        for (membership, further, each), code in _with_codes(_due(wanted, here))
    ]
    CardOrder.objects.bulk_create(orders)
    Locator.objects.bulk_create(
        Locator(
            kind=Locator.Kind.CARD,
            digest=publishing.card_digest(order.card_code),
            cooperative_id=here.pk,
            target=order.code,
        )
        for order in orders
    )
    outbox.record_many([CardOrdered(str(order.code)) for order in orders])


def _with_codes(due: Sequence[Due]) -> Iterator[tuple[Due, str]]:
    return zip(due, publishing.free_card_codes(len(due)), strict=True)


def _due(wanted: Sequence[Order], here: Cooperative) -> list[Due]:
    """What is still to be ordered: whatever was given or asked for already is not."""
    rows = Membership.objects.exclude(standing=Membership.Standing.ENDED)
    found = {
        str(row.code): row for row in rows.filter(code__in=[each.membership for each in wanted])
    }
    now, due = timezone.now(), []
    holders = household.holders_by([each.holder for each in wanted])
    causes: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    for model in (Credential, CardOrder):
        known = model.objects.filter(membership__in=found.values())
        for pk, further_id, cause in known.values_list("membership_id", "further_id", "cause"):
            causes[pk, further_id].add(cause)
    for each in wanted:
        membership = found.get(each.membership)
        if membership is None or planning.valid_until(membership, here) <= now:
            log.info("A membership is over; no card was ordered for it.")
            continue
        further = holders.get(each.holder)
        if each.holder and further is None:
            continue  # in the household no more
        before = causes[membership.pk, further.pk if further else None]
        if each.cause not in before and not (each.cause == STARTED and before):
            before.add(each.cause)
            due.append((membership, further, each))
    return due


def _open(codes: Collection[str | UUID]) -> QuerySet[CardOrder]:
    """Of these orders, those that wait for whoever signs now."""
    signing = IssuedBy.objects.filter(until=None).values("issuer")
    return CardOrder.objects.filter(code__in=codes, done_at=None, issuer__in=signing).order_by("pk")


def read_orders(codes: Collection[str]) -> list[Asked]:
    """What is to be signed, from the rows as they are now, all by the same federation."""
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    nowhere = planning.Place(0, 0, ())
    orders = _open(codes).exclude(membership__standing=Membership.Standing.ENDED)
    return [
        Asked(
            order.code,
            here.pk,
            order.issuer_id,
            order.at,
            order.card_code,
            planning.plan_card(
                order.membership,
                here,
                urn=order.urn,
                place=nowhere,
                at=order.at,
                further=order.further,
            ),
        )
        for order in orders.select_related(
            "membership__member", "membership__membership_class", "further"
        )
    ]


@transaction.atomic(durable=True)
def store_cards(brought: Sequence[tuple[Asked, Signed]]) -> None:
    """Each signed card takes the place of the one before. Stored once, however often it is brought.

    Not stored where somebody else signs by now: that one's card is the newer one.
    Whoever changed the standing meanwhile met no card: so it is told again, behind the same lock.
    """
    keystore.key_in_use(lock=True)
    waiting = _open([asked.order for asked, _signed in brought])
    orders = {row.code: row for row in waiting.select_for_update(of=("self",))}
    cards = [
        _card(orders[asked.order], asked, signed)
        for asked, signed in brought
        if asked.order in orders
    ]
    members = Membership.objects.filter(pk__in=[card.membership_id for card in cards])
    _supersede(cards)
    Credential.objects.bulk_create(cards)
    CardOrder.objects.filter(code__in=orders).update(done_at=timezone.now())
    outbox.record_many([CredentialIssued(str(card.code), str(card.generation)) for card in cards])
    changed = members.exclude(standing=Membership.Standing.GOOD).values_list("code", flat=True)
    outbox.record_many([StatusChanged(str(code)) for code in changed])


def _card(order: CardOrder, asked: Asked, signed: Signed) -> Credential:
    return Credential(
        code=order.code,
        membership_id=order.membership_id,
        further_id=order.further_id,
        holder=order.holder,
        cause=order.cause,
        signer=signed.issuer,
        position=signed.position,
        urn=order.urn,
        document=signed.document,
        digest=hashlib.sha256(signed.document.encode()).hexdigest(),
        compact=signed.compact,
        card_code=order.card_code,
        valid_from=asked.plan.valid_from,
        valid_until=asked.plan.valid_until,
    )


def _supersede(cards: Sequence[Credential]) -> None:
    """Number them, and let the last one of each holder take the place of all before."""
    now = timezone.now()
    last = {(card.membership_id, card.holder): card for card in cards}
    mine = Q(pk=None)
    for membership, holder in last:
        mine |= Q(membership=membership, holder=holder)
    earlier = Credential.objects.filter(mine).order_by()
    generations = earlier.values("membership", "holder").annotate(last=Max("generation"))
    newest: dict[tuple[int, str], int] = {
        (row["membership"], row["holder"]): row["last"] for row in generations
    }
    for card in cards:
        whose = (card.membership_id, card.holder)
        card.generation = newest[whose] = newest.get(whose, 0) + 1
        if last[whose] is not card:
            card.superseded_at = now
    earlier.filter(superseded_at=None).update(superseded_at=now)
