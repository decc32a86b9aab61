"""At a federation: sign a card for a co-op that it may issue for, and keep where its status stands.

The federation looks at its own word, not at the co-op's rows: an accreditation in force that says it may
issue, of the very co-op that asks. What it signs names that co-op and nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from credentials import keystore, publishing
from credentials.core.compact import sign_compact
from credentials.core.credential import build_membership_credential
from credentials.core.data_integrity.proof import add_proof
from credentials.errors import CooperativeSuspendedError, IssuerRefusedError
from credentials.issuers import Asked, Signed, called
from credentials.models import Accreditation, SignedFor, SigningKey, StatusList
from credentials.planning import Place
from tenants import scope
from tenants.models import Cooperative

TakePlace = Callable[[], Place]
Publish = Callable[[Collection[int]], None]


@transaction.atomic(durable=True)
def sign_for(asked: Asked, *, take_place: TakePlace, publish: Publish) -> Signed:
    """The card, signed by the current federation, with a place in its lists; the same place at each attempt.

    Raises IssuerRefusedError where it may not issue for that co-op, CooperativeSuspendedError while it is
    suspended itself, NoSigningKeyError.
    """
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    if here.state in {Cooperative.State.SUSPENDED, Cooperative.State.CLOSED}:
        raise CooperativeSuspendedError
    key = keystore.key_in_use(lock=True)
    word = _word_on(asked, here)
    place = _place_of(asked, key, take_place, publish)
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
    signer = keystore.signer_of(key)
    document = publishing.as_text(add_proof(unsigned, signer, created=asked.at))
    address = publishing.card_address(asked.card_code)
    short = sign_compact(compact, signer, address=address)
    return Signed(here.did, document, short, place.position)


def _word_on(asked: Asked, here: Cooperative) -> Accreditation:
    """Our own word on the co-op that asks, in force. Raises IssuerRefusedError."""
    words = Accreditation.objects.filter(
        body=here,
        applicant_id=asked.home,
        state=Accreditation.State.IN_FORCE,
        body_may_issue=True,
    )
    word = words.select_related("applicant", "body").first()
    if word is None or word.days_left() < 0 or asked.issuer != here.pk:
        raise IssuerRefusedError
    return word


def _place_of(asked: Asked, key: SigningKey, take_place: TakePlace, publish: Publish) -> Place:
    row = SignedFor.objects.filter(order=asked.order).first()
    if row is None:
        place = take_place()
        SignedFor.objects.create(
            order=asked.order,
            home_did=asked.plan.claims.cooperative,
            signing_key=key,
            series_id=place.series_id,
            position=place.position,
            told_at=asked.at,
            valid_until=asked.plan.valid_until,
        )
        if StatusList.objects.filter(series=place.series_id, version=0).exists():
            publish({place.series_id})
        return place
    if row.signing_key_id != key.pk:
        SignedFor.objects.filter(pk=row.pk).update(signing_key=key)
    lists = StatusList.objects.filter(series=row.series_id).order_by("purpose")
    return Place(row.series_id, row.position, tuple(lists.values_list("purpose", "url")))


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
