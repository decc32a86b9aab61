"""Many members at once, quick to make."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tenants.models import Member, Membership


def url(oak, route="members-many", *args):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *args])


def people(oak, count, name="Amara"):
    """Rows as an import leaves them: quick to make, in good standing."""
    today, first = timezone.localdate(), Member.objects.count()
    rows = [
        Member(number=f"OA-9{first + n:05}", name=f"{name} {n}", name_key=f"{name.lower()} {n}")
        for n in range(count)
    ]
    made = Member.objects.bulk_create(rows)
    Membership.objects.bulk_create(
        Membership(member=each, membership_class=oak.consumer, ends_on=today + timedelta(200))
        for each in made
    )
    return made
