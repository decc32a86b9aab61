"""At a federation: sign cards for a co-op that it may issue for, and keep where their status stands.

The federation looks at its own word, not at the co-op's rows: an accreditation in force that says it may
issue, of the very co-op that asks. What it signs names that co-op and nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from credentials import keystore, publishing
from credentials.core.compact import sign_compact
from credentials.core.credential import build_membership_credential
from credentials.core.data_integrity.proof import add_proof
from credentials.core.keys import Signer
from credentials.errors import CooperativeSuspendedError, IssuerRefusedError
from credentials.issuers import Asked, Signed, called
from credentials.models import Accreditation, SignedFor, SigningKey, StatusList
from credentials.planning import Place
from tenants import scope
from tenants.models import Cooperative

TakePlaces = Callable[[int], list[Place]]
Publish = Callable[[Collection[int]], None]


@transaction.atomic(durable=True)
def sign_for(asked: Sequence[Asked], *, take_places: TakePlaces, publish: Publish) -> list[Signed]:
    """One co-op's cards, signed by the current federation, each with a place in its lists.

    The place is the same at each attempt. Raises IssuerRefusedError where it may not issue for that co-op,
    CooperativeSuspendedError while it is suspended itself, NoSigningKeyError.
    """
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    if here.state in {Cooperative.State.SUSPENDED, Cooperative.State.CLOSED}:
        raise CooperativeSuspendedError
    key = keystore.key_in_use(lock=True)
    word = _word_on(asked, here)
    signer = keystore.signer_of(key)
    places = _places_of(asked, key, take_places, publish)
    return [_sign(one, places[one.order], word, here, signer) for one in asked]


def _sign(
    asked: Asked, place: Place, word: Accreditation, here: Cooperative, signer: Signer
) -> Signed:
    claims = replace(
        asked.plan.claims,
        issuer=here.did,
        issuer_name=here.name,
        cooperative=word.applicant.did,
        cooperative_name=called(asked.plan.claims.cooperative_name, word),
    )
    compact = replace(asked.plan.compact, issuer=here.did, position=place.position)
    unsigned = build_membership_credential(
        claims,
        valid_from=asked.plan.valid_from,
        valid_until=asked.plan.valid_until,
        status=place.entries,
    )
    document = publishing.as_text(add_proof(unsigned, signer, created=asked.at))
    address = publishing.card_address(asked.card_code)
    short = sign_compact(compact, signer, address=address)
    return Signed(here.did, document, short, place.position)


def _word_on(asked: Sequence[Asked], here: Cooperative) -> Accreditation:
    """Our own word on the co-op that asks, in force. Raises IssuerRefusedError."""
    [(home, issuer)] = {(one.home, one.issuer) for one in asked}
    words = Accreditation.objects.filter(
        body=here,
        applicant_id=home,
        state=Accreditation.State.IN_FORCE,
        body_may_issue=True,
    )
    word = words.select_related("applicant", "body").first()
    if word is None or word.days_left() < 0 or issuer != here.pk:
        raise IssuerRefusedError
    return word


def _places_of(
    asked: Sequence[Asked], key: SigningKey, take_places: TakePlaces, publish: Publish
) -> dict[UUID, Place]:
    known = SignedFor.objects.filter(order__in=[one.order for one in asked])
    rows = {row.order: row for row in known}
    known.exclude(signing_key=key).update(signing_key=key)
    fresh = [one for one in asked if one.order not in rows]
    taken = dict(zip((one.order for one in fresh), take_places(len(fresh)), strict=True))
    SignedFor.objects.bulk_create(
        SignedFor(
            order=one.order,
            home_did=one.plan.claims.cooperative,
            signing_key=key,
            series_id=taken[one.order].series_id,
            position=taken[one.order].position,
            told_at=one.at,
            valid_until=one.plan.valid_until,
        )
        for one in fresh
    )
    series = {place.series_id for place in taken.values()}
    unpublished = StatusList.objects.filter(series__in=series, version=0).order_by()
    if affected := set(unpublished.values_list("series_id", flat=True)):
        publish(affected)
    lists = defaultdict(list)
    of_rows = StatusList.objects.filter(series__in={row.series_id for row in rows.values()})
    for pk, purpose, url in of_rows.order_by("purpose").values_list("series_id", "purpose", "url"):
        lists[pk].append((purpose, url))
    kept = {
        order: Place(row.series_id, row.position, tuple(lists[row.series_id]))
        for order, row in rows.items()
    }
    return taken | kept


@transaction.atomic
def note_standings(told: Mapping[str, tuple[str, datetime]], *, publish: Publish) -> list[str]:
    """What co-ops say of cards that we signed for them, by order; what is older than we know is passed over.

    Returns the orders of which our lists say something new.
    """
    keystore.key_in_use(lock=True)
    news = []
    for order, (standing, at) in told.items():
        rows = SignedFor.objects.filter(order=order, told_at__lt=at)
        if rows.update(standing=standing, told_at=at):
            news.append(order)
    if news:
        series = SignedFor.objects.filter(order__in=news).order_by()
        publish(set(series.values_list("series_id", flat=True)))
    return news
