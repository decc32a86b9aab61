"""How many have come how far, and where it has stopped: from recorded facts, never a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopportal.interest import choices
from coopportal.network import counting, interests
from coopportal.network.access import Viewer
from coopportal.network.charts import Bar, bars
from coopportal.onboarding import steps
from tenants.countries import countries
from tenants.models import Cooperative, Interest

INTERESTED: Final = "interested"
FUNNEL: Final[tuple[tuple[str, str | Promise], ...]] = (
    (INTERESTED, gettext_lazy("Interested")),
    *((step.key, step.label) for step in steps.STEPS),
)
# Columns of the tables by sector and by place.
SHORT: Final = (INTERESTED, steps.INVITED, steps.AGREED, steps.CARDED, steps.GRANTED)


@dataclass(frozen=True)
class Subject:
    """A co-op, or one that would like to be: which steps it reached and when, and what it waits for."""

    name: str
    href: str
    sector: str
    place: str
    reached: dict[str, datetime]
    waits_at: str
    waits: str
    since: datetime

    @property
    def days(self) -> int:
        return max(0, (timezone.now() - self.since).days)

    @property
    def how_long(self) -> str:
        return steps.how_long(self.days)


def subjects(viewer: Viewer) -> list[Subject]:
    """Each once: a co-op with the interest it came from, and the interests without a co-op."""
    told = list(interests.seen_by(viewer).filter(kind=Interest.Kind.COOP))
    registered = {row.cooperative_id: row for row in told if row.cooperative_id is not None}
    opened = list(viewer.cooperatives().exclude(state=Cooperative.State.CLOSED))
    found = [
        _of_cooperative(steps.of(facts), facts.cooperative, registered.get(facts.cooperative.pk))
        for facts in counting.first_steps(opened)
    ]
    waiting = [row for row in told if row.cooperative_id is None]
    return found + [_of_interest(row) for row in waiting if row.state != Interest.State.NOT_NOW]


def _of_cooperative(
    stands: list[steps.Stand], cooperative: Cooperative, told: Interest | None
) -> Subject:
    reached = {stand.key: stand.at for stand in stands if stand.at is not None}
    registered = told.confirmed_at if told is not None else None
    reached[INTERESTED] = registered or cooperative.opened_at
    waiting = steps.stalled(stands)
    return Subject(
        name=cooperative.name,
        href=reverse("network-cooperative", args=[cooperative.slug]),
        sector=sector_word(cooperative.sector),
        place=place_word(cooperative.country, cooperative.region),
        reached=reached,
        waits_at=waiting[0].label if waiting else "",
        waits=waiting[0].waits if waiting else "",
        since=waiting[1] if waiting else timezone.now(),
    )


def _of_interest(row: Interest) -> Subject:
    waits = _("Nobody has invited it yet.")
    if row.next_step and row.next_on:
        waits = _("A next step is planned.")
    return Subject(
        name=str(row),
        href=reverse("network-interest", args=[row.code]),
        sector=sector_word(row.sector),
        place=place_word(row.country, ""),
        reached={INTERESTED: row.confirmed_at or row.created_at},
        waits_at=str(steps.STEPS[0].label),
        waits=waits,
        since=row.confirmed_at or row.created_at,
    )


def sector_word(sector: str) -> str:
    return choices.word(choices.SECTORS, sector).capitalize() if sector else _("Not said")


def place_word(country: str, region: str) -> str:
    if not country:
        return _("Not said")
    name = choices.word(countries(), country)
    return f"{name}, {region}" if region else name


def funnel(found: list[Subject]) -> list[dict[str, Any]]:
    """Per step: how many, of all, and of those that reached the step before."""
    lines: list[dict[str, Any]] = []
    before = found
    for key, label in FUNNEL:
        here = [each for each in found if key in each.reached]
        onward = sum(key in each.reached for each in before)
        lines.append(
            {
                "label": str(label),
                "count": len(here),
                "of_all": share(len(here), len(found)),
                "of_before": share(onward, len(before)) if lines else "",
            }
        )
        before = here
    return lines


def funnel_bars(lines: list[dict[str, Any]]) -> list[Bar]:
    return bars([(line["label"], line["count"]) for line in lines])


def stalled(found: list[Subject]) -> list[Subject]:
    """Who waits longest comes first."""
    return sorted((each for each in found if each.waits), key=lambda each: each.since)


def grouped(found: list[Subject], by: str) -> list[list[Any]]:
    """Per sector or place: how many have reached the steps that matter there."""
    groups = sorted({getattr(each, by) for each in found})
    counted = Counter(
        (getattr(each, by), key) for each in found for key in SHORT if key in each.reached
    )
    return [[group, *(counted[group, key] for key in SHORT)] for group in groups]


def heads(first: str) -> list[str]:
    return [first, *(str(label) for key, label in FUNNEL if key in SHORT)]


def share(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else ""


def sheet(found: Iterable[Subject]) -> Iterator[list[Any]]:
    for each in found:
        dates = [each.reached.get(key) for key, _label in FUNNEL]
        yield [
            each.name,
            each.sector,
            each.place,
            *(f"{at:%Y-%m-%d}" if at else "" for at in dates),
            each.waits_at,
            each.waits,
            each.days if each.waits else "",
        ]


def sheet_heads() -> list[str]:
    labels = [str(label) for _key, label in FUNNEL]
    return [_("Co-op"), _("Sector"), _("Place"), *labels, _("Waits at"), _("Why"), _("Days")]
