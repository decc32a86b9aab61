"""How far somebody is who applies."""

from __future__ import annotations

from typing import Any, Final

from tenants import answers
from tenants.models import Application

STEPS: Final = ("class", "details", "questions", "check", "verify")


def place(step: str, draft: Application | None) -> dict[str, Any]:
    """Which of how many: a step less where the co-op asks nothing besides."""
    more = answers.asked_in(draft.membership_class if draft is not None else None).exists()
    steps = [each for each in STEPS if more or each != "questions"]
    return {"step": steps.index(step) + 1, "of": len(steps)}
