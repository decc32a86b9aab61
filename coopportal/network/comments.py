"""The comments on the definition as whoever looks after the network finds them. No address is among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal.consultation import subjects
from tenants import queries
from tenants.models import Comment, Cooperative, Proposal, Staff


@dataclass(frozen=True)
class Filters:
    """What the address asks for. What is not offered is not asked for."""

    state: str
    query: str
    proposal: str

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        state, proposal = asked.get("state", ""), asked.get("proposal", "")
        return cls(
            state=state if state in Comment.LISTED else str(Comment.State.NEW),
            query=asked.get("q", "").strip()[:100],
            proposal=proposal[:6] if proposal.isdecimal() else "",
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.query or self.proposal)

    def address(self, **changed: str) -> str:
        kept = {"state": self.state, "q": self.query, "proposal": self.proposal}
        return urlencode({key: value for key, value in {**kept, **changed}.items() if value})


def narrowed(filters: Filters) -> QuerySet[Comment]:
    """The confirmed ones under all filters but the state, so that the tabs can count."""
    rows = Comment.objects.filter(state__in=Comment.LISTED)
    if filters.query:
        rows = rows.filter(
            Q(text__icontains=filters.query)
            | Q(name__icontains=filters.query)
            | Q(organisation__icontains=filters.query)
            | Q(term__icontains=filters.query)
        )
    if filters.proposal:
        rows = rows.filter(proposal__number=int(filters.proposal))
    return rows


def tabs(rows: QuerySet[Comment], filters: Filters) -> list[dict[str, Any]]:
    counts = dict(rows.order_by().values_list("state").annotate(found=Count("pk")))
    return [
        {
            "label": Comment.State(state).label,
            "url": f"?{filters.address(state=state)}",
            "count": counts.get(state, 0),
            "current": state == filters.state,
        }
        for state in Comment.LISTED
    ]


def in_order(rows: QuerySet[Comment], state: str) -> QuerySet[Comment]:
    """Who has waited longest first; of those that are done, the newest."""
    waits = state in {Comment.State.NEW, Comment.State.PUBLISHED}
    order = ("confirmed_at", "pk") if waits else ("-changed_at", "-pk")
    return rows.filter(state=state).select_related("proposal", "led_to").order_by(*order)


def offered() -> list[tuple[str, str]]:
    """Proposals to filter by."""
    rows = Proposal.objects.order_by("number").values_list("number", "title")
    return [(str(number), f"{number}. {title}") for number, title in rows]


def of_a_federation(staff: Staff) -> dict[str, Any] | None:
    """For the first page of a federation's owners, while something waits; for everybody else nothing."""
    here = queries.here()
    if here.level != Cooperative.Level.SECONDARY or not staff.may(Staff.Role.OWNER):
        return None
    rows = Comment.objects.filter(state__in=[Comment.State.NEW, Comment.State.PUBLISHED])
    counts = dict(rows.order_by().values_list("state").annotate(found=Count("pk")))
    return counts or None


HEADS: Final[tuple[str | Promise, ...]] = (
    _("Number"),
    _("State"),
    _("About"),
    _("Comment"),
    _("Name"),
    _("Organisation"),
    _("Confirmed on"),
    _("Answer"),
    _("Answered on"),
    _("Led to proposal"),
)


def sheet(rows: QuerySet[Comment]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row.number or "",
            row.get_state_display(),
            subjects.word(row),
            row.text,
            row.name,
            row.organisation,
            f"{row.confirmed_at:%Y-%m-%d}" if row.confirmed_at else "",
            row.answer,
            f"{row.answered_at:%Y-%m-%d}" if row.answered_at else "",
            row.led_to.number if row.led_to else "",
        ]
