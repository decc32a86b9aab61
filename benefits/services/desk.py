"""Desks: adding a place, pairing its device, and keeping what was held out there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from benefits.desk import devices
from benefits.desk.reasons import Found, Reason
from benefits.eligibility import Evidence
from benefits.errors import CheckAnsweredError, DeskGoneError, PairingSpentError
from benefits.facts import DeskAdded, DeskLookedUp, DeskPaired, DeskRemoved
from benefits.models import Desk, DeskCheck, Redemption
from credentials import live
from tenants import outbox, scope
from tenants.models import Locator, Staff
from tenants.secrets import new_token

SEEN_EVERY: Final = timedelta(minutes=1)
KNOWN_FOR: Final = timedelta(days=90)


@transaction.atomic(durable=True)
def add_desk(place: str, *, by: Staff) -> Desk:
    """A new place, with a code that pairs one device."""
    desk = Desk.objects.create(place=place, added_by=by)
    _offer_pairing(desk)
    outbox.record(DeskAdded(str(desk.code)), by=by)
    return desk


@transaction.atomic(durable=True)
def renew_pairing(desk: Desk) -> None:
    """A fresh code; the one before is void. The device that stands there works until the code is used.

    Raises DeskGoneError.
    """
    _offer_pairing(_locked(desk))
    desk.refresh_from_db()


@transaction.atomic(durable=True)
def pair_desk(desk: Desk, secret: str) -> str:
    """Use the code up and return what the device's cookie carries from now on.

    Raises PairingSpentError for a code that was used, replaced or is too old.
    """
    here = Desk.objects.select_for_update().filter(pk=desk.pk, removed_at=None).first()
    if here is None or not devices.is_waiting(here):
        raise PairingSpentError
    codes = Locator.objects.filter(kind=Locator.Kind.PAIRING, target=here.code)
    if not codes.filter(digest=devices.pairing_digest(secret)).exists():
        raise PairingSpentError
    codes.delete()
    Locator.objects.filter(kind=Locator.Kind.DESK, target=here.code).delete()
    token, now = new_token(), timezone.now()
    _lead_here(Locator.Kind.DESK, devices.device_digest(token), here)
    Desk.objects.filter(pk=here.pk).update(paired_at=now, last_seen_at=now, pairing_until=None)
    outbox.record(DeskPaired(str(here.code)))
    return token


@transaction.atomic(durable=True)
def remove_desk(desk: Desk, *, by: Staff | None) -> None:
    """Its device and its codes stop working at once; what was recorded stays. Raises DeskGoneError."""
    here = _locked(desk)
    kinds = (Locator.Kind.DESK, Locator.Kind.PAIRING)
    Locator.objects.filter(kind__in=kinds, target=here.code).delete()
    Desk.objects.filter(pk=here.pk).update(removed_at=timezone.now(), pairing_until=None)
    outbox.record(DeskRemoved(str(here.code)), by=by)


@transaction.atomic(durable=True)
def keep_devices(digests: Collection[str]) -> int:
    """After a backup was put back: only these devices are known, and no code pairs one. Returns how many others were."""
    here = Locator.objects.filter(cooperative=scope.current().cooperative_id)
    here.filter(kind=Locator.Kind.PAIRING).delete()
    others = here.filter(kind=Locator.Kind.DESK).exclude(digest__in=list(digests))
    desks = list(others.values_list("target", flat=True))
    others.delete()
    Desk.objects.filter(code__in=desks).update(paired_at=None)
    Desk.objects.update(pairing_until=None)
    return len(desks)


def was_long_unseen(desk: Desk) -> bool:
    """Whether it is worth a write: once a minute is enough for the page of the staff."""
    return desk.last_seen_at is None or desk.last_seen_at < timezone.now() - SEEN_EVERY


@transaction.atomic(durable=True)
def note_seen(desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(last_seen_at=timezone.now())


@transaction.atomic(durable=True)
def record_check(found: Found, *, desk: Desk) -> DeskCheck:
    """Keep what was answered. Initials are shown and not kept.

    A live code of ours counts once, at whichever desk it is held out first; after that it is a picture. One of
    a partner's was counted by its home when that was asked.
    """
    spent = bool(found.live) and not _use_up(found.live, desk)
    return DeskCheck.objects.create(
        desk=desk,
        reason=found.reason,
        sentence=found.sentence,
        evidence=(Evidence.SHOWN if spent else found.evidence).name.lower(),
        membership=found.membership,
        further=found.further,
        issuer_did=found.issuer[:300],
        home=found.home[:200],
        home_class=found.home_class[:16],
        pseudonym=found.pseudonym,
        question=found.question,
        valid_until=found.valid_until,
        agreement=found.agreement,
        agreement_version=found.agreement_version,
        elsewhere=found.elsewhere[:100],
    )


@transaction.atomic(durable=True)
def note_search(desk: Desk, *, matches: int) -> None:
    """That the register was searched from here; not for whom."""
    outbox.record(DeskLookedUp(str(desk.code), str(matches)))


@transaction.atomic(durable=True)
def compare_identity(check: DeskCheck, *, matches: bool) -> None:
    """The person at the desk compared a photo ID with the name. Raises CheckAnsweredError."""
    reason = Reason.MEMBER if matches else Reason.OTHER_PERSON
    open_rows = DeskCheck.objects.filter(pk=check.pk, reason=Reason.CHECK_ID)
    if not open_rows.update(reason=reason):
        raise CheckAnsweredError


@transaction.atomic(durable=True)
def forget_who_came() -> None:
    """After three months a check says that somebody came, and no longer who; nobody can be asked about a use by
    then. Repeated, it changes nothing."""
    late = timezone.now() - KNOWN_FOR
    Redemption.objects.filter(at__lt=late, question__isnull=False).update(question=None)
    old = DeskCheck.objects.filter(at__lt=late)
    known = old.exclude(membership=None, pseudonym="", question="")
    known.update(membership=None, pseudonym="", question="")


def _locked(desk: Desk) -> Desk:
    here = Desk.objects.select_for_update().filter(pk=desk.pk, removed_at=None).first()
    if here is None:
        raise DeskGoneError
    return here


def _offer_pairing(desk: Desk) -> None:
    """Token and digits lead here; digits that wait elsewhere are drawn anew."""
    Locator.objects.filter(kind=Locator.Kind.PAIRING, target=desk.code).delete()
    while True:
        desk.pairing += 1
        digits = devices.pairing_digest(devices.pairing_digits(desk))
        if not Locator.objects.filter(kind=Locator.Kind.PAIRING, digest=digits).exists():
            break
    _lead_here(Locator.Kind.PAIRING, digits, desk)
    _lead_here(Locator.Kind.PAIRING, devices.pairing_digest(devices.pairing_token(desk)), desk)
    desk.pairing_until = timezone.now() + devices.TIME_TO_PAIR
    desk.save(update_fields=["pairing", "pairing_until"])


def _use_up(token: str, desk: Desk) -> bool:
    """Whether it was used now, for the first time. Those that are too old anyway are forgotten."""
    used = Locator.objects.filter(kind=Locator.Kind.LIVE)
    used.filter(created_at__lt=timezone.now() - 2 * live.GOOD_FOR).delete()
    try:
        with transaction.atomic():
            _lead_here(Locator.Kind.LIVE, live.token_digest(token), desk)
    except IntegrityError:
        return False
    return True


def _lead_here(kind: Locator.Kind, key: str, desk: Desk) -> None:
    Locator.objects.create(
        kind=kind,
        digest=key,
        cooperative_id=scope.current().cooperative_id,
        target=desk.code,
    )
