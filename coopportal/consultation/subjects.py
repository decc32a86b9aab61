"""What a comment can be about: the whole definition, one term, or a proposed change."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.core.bundle import published_document
from tenants.models import Comment, Proposal

WHOLE: Final = "all"
Choice = tuple[str, str | Promise]


def terms() -> list[str]:
    """The names of all terms, values among them."""
    return sorted(
        (term["name"] for term in published_document("vocabulary.json")["terms"]), key=str.casefold
    )


def offered() -> list[tuple[str | Promise, list[Choice]] | Choice]:
    """As a form offers them: open proposals before the many terms."""
    proposals: list[Choice] = [
        (f"proposal-{each.number}", f"{each.number}. {each.title}")
        for each in Proposal.objects.filter(state=Proposal.State.OPEN).order_by("number")
    ]
    groups = [(_("A proposed change"), proposals)] if proposals else []
    named: list[Choice] = [(f"term-{name}", name) for name in terms()]
    return [(WHOLE, _("The whole definition")), *groups, (_("A term"), named)]


def read(chosen: str) -> dict[str, Any]:
    """What a choice means, as the row keeps it."""
    kind, _dash, name = chosen.partition("-")
    if kind == "proposal":
        return {"proposal": Proposal.objects.filter(number=int(name)).first()}
    return {"term": name} if kind == "term" else {}


def word(comment: Comment) -> str:
    """What a comment is about, in words."""
    if comment.proposal is not None:
        return f"{comment.proposal.number}. {comment.proposal.title}"
    return comment.term or str(_("The whole definition"))
