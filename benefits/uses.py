"""Reads of what was given: the log, and sums per home co-op. No name stands in either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benefits.counting import COUNTS
from benefits.eligibility import Money
from benefits.models import Redemption
from tenants.models import Cooperative

HEADS: Final = tuple(
    map(
        gettext_lazy,
        (
            "When",
            "Benefit",
            "Kind",
            "Member of",
            "Units",
            "Value",
            "Shown",
            "Place",
            "Given by",
            "Given again because",
            "State",
            "Reason",
            "Version of the agreement",
        ),
    )
)
SUM_HEADS: Final = tuple(
    map(gettext_lazy, ("Member of", "Benefit", "People", "Uses", "Units", "Value"))
)


# How an amount is written: as it stands in a sheet, or as people read it.
Write = Callable[[Money], str]
OFF: Final = Q(undone_at__isnull=False) | Q(voided_at__isnull=False)


@dataclass(frozen=True)
class Filters:
    """What the log shows: one month or all, one home or all, and what counts or was taken back."""

    month: date | None = None
    home: str = ""
    state: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """What makes no sense asks for everything."""
        state = asked.get("state", "")
        return cls(
            month_of(asked.get("month", "")),
            asked.get("home", "")[:300],
            state if state in {"", "counts", "undone", "void"} else "",
        )

    @property
    def month_text(self) -> str:
        return f"{self.month:%Y-%m}" if self.month else ""


@dataclass(frozen=True)
class Line:
    """What the members of one home co-op had of one benefit in a month."""

    home: str
    home_did: str
    title: str
    people: int
    uses: int
    units: int
    value: Money

    def cells(self, write: Write = str) -> tuple[object, ...]:
        value = write(self.value) if self.value.cents else ""
        return (self.home, self.title, self.people, self.uses, self.units, value)


def month_of(written: str) -> date | None:
    try:
        found = date.fromisoformat(f"{written}-01")
    except ValueError:
        return None
    # Before the first and after the last year there is no day to look at.
    return found if MINYEAR < found.year < MAXYEAR else None


def next_month(month: date) -> date:
    return (month + timedelta(31)).replace(day=1)


def _of_month(rows: QuerySet[Redemption], month: date) -> QuerySet[Redemption]:
    """By the days of the co-op's own clock; and by the time, because by that they are found."""
    begins, ends = (datetime.combine(each, time(), UTC) for each in (month, next_month(month)))
    days = rows.filter(day__gte=month, day__lt=next_month(month))
    return days.filter(at__gt=begins - timedelta(1), at__lt=ends + timedelta(1))


def narrowed(filters: Filters) -> QuerySet[Redemption]:
    rows = Redemption.objects.all()
    if filters.month:
        rows = _of_month(rows, filters.month)
    if filters.home:
        rows = rows.filter(issuer_did=filters.home)
    if filters.state == "counts":
        rows = rows.filter(COUNTS)
    if filters.state == "undone":
        rows = rows.filter(OFF).exclude(undone_at=None)
    return rows.filter(OFF).exclude(voided_at=None) if filters.state == "void" else rows


def given_in(month: date, home: str = "", until: datetime | None = None) -> QuerySet[Redemption]:
    """What became a use in the month it was given in: everything but codes for web shops."""
    rows = narrowed(Filters(month, home)).filter(_counted(until))
    return rows.exclude(kind=Redemption.Kind.CODE)


def taken_in(
    month: date, here: Cooperative, home: str = "", until: datetime | None = None
) -> QuerySet[Redemption]:
    """Codes that shops took in the month, on the co-op's own clock, whenever they were made."""
    begins, ends = bounds(month, here)
    rows = Redemption.objects.filter(
        _counted(until), shop_code__redeemed_at__gte=begins, shop_code__redeemed_at__lt=ends
    )
    return rows.filter(issuer_did=home) if home else rows


