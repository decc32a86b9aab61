"""Co-ops: opened once under a name of their own, with classes to join."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import transaction

from tenants import outbox, scope
from tenants.countries import currency_of
from tenants.errors import SlugTakenError
from tenants.facts import CooperativeDescribed, CooperativeOpened
from tenants.models import Cooperative, MembershipClass, Staff
from tenants.queries import hold_here

DESCRIBED: Final = frozenset(
    {
        "name",
        "about",
        "colour",
        "sector",
        "place",
        "country",
        "email",
        "phone",
        "website",
    }
)


@transaction.atomic(durable=True)
def open_cooperative(*, slug: str, name: str, number_prefix: str, **profile: Any) -> Cooperative:
    """Open a co-op. Address and DID are settled here and never change.

    Raises SlugTakenError, and Django's ValidationError where a value cannot be.
    """
    if Cooperative.objects.filter(slug=slug).exists():
        raise SlugTakenError
    profile.setdefault("currency", currency_of(profile.get("country", "")))
    cooperative = Cooperative(
        slug=slug, did=did_of(slug), name=name, number_prefix=number_prefix, **profile
    )
    cooperative.full_clean()
    cooperative.save(force_insert=True)
    with scope.within(cooperative.pk):
        outbox.record(CooperativeOpened(str(cooperative.pk)))
    return cooperative


@transaction.atomic
def end_waiting() -> None:
    """The current co-op is accredited: it no longer waits for it."""
    waiting = Cooperative.objects.filter(
        pk=scope.current().cooperative_id, state=Cooperative.State.AWAITING_ACCREDITATION
    )
    waiting.update(state=Cooperative.State.OPEN)


@transaction.atomic(durable=True)
def add_membership_class(**values: Any) -> MembershipClass:
    """A kind of membership, last in the list unless it says where."""
    values.setdefault("position", MembershipClass.objects.count())
    row = MembershipClass(**values)
    row.full_clean(exclude=["cooperative"], validate_constraints=False)
    row.save(force_insert=True)
    return row


@transaction.atomic(durable=True)
def describe_cooperative(*, by: Staff, **profile: Any) -> Cooperative:
    """How it presents itself from now on. Address and DID stay as they are.

    Raises Django's ValidationError where a value cannot be.
    """
    if strange := set(profile) - DESCRIBED:
        raise TypeError(f"Not a part of the description: {sorted(strange)}.")
    row = hold_here()
    for name, value in profile.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(profile))
    outbox.record(CooperativeDescribed(str(row.pk)), by=by)
    return row


def did_of(slug: str) -> str:
    """did:web of a co-op here: its page's address, read from the origin that never changes."""
    return f"did:web:{quote(urlsplit(settings.CANONICAL_ORIGIN).netloc, safe='')}:c:{slug}"
