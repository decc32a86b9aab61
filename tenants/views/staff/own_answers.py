"""What a member answered, as a section of the member's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tenants import answers, queries
from tenants.models import FormField, Member


def own_answers(found: Member) -> dict[str, Any] | None:
    """Nothing at a co-op that asks nothing besides."""
    if not FormField.objects.exists():
        return None
    here = queries.here()
    return {
        "rows": answers.told_of(found, here),
        "href": reverse("tenants:member-answers", args=[here.slug, found.code]),
    }