def voided_in(month: date, here: Cooperative, home: str = "") -> QuerySet[Redemption]:
    """What was made void in the month, whenever it was given."""
    begins, ends = bounds(month, here)
    rows = Redemption.objects.filter(OFF, voided_at__gte=begins, voided_at__lt=ends)
    return rows.filter(issuer_did=home) if home else rows


def bounds(month: date, here: Cooperative) -> tuple[datetime, datetime]:
    """Where a month begins and ends on the co-op's own clock."""
    zone = ZoneInfo(here.time_zone)
    return datetime.combine(month, time(), zone), datetime.combine(next_month(month), time(), zone)


def _counted(until: datetime | None) -> Q:
    """What counts; or what counted at that moment, though it was made void since."""
    return COUNTS if until is None else COUNTS | Q(undone_at=None, voided_at__gte=until)


def counts() -> dict[str, int]:
    rows = Redemption.objects.order_by()
    off = rows.filter(OFF).aggregate(
        off=Count("pk"), undone=Count("undone_at"), void=Count("voided_at")
    )
    total = rows.count()
    return {
        "": total,
        "counts": total - off["off"],
        "undone": off["undone"],
        "void": off["void"],
    }


def homes() -> list[tuple[str, str]]:
    """The co-ops whose members used something here, by DID and the name they went by last."""
    rows = Redemption.objects.order_by("issuer_did", "-at", "-id")
    found: list[tuple[str, str]] = []
    after = ""
    # From one to the next along the index: there may be a million uses, and a handful of co-ops.
    while (use := rows.filter(issuer_did__gt=after).first()) is not None:
        after = use.issuer_did
        found.append((after, use.issuer_name))
    return sorted(found, key=lambda row: row[1])


def state_of(use: Redemption) -> str:
    if use.voided_at:
        return _("Void")
    return _("Taken back") if use.undone_at else _("Counts")


def value_of(use: Redemption, write: Write = str) -> str:
    return write(Money(use.value, use.currency)) if use.value else ""


def sheet(rows: Iterable[Redemption]) -> Iterator[tuple[object, ...]]:
    for use in rows:
        yield (
            f"{use.at:%Y-%m-%d %H:%M}",
            use.title,
            use.get_kind_display(),
            use.issuer_name,
            use.units,
            value_of(use),
            use.evidence_level,
            use.site,
            use.given_by,
            use.again,
            state_of(use),
            use.void_reason,
            use.agreement_version,
        )


def origins(month: date, here: Cooperative) -> list[Line]:
    """Sums per home co-op and benefit of one month, as it is settled; how many people, and never who."""
    found = (given_in(month), taken_in(month, here))
    lines = [line for rows in found for line in _by_home(rows)]
    return sorted(lines, key=lambda line: (line.home, line.title))


def _by_home(rows: QuerySet[Redemption]) -> Iterator[Line]:
    sums = (
        rows.order_by()
        .values("issuer_did", "agreement", "benefit", "currency")
        .annotate(
            home=Max("issuer_name"),
            title=Max("title"),
            people=Count("pseudonym", distinct=True),
            uses=Count("pk"),
            units=Sum("units"),
            value=Sum("value"),
        )
    )
    return map(_line, sums)


def _line(row: Mapping[str, Any]) -> Line:
    return Line(
        row["home"],
        row["issuer_did"],
        row["title"],
        row["people"],
        row["uses"],
        row["units"],
        Money(row["value"], row["currency"]),
    )


def months() -> list[tuple[str, str]]:
    """The months in which something was given, the newest first, as addresses and as words."""
    rows = Redemption.objects.order_by("at", "id")
    first, last = rows.first(), rows.last()
    found, month = [], last.day.replace(day=1) if last else None
    while first and month and month >= first.day.replace(day=1):
        if _of_month(rows, month).exists():
            found.append((f"{month:%Y-%m}", date_format(month, "YEAR_MONTH_FORMAT")))
        month = (month - timedelta(1)).replace(day=1)
    return found
