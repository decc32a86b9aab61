"""At a co-op whose cards a federation signs: ask for them, and store what comes back.

Nothing is signed here. An order is written down with what caused it; the worker carries what is to be signed
to the federation, and brings back the signed card, which goes through the same check as any other.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
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
from tenants import outbox, scope
from tenants.facts import MembershipChanged
from tenants.models import Cooperative, Locator, Membership, Staff
from tenants.secrets import new_card_code

log = logging.getLogger(__name__)

STARTED = "started"


@dataclass(frozen=True)
class Order:
    """A card for a membership, and why."""

    membership: str
    cause: str
    at: datetime


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
    for each in wanted:
        membership = _due(each, here)
        if membership is not None:
            _order(membership, each, issuer, here)


def _due(wanted: Order, here: Cooperative) -> Membership | None:
    rows = Membership.objects.exclude(standing=Membership.Standing.ENDED)
    membership = rows.filter(code=wanted.membership).first()
    if membership is None or planning.valid_until(membership, here) <= timezone.now():
        log.info("A membership is over; no card was ordered for it.")
        return None
    given = Credential.objects.filter(membership=membership)
    asked = CardOrder.objects.filter(membership=membership)
    if wanted.cause != STARTED:
        given, asked = given.filter(cause=wanted.cause), asked.filter(cause=wanted.cause)
    return None if given.exists() or asked.exists() else membership


def _order(membership: Membership, wanted: Order, issuer: Cooperative, here: Cooperative) -> None:
    order = CardOrder.objects.create(
        membership=membership,
        issuer=issuer,
        cause=wanted.cause,
        at=wanted.at,
        urn=f"urn:uuid:{uuid4()}",
        card_code=_free_code(),
    )
    Locator.objects.create(
        kind=Locator.Kind.CARD,
        digest=publishing.card_digest(order.card_code),
        cooperative_id=here.pk,
        target=order.code,
    )
    outbox.record(CardOrdered(str(order.code)))


def _free_code() -> str:
    while True:
        code = new_card_code()
        digest = publishing.card_digest(code)
        if not Locator.objects.filter(kind=Locator.Kind.CARD, digest=digest).exists():
            return code


def _open(code: str | UUID) -> QuerySet[CardOrder]:
    """The order, if it waits for whoever signs now."""
    signing = IssuedBy.objects.filter(until=None).values("issuer")
    return CardOrder.objects.filter(code=code, done_at=None, issuer__in=signing)


def read_order(code: str) -> Asked | None:
    """What is to be signed, from the rows as they are now; None where nothing is, any more."""
    orders = _open(code)
    order = orders.select_related("membership__member", "membership__membership_class").first()
    if order is None or order.membership.standing == Membership.Standing.ENDED:
        return None
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    nowhere = planning.Place(0, 0, ())
    plan = planning.plan_card(order.membership, here, urn=order.urn, place=nowhere, at=order.at)
    return Asked(order.code, here.pk, order.issuer_id, order.at, order.card_code, plan)


@transaction.atomic(durable=True)
def store_card(asked: Asked, signed: Signed) -> None:
    """The signed card takes the place of the one before. Stored once, however often it is brought.

    Not stored where somebody else signs by now: that one's card is the newer one.
    Whoever changed the standing meanwhile met no card: so it is told again, behind the same lock.
    """
    keystore.key_in_use(lock=True)
    order = _open(asked.order).select_for_update().select_related("membership").first()
    if order is None:
        return
    earlier = Credential.objects.filter(membership=order.membership)
    generation = (earlier.aggregate(newest=Max("generation"))["newest"] or 0) + 1
    earlier.filter(superseded_at=None).update(superseded_at=timezone.now())
    Credential.objects.create(
        code=order.code,
        membership=order.membership,
        generation=generation,
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
    CardOrder.objects.filter(pk=order.pk).update(done_at=timezone.now())
    outbox.record(CredentialIssued(str(order.code), str(generation)))
    standing = Membership.objects.values_list("standing", flat=True).get(pk=order.membership_id)
    if standing != Membership.Standing.GOOD:
        outbox.record(StatusChanged(str(order.membership.code)))
