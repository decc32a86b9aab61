"""How often a secret may be tried: noted in the database, in a transaction of its own, before anything is compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tenants.models import SecretTry
from tenants.secrets import digest

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
NOW: Final = timedelta()
EVERYBODY: Final = "everybody"


@dataclass(frozen=True)
class Pace:
    """So many tries at once; after each further one whoever types waits, twice as long each time."""

    free: int
    first: timedelta = timedelta(minutes=1)
    longest: timedelta = HOUR

    def after(self, tries: int) -> timedelta:
        if tries < self.free:
            return NOW
        doubled: int = 2 ** min(tries - self.free, 10)
        return min(self.first * doubled, self.longest)


@dataclass(frozen=True)
class Share:
    """So many tries within an hour by the clock: from one network, and from everybody together."""

    of_one: int
    of_all: int


@transaction.atomic(durable=True)
def take(what: str, of: str, most: int, *, keep: timedelta = DAY) -> bool:
    """Count a try. False where there were as many as there may be."""
    mine = _row(what, of, timezone.now() + keep)
    return bool(SecretTry.objects.filter(of=mine, count__lt=most).update(count=F("count") + 1))


def spend(what: str, secret: str, *, keep: timedelta = DAY) -> bool:
    """Use something up. False where somebody was faster."""
    return take(f"{what} spent", secret, 1, keep=keep)


@transaction.atomic(durable=True)
def wait(what: str, whose: str, pace: Pace) -> timedelta:
    """Count a try at what belongs to one person; or how long whoever types has to wait, and nothing is counted."""
    mine = _row(what, whose, timezone.now() + DAY)
    row = SecretTry.objects.select_for_update().filter(of=mine).first()
    if row is None:  # old, and swept away between these lines
        return pace.first
    now = timezone.now()
    if row.free_at > now:
        return row.free_at - now
    tries = row.count + 1
    SecretTry.objects.filter(pk=row.pk).update(
        count=tries, free_at=now + pace.after(tries), forget_at=now + DAY
    )
    return NOW


def of_network(what: str, network: str, share: Share) -> bool:
    """Count a try at what may be anybody's. False where this network, or all of them together, has had enough."""
    one, everybody = _within_the_hour(network)
    return all([take(what, one, share.of_one), take(what, everybody, share.of_all)])


@transaction.atomic(durable=True)
def give_back(what: str, network: str) -> None:
    """It was the right one, so it was no guess: many people of one network may each have theirs."""
    keys = [_key(what, each) for each in _within_the_hour(network)]
    SecretTry.objects.filter(of__in=keys, count__gt=0).update(count=F("count") - 1)


def _within_the_hour(network: str) -> tuple[str, str]:
    hour = f"{timezone.now():%Y%m%d%H}"
    return f"{network}|{hour}", f"{EVERYBODY}|{hour}"


@transaction.atomic(durable=True)
def forgive(what: str, whose: str) -> None:
    """The right one was typed: earlier slips of the hand count no longer."""
    SecretTry.objects.filter(of=_key(what, whose)).update(count=0, free_at=timezone.now())


@transaction.atomic(durable=True)
def forget_old_tries() -> None:
    SecretTry.objects.filter(forget_at__lte=timezone.now()).delete()


def _row(what: str, of: str, forget_at: datetime) -> str:
    """The key of a row that is there, and begins anew where its time is over."""
    mine = _key(what, of)
    SecretTry.objects.bulk_create([SecretTry(of=mine, forget_at=forget_at)], ignore_conflicts=True)
    SecretTry.objects.filter(of=mine, forget_at__lte=timezone.now()).update(
        count=0, forget_at=forget_at
    )
    return mine


def _key(what: str, of: str) -> str:
    return digest(f"tries at {what}", of)
