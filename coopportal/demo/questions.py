"""What a co-op of the demonstration asks besides name and address."""

from __future__ import annotations

from typing import Any, Final

from coopportal.demo import cast, staffing
from tenants.models import FormField, Staff
from tenants.services.fields import add_field

QUESTIONS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    cast.HILLSIDE: (
        {
            "label": "Which tools would you like to borrow most?",
            "kind": FormField.Kind.TEXT,
            "help": "Three or four are enough.",
        },
        {
            "label": "How did you hear of us?",
            "kind": FormField.Kind.CHOICE,
            "choices": ["From a neighbour", "At the market", "In the paper"],
        },
        {
            "label": "I have read the safety rules and keep to them.",
            "kind": FormField.Kind.CONSENT,
            "required": True,
        },
    ),
}


def ask(slug: str) -> None:
    """Once, in this order."""
    have = set(FormField.objects.values_list("label", flat=True))
    for each in QUESTIONS.get(slug, ()):
        if each["label"] not in have:
            add_field(by=staffing.seat(Staff.Role.OWNER), **each)
