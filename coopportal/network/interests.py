"""The list of who is interested: by state, found again, and as rows of a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal.interest import choices
from coopportal.network.access import Viewer
from tenants import queries
from tenants.countries import countries
from tenants.models import Cooperative, Interest, Staff

SINGLE = {"sector": choices.SECTORS, "wish": choices.WISHES, "use": choices.USES}


@dataclass(frozen=True)
class Filters:
    """What the address asks for. What is not offered is not asked for."""

    state: str
    query: str
    sector: str
    wish: str
    use: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        picked = {
            name: asked.get(name, "") if asked.get(name, "") in dict(offered) else ""
            for name, offered in SINGLE.items()
        }
        state = asked.get("state", Interest.State.NEW)
        return cls(
            state=state if state in Interest.LISTED else str(Interest.State.NEW),
            query=asked.get("q", "").strip()[:100],
            **picked,
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.query or self.sector or self.wish or self.use)

    def address(self, **changed: str) -> str:
        kept = {
            "state": self.state,
            "q": self.query,
            "sector": self.sector,
            "wish": self.wish,
            "use": self.use,
        }
        return urlencode({key: value for key, value in {**kept, **changed}.items() if value})


def seen_by(viewer: Viewer) -> QuerySet[Interest]:
    """The confirmed ones: all for the operator, for a federation those that chose it."""
    rows = Interest.objects.filter(state__in=Interest.LISTED)
    return rows if viewer.operator else rows.filter(federation__in=viewer.keys)


def narrowed(rows: QuerySet[Interest], filters: Filters) -> QuerySet[Interest]:
    """All filters but the state, so that the tabs can count."""
    if filters.query:
        rows = rows.filter(
            Q(organisation__icontains=filters.query)
            | Q(name__icontains=filters.query)
            | Q(email__icontains=filters.query)
        )
    if filters.sector:
        rows = rows.filter(sector=filters.sector)
    for key, word in (("wishes", filters.wish), ("use_cases", filters.use)):
        if word:
            # The words are fixed and none contains another, so this holds on every database.
            rows = rows.filter(**{f"{key}__icontains": f'"{word}"'})
    return rows


def tabs(rows: QuerySet[Interest], filters: Filters) -> list[dict[str, Any]]:
    counts = dict(rows.order_by().values_list("state").annotate(found=Count("pk")))
    return [
        {
            "label": Interest.State(state).label,
            "url": f"?{filters.address(state=state)}",
            "count": counts.get(state, 0),
            "current": state == filters.state,
        }
        for state in Interest.LISTED
    ]


def in_order(rows: QuerySet[Interest], state: str) -> QuerySet[Interest]:
    """What is due first, then the newest."""
    return (
        rows.filter(state=state)
        .select_related("federation", "cooperative")
        .order_by(F("next_on").asc(nulls_last=True), "-confirmed_at", "-pk")
    )


def is_late(row: Interest) -> bool:
    return row.next_on is not None and row.next_on < timezone.localdate()


def of_a_federation(staff: Staff) -> dict[str, Any] | None:
    """For the first page of a federation's owners; for everybody else nothing."""
    here = queries.here()
    if here.level != Cooperative.Level.SECONDARY or not staff.may(Staff.Role.OWNER):
        return None
    rows = Interest.objects.filter(federation=here, state__in=Interest.LISTED)
    return {
        "new": rows.filter(state=Interest.State.NEW).count(),
        "late": rows.filter(next_on__lt=timezone.localdate()).count(),
    }


HEADS: Final[tuple[str | Promise, ...]] = (
    _("State"),
    _("Kind"),
    _("Co-op"),
    _("Name"),
    _("Email"),
    _("Role"),
    _("Country"),
    _("Sector"),
    _("Language"),
    _("Would like to"),
    _("Use cases"),
    _("Hopes for"),
    _("Passed on to"),
    _("Registered on"),
    _("Next step"),
    _("Next step on"),
    _("Who"),
    _("Page"),
)


def sheet(rows: QuerySet[Interest]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row.get_state_display(),
            row.get_kind_display(),
            row.organisation,
            row.name,
            row.email,
            choices.word(choices.ROLES, row.role),
            choices.word(countries(), row.country),
            choices.word(choices.SECTORS, row.sector),
            row.language,
            choices.words(choices.WISHES, row.wishes),
            choices.words(choices.USES, row.use_cases),
            row.hopes,
            row.federation or "",
            f"{row.confirmed_at:%Y-%m-%d}" if row.confirmed_at else "",
            row.next_step,
            row.next_on or "",
            row.next_by,
            row.cooperative.slug if row.cooperative else "",
        ]
