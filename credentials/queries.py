"""The cards of a co-op as its office sees them: one for each running membership, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from credentials.models import CardPrint, Credential, Offer
from tenants.models import Holder, Membership

SOON: Final = timedelta(days=30)
ISSUED, OPENED, UNOPENED, EXPIRING, UNPRINTED, MISSING = (
    "",
    "opened",
    "unopened",
    "expiring",
    "unprinted",
    "missing",
)
SHOWN: Final = (ISSUED, OPENED, UNOPENED, EXPIRING, UNPRINTED, MISSING)


@dataclass(frozen=True)
class Choice:
    """Some of the running memberships: by what became of the card, by kind, by who has no address, or these alone."""

    show: str = ISSUED
    kind: UUID | None = None
    no_email: bool = False
    these: tuple[UUID, ...] = ()
    wave: UUID | None = None
    held: tuple[int, ...] | None = None  # the primary keys that the wave leaves to letters

    def as_query(self) -> str:
        """As it stands in an address, without what is empty."""
        asked: list[tuple[str, Any]] = [("show", self.show), ("kind", self.kind)]
        asked.append(("no_email", "on" if self.no_email else ""))
        asked.append(("wave", self.wave))
        asked += [("these", code) for code in self.these]
        return urlencode([(name, value) for name, value in asked if value])


def running() -> QuerySet[Any]:
    """Memberships that run, with what is known of their cards: `issued`, `expiring`, `opened`, `printed`."""
    now = timezone.now()
    own = Credential.objects.filter(
        further=None
    )  # of the member; others of the household have theirs
    current = own.filter(membership=OuterRef("pk"), superseded_at=None)
    mine = {
        "credential__membership": OuterRef("pk"),
        "credential__superseded_at": None,
        "credential__further": None,
    }
    good = current.filter(checked_at__isnull=False, valid_until__gt=now)
    looked_at = Offer.objects.filter(**mine, first_opened_at__isnull=False)
    prints = CardPrint.objects.filter(**mine, run__printed_at__isnull=False)
    rows = Membership.objects.exclude(standing=Membership.Standing.ENDED)
    rows = rows.alias(looked_at=Exists(looked_at), beside_unprinted=Exists(_beside_unprinted(now)))
    return rows.annotate(
        issued=Exists(good),
        expiring=Exists(good.filter(valid_until__lte=now + SOON)),
        opened=Q(looked_at=True) | Q(member__user__isnull=False),
        printed_at=Subquery(prints.order_by("-run__printed_at").values("run__printed_at")[:1]),
    )


def _beside_unprinted(now: datetime) -> QuerySet[Credential]:
    """Cards of the household that are good and on no paper yet: they are printed with the member's own."""
    printed = CardPrint.objects.filter(credential=OuterRef("pk"), run__printed_at__isnull=False)
    good = Credential.objects.filter(superseded_at=None, checked_at__isnull=False)
    beside = good.filter(further__state=Holder.State.ACTIVE, valid_until__gt=now)
    return beside.filter(~Exists(printed), membership=OuterRef("pk"))


_WHICH: Final = {
    ISSUED: Q(issued=True),
    OPENED: Q(issued=True, opened=True),
    UNOPENED: Q(issued=True, opened=False),
    EXPIRING: Q(expiring=True),
    UNPRINTED: Q(issued=True, printed_at=None) | Q(beside_unprinted=True),
    MISSING: Q(issued=False),
}


def chosen(choice: Choice) -> QuerySet[Any]:
    """In the order of the members' numbers, each with the member and the card (`current`, a list of one or none)."""
    rows = _narrowed(running(), choice).filter(_WHICH[choice.show])
    cards = Credential.objects.filter(superseded_at=None, further=None)
    rows = rows.select_related("member", "membership_class")
    rows = rows.prefetch_related(Prefetch("credentials", queryset=cards, to_attr="current"))
    return rows.order_by("member__number", "pk")


def counts(choice: Choice) -> dict[str, int]:
    """How many each list would show; one query."""
    rows = _narrowed(running(), choice).order_by()
    wanted = {name or "issued_": Count("pk", filter=which) for name, which in _WHICH.items()}
    wanted = {f"n_{name}": count for name, count in wanted.items()}
    found = rows.aggregate(**wanted)
    return {name: found[f"n_{name or 'issued_'}"] for name in SHOWN}


def _narrowed(rows: QuerySet[Any], choice: Choice) -> QuerySet[Any]:
    if choice.held is not None:
        rows = rows.filter(pk__in=choice.held)
    if choice.these:
        rows = rows.filter(code__in=choice.these)
    if choice.kind is not None:
        rows = rows.filter(membership_class__code=choice.kind)
    return rows.filter(member__email="") if choice.no_email else rows
