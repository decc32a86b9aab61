"""The list of applications: tabs, search and filters, all of them in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When

from tenants import admission, queries
from tenants.dates import today_in
from tenants.models import Application, ApplicationMessage, Cooperative, Staff
from tenants.secrets import name_key

State = Application.State
TABS: Final = (
    State.SUBMITTED,
    State.INFORMATION_ASKED,
    State.WAITING_LIST,
    State.APPROVED,
    State.DECLINED,
    State.WITHDRAWN,
)
AGES: Final = ("late", "due", "new")
FLAGS: Final = ("duplicate", "wrote", "proposed", "conditions", "place")
# As far as somebody steps from one to the next, or flags are worked out by hand.
MOST: Final = 2000
NEAR: Final = ("membership_class", "assignee__user", "proposed_by__user", "decided_by__user")


@dataclass(frozen=True)
class Filters:
    """What the address asks for; nonsense in it asks for nothing."""

    state: str = State.SUBMITTED
    q: str = ""
    kind: str = ""
    assigned: str = ""
    age: str = ""
    flag: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Filters:
        found = {each.name: asked.get(each.name, "").strip()[:100] for each in fields(cls)}
        found["state"] = found["state"] or State.SUBMITTED
        found["kind"] = found["kind"] if _code(found["kind"]) else ""
        if found["assigned"] not in {"me", "nobody"} and not _code(found["assigned"]):
            found["assigned"] = ""
        found["age"] = found["age"] if found["age"] in AGES else ""
        found["flag"] = found["flag"] if found["flag"] in FLAGS else ""
        return cls(**found)

    @property
    def known(self) -> bool:
        return self.state in TABS

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.assigned or self.age or self.flag)

    def query(self, **changed: str) -> str:
        """For an address: only what differs from the plain list."""
        wanted = replace(self, **changed)
        said = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
        return urlencode({name: value for name, value in said.items() if value})


def rows(filters: Filters, here: Cooperative, me: Staff) -> QuerySet[Application]:
    """In the order they came, on the waiting list in the order they joined it; decided ones newest first."""
    found = _matching(filters, here, me).filter(state=filters.state).select_related(*NEAR)
    if filters.state == State.WAITING_LIST:
        found = found.order_by("waitlisted_at", "pk")
    elif filters.state not in Application.OPEN:
        found = found.select_related("membership__member").order_by("-decided_at", "-pk")
    return found


def counts(filters: Filters, here: Cooperative, me: Staff) -> dict[str, int]:
    """How many each tab would show with the same search and filters."""
    found = _matching(filters, here, me).order_by()
    return dict(found.values_list("state").annotate(rows=Count("pk")))


def neighbours(
    filters: Filters, here: Cooperative, me: Staff, code: UUID
) -> tuple[UUID | None, UUID | None]:
    """Before and after this one in its list; from outside of it, the next is the list's first."""
    codes = list(rows(filters, here, me).values_list("code", flat=True)[:MOST])
    if code not in codes:
        return None, (codes[0] if codes else None)
    at = codes.index(code)
    return (codes[at - 1] if at else None), (codes[at + 1] if at + 1 < len(codes) else None)


def answer_by(application: Application, here: Cooperative) -> date | None:
    """The day that was promised."""
    came = application.submitted_at
    if came is None:
        return None
    return today_in(here.time_zone, came) + timedelta(days=here.answer_days)


def _matching(filters: Filters, here: Cooperative, me: Staff) -> QuerySet[Application]:
    found = Application.objects.exclude(state=State.DRAFT).annotate(last_from=Subquery(_last()))
    for word in name_key(filters.q).split():
        hit = Q(name_key__contains=word) | Q(email_key__contains=word)
        found = found.filter(hit | Q(membership__member__number__icontains=word))
    if filters.kind:
        found = found.filter(membership_class__code=filters.kind)
    if filters.assigned == "me":
        found = found.filter(assignee=me)
    elif filters.assigned == "nobody":
        found = found.filter(assignee=None)
    elif filters.assigned:
        found = found.filter(assignee__code=filters.assigned)
    if filters.age:
        found = found.filter(_of_age(filters.age, here))
    return _flagged(found, filters, here)


def _flagged(
    found: QuerySet[Application], filters: Filters, here: Cooperative
) -> QuerySet[Application]:
    if filters.flag == "proposed":
        return found.exclude(proposed_by=None).filter(state__in=Application.OPEN)
    if filters.flag == "wrote":
        return found.filter(Q(last_from="them"))
    if filters.flag == "place":
        kept = Q(place_offered_until__gte=today_in(here.time_zone)) | ~Q(place_taken_at=None)
        return found.filter(kept)
    if filters.flag:
        some = list(found.filter(state__in=Application.OPEN)[:MOST])
        wanted = {
            "duplicate": queries.with_duplicates,
            "conditions": admission.with_open_conditions,
        }[filters.flag]
        return found.filter(pk__in=wanted(some))
    return found


def _of_age(age: str, here: Cooperative) -> Q:
    """By the days of the co-op, as the list counts them."""
    today = today_in(here.time_zone)
    late = _midnight(today - timedelta(days=here.answer_days), here)
    if age == "late":
        return Q(submitted_at__lt=late)
    if age == "due":
        return Q(submitted_at__gte=late, submitted_at__lt=late + timedelta(days=1))
    return Q(submitted_at__gte=_midnight(today - timedelta(days=1), here))


def _midnight(day: date, here: Cooperative) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(here.time_zone))


def _last() -> QuerySet[ApplicationMessage, str]:
    """Whose word was the last."""
    words = ApplicationMessage.objects.filter(application=OuterRef("pk")).order_by("-at", "-pk")
    us = Case(When(by=None, then=Value("them")), default=Value("us"))
    return words.annotate(whose=us).values_list("whose", flat=True)[:1]


def _code(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
