"""Sending cards out: whom to write to, the link that goes with it, and the same once more when asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from credentials import links
from credentials.facts import CardResendAsked
from credentials.models import Credential, Offer
from tenants import outbox, scope
from tenants.models import Event, Holder, Locator, Member, Membership, Staff

ADMITTED = "admitted"  # why a further holder has a first card


@transaction.atomic
def offer_cards(codes: Collection[str], *, again: bool = False) -> list[Credential]:
    """The cards among these that a letter is owed for, each with a link that works from now on.

    None for a card that was replaced, has run out or whose membership has ended, and none without an
    address. Members taken over from elsewhere get a letter only `again`: when it is asked for.
    """
    now = timezone.now()
    cards = _deliverable(now).filter(code__in=codes)
    if not again:
        cards = cards.filter(membership__announce=True).exclude(_comes_along())
    found = list(cards.order_by("pk"))
    _renew_links(found, now)
    return found


def _comes_along() -> Q:
    """The next card of somebody without an address of their own is in the letter of the member's next one."""
    alone = Q(cause=ADMITTED) | Q(cause__startswith="replaced:")
    return Q(further__isnull=False, further__email="") & ~alone


def recipient(card: Credential) -> Member | Holder:
    """Who is written to: the further holder at their own address, else the member."""
    return card.further if card.further and card.further.email else card.membership.member


@transaction.atomic(durable=True)
def ask_for_letter(
    membership: Membership,
    *,
    cause: str,
    by: Staff | None = None,
    further: Holder | None = None,
) -> None:
    """Send the letter of a membership's card once more; the same cause asks once.

    Whether there is a card to send is not said: whoever asks may be a stranger.
    """
    ask(membership, cause=cause, by=by, further=further)


@transaction.atomic
def ask(
    membership: Membership,
    *,
    cause: str,
    by: Staff | None = None,
    further: Holder | None = None,
) -> None:
    """The same for one of many, within their transaction."""
    cards = _deliverable(timezone.now()).filter(membership=membership, further=further)
    _note_asked(list(cards[:1]), cause, by=by)


@transaction.atomic
def ask_many(memberships: Collection[Membership], *, cause: str, by: Staff) -> None:
    """The same for the members' own cards, in as many statements as for one."""
    cards = _deliverable(timezone.now()).filter(membership__in=memberships, further=None)
    found = {card.membership_id: card for card in cards}
    _note_asked([found[each.pk] for each in memberships if each.pk in found], cause, by=by)


def _note_asked(cards: Collection[Credential], cause: str, *, by: Staff | None) -> None:
    asked = Event.objects.filter(name=CardResendAsked.__name__, data__cause=cause)
    codes = [str(card.code) for card in cards]
    before = set(
        asked.filter(data__credential__in=codes).values_list("data__credential", flat=True)
    )
    facts = [CardResendAsked(code, cause) for code in codes if code not in before]
    outbox.record_many(facts, by=by)


@transaction.atomic(durable=True)
def note_opened(offer: Offer) -> None:
    """A browser has followed the link; the first time counts."""
    Offer.objects.filter(pk=offer.pk, first_opened_at=None).update(first_opened_at=timezone.now())


def _deliverable(now: datetime) -> QuerySet[Credential]:
    """Cards that passed their check and are good to have."""
    rows = Credential.objects.select_related("membership__member", "further")
    rows = rows.filter(superseded_at=None, checked_at__isnull=False, valid_until__gt=now)
    ended = Membership.Standing.ENDED
    addressed = ~Q(membership__member__email="") | ~Q(further__email="") & Q(further__isnull=False)
    removed = Q(further__isnull=False) & ~Q(further__state=Holder.State.ACTIVE)
    return rows.exclude(membership__standing=ended).filter(addressed).exclude(removed)


def _renew_links(cards: Collection[Credential], now: datetime) -> None:
    """A link that is still open stays open longer; one that has run out stays dead, and a new one follows."""
    until = now + links.OPEN_FOR
    latest: dict[int, Offer] = {}
    for offer in Offer.objects.filter(credential__in=cards).order_by("generation"):
        latest[offer.credential_id] = offer
    still_open = [offer.pk for offer in latest.values() if links.is_open(offer, now=now)]
    Offer.objects.filter(pk__in=still_open).update(expires_at=until)
    here = scope.current().cooperative_id
    made = [
        Offer(
            cooperative_id=here,
            credential=card,
            generation=latest[card.pk].generation + 1 if card.pk in latest else 1,
            expires_at=until,
        )
        for card in cards
        if card.pk not in latest or latest[card.pk].pk not in still_open
    ]
    Offer.objects.bulk_create(made)
    Locator.objects.bulk_create(
        Locator(
            kind=Locator.Kind.CLAIM,
            digest=links.claim_digest(offer),
            cooperative_id=here,
            target=offer.code,
        )
        for offer in made
    )
