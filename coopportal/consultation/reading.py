"""What everybody reads of the consultation: comments that are published, proposals, and what came of them."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, Prefetch, QuerySet

from coopportal.consultation import subjects
from coopportal.definition.changelog import CHANGELOG
from credentials.core.definition import VERSION
from tenants.models import Comment, Proposal

TABS: Final = ("", *Comment.PUBLIC)


def comments(state: str = "") -> QuerySet[Comment]:
    """The published ones, the newest first."""
    rows = Comment.objects.filter(state__in=[state] if state else Comment.PUBLIC)
    return rows.select_related("proposal", "led_to").order_by("-number")


def counts() -> dict[str, int]:
    """How many there are in each public state, and of all under the empty name."""
    rows = Comment.objects.filter(state__in=Comment.PUBLIC).order_by()
    found = dict(rows.values_list("state").annotate(found=Count("pk")))
    return {"": sum(found.values()), **found}


def shown(comment: Comment) -> dict[str, Any]:
    """A published comment as a page shows it. No address is in it."""
    return {
        "number": comment.number,
        "about": subjects.word(comment),
        "text": comment.text,
        "who": " · ".join(filter(None, (comment.name, comment.organisation))),
        "at": comment.published_at,
        "state": comment.state,
        "word": comment.get_state_display(),
        "answer": comment.answer if comment.state in Comment.ANSWERED else "",
        "answered_at": comment.answered_at,
        "led_to": comment.led_to,
    }


def proposals() -> list[dict[str, Any]]:
    """Every proposal with the published comments on it and those that led to it."""
    public = Comment.objects.filter(state__in=Comment.PUBLIC).order_by("number")
    rows = Proposal.objects.prefetch_related(
        Prefetch("comments", public), Prefetch("reasons", public)
    )
    return [
        {
            "proposal": row,
            "word": _word(row),
            "comments": [each.number for each in row.comments.all()],
            "reasons": [each.number for each in row.reasons.all()],
        }
        for row in rows
    ]


def changelog(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each version with the proposals that became part of it, and the comments behind these."""
    return [
        {
            "version": entry.version,
            "day": entry.day,
            "lines": entry.lines,
            "proposals": [each for each in known if each["proposal"].version == entry.version],
        }
        for entry in CHANGELOG
    ]


def coming(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The draft of the next version: what was accepted and is in none yet."""
    state = Proposal.State.ACCEPTED
    return [
        each for each in known if each["proposal"].state == state and not each["proposal"].version
    ]


def _word(row: Proposal) -> str:
    if row.state == Proposal.State.ACCEPTED and row.version:
        return row.version
    return row.get_state_display()


def versions() -> list[tuple[str, str]]:
    """Versions that a proposal may be part of."""
    return [(VERSION, VERSION)]
