"""On the first page of a team: what waits for whoever looks after partnerships."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from benefits import queries, summaries
from benefits.sides import Sides
from tenants.models import Staff


def agreements_to_see_to(staff: Staff) -> dict[str, Any] | None:
    """Proposals and changes to answer, and what ends soon; None where nothing waits."""
    if not staff.may(Staff.Role.PARTNERSHIPS):
        return None
    slug = queries.here().slug
    tasks = [
        {
            "label": summaries.heading(sides),
            "href": reverse("benefits:agreement", args=[slug, sides.agreement.code]),
            "note": note,
            "state": "open",
            "word": word,
        }
        for sides in queries.sides_of_all()
        for note, word in _waits(sides)
    ]
    return {"tasks": tasks} if tasks else None


def _waits(sides: Sides) -> Iterator[tuple[str, str]]:
    if sides.awaits_us:
        change = gettext("Other terms wait for your answer.")
        proposal = gettext("A proposal waits for your answer.")
        yield (change if sides.ruling else proposal), gettext("To answer")
    left = sides.days_left
    if left is not None:
        yield (
            ngettext("It ends in {days} day.", "It ends in {days} days.", left).format(days=left),
            gettext("Ends soon"),
        )
    for each in sides.our_exceptions:
        if each.agreed_at is None and each.other_id == sides.ours.pk:
            yield gettext("An exception waits for your answer."), gettext("To answer")
