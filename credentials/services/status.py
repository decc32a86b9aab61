"""Status lists: which cards are ended or suspended, published for everybody to read.

A bit is never set or cleared. Each time, all bits of a list are computed from the standings of the
memberships behind its positions, for every generation of their cards, so that what is published cannot
drift from the register. The row of the key in use is locked before standings are read: the last list
published has seen the last standing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.data_integrity.proof import add_proof
from credentials.core.keys import Signer
from credentials.core.status import build_status_list, set_in
from credentials.errors import NoSigningKeyError
from credentials.facts import StandingTold, StatusHinted
from credentials.models import (
    Accreditation,
    AccreditationCredential,
    Credential,
    ProgramCredential,
    PublishedDocument,
    Reliance,
    SignedFor,
    StatusList,
)
from tenants import outbox, scope
from tenants.killpoints import reach
from tenants.models import Cooperative, Holder, Membership

# Long enough to live through a night without a worker, short enough that an old copy is soon worthless.
LIFE: Final = timedelta(hours=24)
REFRESHED_AFTER: Final = LIFE / 2
BEHIND: Final = timedelta(minutes=1)  # how far behind ours the clock of a reader may be
MARKED_BY: Final = {
    StatusList.Purpose.REVOCATION.value: Membership.Standing.ENDED,
    StatusList.Purpose.SUSPENSION.value: Membership.Standing.SUSPENDED,
}
WORD_MARKED_BY: Final = {
    StatusList.Purpose.REVOCATION.value: Accreditation.State.REVOKED,
    StatusList.Purpose.SUSPENSION.value: Accreditation.State.SUSPENDED,
}
PROGRAM_MARKED_BY: Final = {
    StatusList.Purpose.REVOCATION.value: ProgramCredential.State.REVOKED,
    StatusList.Purpose.SUSPENSION.value: ProgramCredential.State.SUSPENDED,
}


@transaction.atomic
def publish_for_new_cards(cards: Sequence[Credential]) -> None:
    """In the transaction that stores them: no card ever points to a list that does not know of it."""
    series = {card.series_id for card in cards if card.series_id is not None}
    unpublished = StatusList.objects.filter(series__in=series, version=0)
    affected = set(unpublished.values_list("series_id", flat=True))
    good = Membership.Standing.GOOD
    affected |= series & {card.series_id for card in cards if card.membership.standing != good}
    if affected:
        _publish(affected)


@transaction.atomic
def follow_memberships(codes: Collection[str]) -> None:
    """Publish the lists in which these memberships stand, and hint those who rely on their cards."""
    try:
        keystore.key_in_use(lock=True)
    except NoSigningKeyError:
        if Credential.objects.exists():
            raise
        return  # nothing was ever signed here
    cards = Credential.objects.filter(membership__code__in=codes)
    own = cards.exclude(series=None)
    affected = set(own.order_by().values_list("series_id", flat=True).distinct())
    if affected:
        _publish(affected)
        hint_hosts(map(publishing.credential_digest, own.values_list("urn", flat=True)))
    _tell_signers(cards)


def _tell_signers(cards: QuerySet[Credential]) -> None:
    """Whoever signed a card for us publishes its status: told how it stands now, behind our lock."""
    at = timezone.now().isoformat()
    ended = Membership.Standing.ENDED
    names = ("signer", "code", "membership__standing", "urn", "further__state")
    told = [
        (signer, code, ended if state == Holder.State.REMOVED else standing, urn)
        for signer, code, standing, urn, state in cards.exclude(signer="").values_list(*names)
    ]
    signers = Cooperative.objects.filter(did__in={row[0] for row in told})
    places = dict(signers.values_list("did", "pk"))
    for signer, code, standing, urn in told:
        if signer in places:
            digest = publishing.credential_digest(urn)
            outbox.owe(StandingTold(str(code), standing, at, digest), places[signer])


@transaction.atomic
def publish_series(series: Collection[int]) -> None:
    """The lists of these blocks of positions, as what stands in them is now."""
    _publish(series)


@transaction.atomic
def hint_hosts(digests: Iterable[str]) -> None:
    """To each co-op of this portal that relies on one of these cards. It believes nothing but the list."""
    if not settings.STATUS_HINTS:
        return
    for reliance in Reliance.objects.filter(credential_digest__in=list(digests)):
        outbox.owe(StatusHinted(reliance.credential_digest), reliance.host_id)


@transaction.atomic
def follow_accreditations(codes: Collection[str]) -> None:
    """The same for the words of a body on these co-ops, also the first time that a list holds one."""
    words = AccreditationCredential.objects.filter(accreditation__code__in=codes)
    affected = set(words.order_by().values_list("series_id", flat=True).distinct())
    if affected:
        _publish(affected)


@transaction.atomic(durable=True)
def refresh_lists(*, now: datetime | None = None) -> int:
    """Publish anew the lists of the current co-op that would grow old. Returns how many series."""
    now = now or timezone.now()
    affected = set(_old(now).order_by().values_list("series_id", flat=True).distinct())
    if affected:
        _publish(affected, now=now)
    return len(affected)


def are_lists_old() -> bool:
    """Whether a list of the current co-op is to be published anew."""
    return _old(timezone.now()).exists()


def _old(now: datetime) -> QuerySet[StatusList]:
    return StatusList.objects.filter(published_at__lte=now - REFRESHED_AFTER)


def _publish(series: Collection[int], *, now: datetime | None = None) -> None:
    signer = keystore.signer_of(keystore.key_in_use(lock=True))
    now = now or timezone.now()
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    marks = _marks(series)
    lists = list(StatusList.objects.filter(series__in=series).select_related("series"))
    documents = []
    for each in lists:
        positions = marks[each.series_id, each.purpose]
        positions |= set(set_in(bytes(each.floor or b"")))
        each.version += 1
        each.published_at = now
        documents.append(_document(each, positions, here, signer, now))
    reach("credentials.lists:signed")
    StatusList.objects.bulk_update(lists, ["version", "published_at"])
    PublishedDocument.objects.bulk_create(
        documents,
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["media_type", "body", "etag", "valid_until", "updated_at"],
    )


def _marks(series: Collection[int]) -> defaultdict[tuple[int, str], set[int]]:
    """Every position that is set, by series and purpose: of cards, and of words on co-ops."""
    sources = (
        (Credential.objects, "membership__standing", MARKED_BY),
        (AccreditationCredential.objects, "accreditation__state", WORD_MARKED_BY),
        (SignedFor.objects, "standing", MARKED_BY),
        (ProgramCredential.objects, "state", PROGRAM_MARKED_BY),
    )
    marks = defaultdict[tuple[int, str], set[int]](set)
    for rows, field, marked_by in sources:
        purposes = {state: purpose for purpose, state in marked_by.items()}
        found = rows.filter(**{"series__in": series, f"{field}__in": list(purposes)}).order_by()
        for pk, state, place in found.values_list("series_id", field, "position"):
            marks[pk, purposes[state]].add(place)
    for pk, place in _removed(series):
        marks[pk, StatusList.Purpose.REVOCATION.value].add(place)
    return marks


def _removed(series: Collection[int]) -> Iterable[tuple[int, int]]:
    """Cards of who is in a household no more, while the membership itself goes on."""
    rows = Credential.objects.filter(series__in=series, further__state=Holder.State.REMOVED)
    going_on = rows.exclude(membership__standing=Membership.Standing.ENDED).order_by()
    return going_on.values_list("series_id", "position")


def _document(
    listed: StatusList, positions: Iterable[int], here: Cooperative, signer: Signer, now: datetime
) -> PublishedDocument:
    unsigned = build_status_list(
        url=listed.url,
        issuer=here.did,
        purpose=listed.purpose,
        positions=positions,
        size=listed.series.size,
        valid_from=now - BEHIND,
        valid_until=now + LIFE,
    )
    signed = add_proof(unsigned, signer, created=now)
    columns = publishing.published(signed, publishing.CREDENTIAL, now=now, valid_until=now + LIFE)
    return PublishedDocument(url=listed.url, **columns)
