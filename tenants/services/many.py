"""What is decided for many members at once becomes a job with one item for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from tenants import bulk, long_work, outbox
from tenants.long_work import Item
from tenants.models import Job, Member, MemberAction, MembershipClass, Staff
from tenants.people_facts import ManyActedOn


@transaction.atomic(durable=True)
def begin(
    name: str,
    members: Iterable[Member],
    *,
    key: UUID,
    particulars: dict[str, Any],
    kind: MembershipClass | None = None,
    title: str,
    by: Staff,
) -> Job:
    """One job for each `key`, however often the page is sent; the second press is led to the first one's job."""
    row, made = MemberAction.objects.get_or_create(
        code=key,
        defaults={
            "action": name,
            "particulars": particulars,
            "membership_class": kind,
            "by": by,
        },
    )
    if not made:
        return Job.objects.get(about=row.code)
    items = [Item(str(each.code), f"{each.number} {each.name}") for each in members]
    outbox.record(ManyActedOn(str(row.code), name, str(len(items))), by=by)
    return long_work.begin(bulk.KIND, items, by=by, title=title, about=row.code)
