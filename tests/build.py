"""Plain builders for tests: rows as the services would leave them, with as little as possible."""

from __future__ import annotations

from typing import Any

from tenants.models import Cooperative, MembershipClass


def cooperative(slug: str, **values: Any) -> Cooperative:
    """A co-op without keys, classes or staff: for tests of the mechanism below the services."""
    values.setdefault("name", slug.title())
    values.setdefault("number_prefix", slug[:2].upper())
    values.setdefault("did", f"did:web:localhost%3A8000:c:{slug}")
    return Cooperative.objects.create(slug=slug, **values)


def membership_class(**values: Any) -> MembershipClass:
    values.setdefault("kind", MembershipClass.Kind.CONSUMER)
    values.setdefault("name", "Consumer member")
    return MembershipClass.objects.create(**values)
