"""The history of the register begins with what is there: first entries for every member and membership."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import islice

from django.db import migrations

CHUNK = 1000
MEMBER = ("number", "name", "kind", "address", "postcode", "town", "region", "country")


def first_entries(apps, schema_editor):
    """Kept so far was only how things stand, and when a standing changed. That is what the entries say."""
    Entry = apps.get_model("tenants", "RegisterEntry")
    Member = apps.get_model("tenants", "Member")
    Membership = apps.get_model("tenants", "Membership")
    suspended = _suspended(apps.get_model("tenants", "Event"))
    wrote = 0
    for rows in _chunks(Member.objects.order_by("pk").iterator(CHUNK)):
        made = [_of_member(Entry, row) for row in rows]
        Entry.objects.bulk_create(made)
        wrote += len(made)
    assert wrote == Member.objects.count(), "a member is without an entry"
    beginnings = 0
    held = Membership.objects.order_by("pk").select_related("member", "membership_class")
    for rows in _chunks(held.iterator(CHUNK)):
        made = [entry for row in rows for entry in _of_membership(Entry, row, suspended)]
        Entry.objects.bulk_create(made)
        beginnings += sum("member" in entry.values for entry in made)
    assert beginnings == Membership.objects.count(), "a membership is without an entry"


def _chunks(rows):
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _suspended(Event):
    events = Event.objects.filter(name="MembershipSuspended").order_by("pk")
    return {each.data.get("membership"): each.at for each in events.iterator(CHUNK)}


def _midnight(day):
    return datetime.combine(day, time.min, UTC)


def _of_member(Entry, row):
    values = {"joined_on": row.joined_on.isoformat()}
    return Entry(
        cooperative_id=row.cooperative_id,
        of="member",
        subject=row.code,
        values=values | {name: getattr(row, name) for name in MEMBER},
        holds_from=row.joined_on,
        written_at=_midnight(row.joined_on),
    )


def _of_membership(Entry, row, suspended):
    common = {"cooperative_id": row.cooperative_id, "of": "membership", "subject": row.code}
    first = {
        "starts_on": row.starts_on.isoformat(),
        "member": str(row.member.code),
        "membership_class": str(row.membership_class.code),
        "standing": "good",
        "ends_on": row.ends_on.isoformat(),
        "end_reason": "" if row.standing == "ended" else row.end_reason,
    }
    yield Entry(
        **common, values=first, holds_from=row.starts_on, written_at=_midnight(row.starts_on)
    )
    if row.standing == "ended":
        yield Entry(
            **common,
            values={"standing": "ended", "end_reason": row.end_reason},
            holds_from=row.ends_on,
            written_at=row.ended_at or _midnight(row.ends_on),
        )
    elif row.standing == "suspended":
        at = suspended.get(str(row.code)) or _midnight(row.starts_on)
        yield Entry(**common, values={"standing": "suspended"}, holds_from=at.date(), written_at=at)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0014_register")]

    operations = [migrations.RunPython(first_entries, migrations.RunPython.noop)]
