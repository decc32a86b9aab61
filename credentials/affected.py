"""What a signing key has signed that is still good: counted before it is declared compromised, and signed anew after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from credentials.models import (
    Accreditation,
    AccreditationCredential,
    Credential,
    ProgramCredential,
    SignedFor,
    SigningKey,
    StatusSeries,
    TrustListVersion,
)
from tenants.long_work import Item, Text
from tenants.models import Cooperative, Job, JobItem, Membership

SIGN_ANEW: Final = "credentials.sign_anew"
KEY, LISTS, WORD, TRUST_LIST, SHOWN, HOME, CARD = (
    *("key", "lists", "word", "trust-list", "shown", "home", "card"),
)
_also: list[tuple[Text, Callable[[], int]]] = []


@dataclass(frozen=True)
class Affected:
    """In numbers, as a page says it before somebody decides. `also` is what other parts of the portal sign."""

    cards: int
    mailed: int
    unaddressed: int
    words: int
    lists: int
    listed: bool
    homes: int
    of_programs: int
    also: tuple[tuple[Text, int], ...] = ()


def counts_too(name: Text, count: Callable[[], int]) -> None:
    """For what stands in other parts of the portal, and is signed anew there when a key takes over."""
    _also.append((name, count))


def of(key: SigningKey, now: datetime) -> Affected:
    """What would have to be signed anew."""
    cards = _cards(key, now)
    of_their_own = Q(further__isnull=False) & ~Q(further__email="")
    mailed = cards.filter(~Q(membership__member__email="") | of_their_own)
    number, mailed_number = cards.count(), mailed.distinct().count()
    return Affected(
        cards=number,
        mailed=mailed_number,
        unaddressed=number - mailed_number,
        words=len(_words(key)),
        lists=StatusSeries.objects.count() * 2,
        listed=TrustListVersion.objects.exists(),
        homes=len(_homes(key)),
        of_programs=_of_programs(key, now),
        also=tuple((name, number) for name, count in _also if (number := count())),
    )


def good_cards(key: SigningKey, now: datetime) -> int:
    """How many cards that count it has signed."""
    return _cards(key, now).count()


def items(key: SigningKey, now: datetime) -> list[Item]:
    """The work, in its order: a key first, then what cards are read by, then the cards."""
    there = [Item(KEY, _("A new key"))]
    there += [Item(f"{LISTS}:{pk}", _("Status lists")) for pk in _series()]
    there += [Item(f"{WORD}:{code}", name[:120]) for code, name in _words(key)]
    if TrustListVersion.objects.exists():
        there.append(Item(TRUST_LIST, _("Trust list")))
    there.append(Item(SHOWN, _("What others say of us")))
    there += [Item(f"{HOME}:{home.pk}", home.name[:120]) for home in _homes(key)]
    names = ("membership__code", "further__code", "membership__member__name")
    there += [
        Item(f"{CARD}:{code}:{further or ''}", name[:120])
        for code, further, name in _cards(key, now).values_list(*names)
    ]
    return there


def to_sign_anew(key: SigningKey) -> int:
    """How many cards there are in the work that follows, however far it has come."""
    job = Job.objects.filter(kind=SIGN_ANEW, about=key.code)
    return JobItem.objects.filter(job__in=job, key__startswith=f"{CARD}:").count()


def lost_with(key: SigningKey) -> int:
    """What programs had signed with a compromised key and would still count: it was handed out, and is not kept."""
    return _of_programs(key, key.compromised_at or timezone.now())


def signed_by(did: str, now: datetime) -> list[str]:
    """The memberships whose good cards a federation has signed."""
    rows = Credential.objects.filter(signer=did, superseded_at=None, valid_until__gt=now)
    going_on = rows.exclude(membership__standing=Membership.Standing.ENDED)
    codes = going_on.order_by("membership__pk").values_list("membership__code", flat=True)
    return list(dict.fromkeys(map(str, codes)))


def _series() -> list[int]:
    return list(StatusSeries.objects.order_by("pk").values_list("pk", flat=True))


def _cards(key: SigningKey, now: datetime) -> QuerySet[Credential]:
    """Those that count: newest of their holder, not over, of a membership that goes on."""
    rows = Credential.objects.filter(signing_key=key, superseded_at=None, valid_until__gt=now)
    return rows.exclude(membership__standing=Membership.Standing.ENDED).order_by("pk")


def _of_programs(key: SigningKey, now: datetime) -> int:
    rows = ProgramCredential.objects.filter(signing_key=key, valid_until__gte=now)
    return rows.exclude(state=ProgramCredential.State.REVOKED).count()


def _words(key: SigningKey) -> list[tuple[str, str]]:
    """Accreditations whose newest signed word is this key's."""
    signed = AccreditationCredential.objects.filter(accreditation__state__in=Accreditation.LISTED)
    newest: dict[int, AccreditationCredential] = {}
    for each in signed.select_related("accreditation").order_by("generation"):
        newest[each.accreditation_id] = each
    mine = [each.accreditation for each in newest.values() if each.signing_key_id == key.pk]
    return [(str(each.code), each.legal_name) for each in mine]


def _homes(key: SigningKey) -> list[Cooperative]:
    """Co-ops for whom this key has signed cards that are good."""
    dids = SignedFor.objects.filter(signing_key=key).values("home_did")
    return list(Cooperative.objects.filter(did__in=dids).order_by("pk"))
