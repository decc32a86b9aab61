"""On the pages of a member and of an application: what is due, and the shares that are held."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from tenants import money as seen
from tenants import queries
from tenants.dates import today_in
from tenants.holding import held
from tenants.models import Application, Due, Member, Membership, RegisterEntry, ShareEntry
from tenants.offers import money


def of_member(member: Member) -> dict[str, Any]:
    """What is due, and was."""
    today = today_in(queries.here().time_zone)
    return {"member": member, "lines": [seen.line(row, today) for row in seen.dues_of(member)]}


def of_application(application: Application) -> dict[str, Any] | None:
    """What has to be paid first; once there is a member, it stands with the member."""
    rows = list(Due.objects.filter(application=application, member=None))
    if not rows and not application.is_open:
        return None
    today = today_in(queries.here().time_zone)
    return {"application": application, "lines": [seen.line(row, today) for row in rows]}


def minimum_of(member: Member) -> int:
    """The most that any running membership asks for; 0 for who has left."""
    running = Membership.objects.filter(member=member).exclude(standing=Membership.Standing.ENDED)
    found = running.aggregate(most=Max("membership_class__minimum_shares"))
    return found["most"] or 0


def shares(member: Member) -> dict[str, Any] | None:
    """Where the kind of membership has shares, or some were held."""
    rows = list(ShareEntry.objects.filter(member=member).select_related("beside__member"))
    minimum = minimum_of(member)
    if not rows and not minimum:
        return None
    here, found = queries.here(), held(row.move for row in rows)
    reversed_ones = {row.beside_id for row in rows if row.action == ShareEntry.Kind.REVERSED}
    written = RegisterEntry.objects.filter(subject__in=[row.code for row in rows])
    notes = {note.subject: note for note in written.select_related("by__user")}
    return {
        "member": member,
        "held": found,
        "lots": [
            {"count": count, "price": money(price, here.currency)}
            for price, count in sorted(found.lots.items())
        ],
        "value": money(found.value, here.currency),
        "paid": money(found.paid, here.currency),
        "unpaid": money(found.unpaid, here.currency) if found.unpaid else "",
        "minimum": minimum,
        "few": found.count < minimum,
        "left": found.count and not _is_running(member),
        "lines": [
            {
                "entry": row,
                "note": notes.get(row.code),
                "count": f"{row.count:+d}" if row.count else "",
                "price": money(row.price, here.currency) if row.count else "",
                "paid": money(row.paid, here.currency) if row.paid else "",
                "is_reversed": row.pk in reversed_ones,
                "may_reverse": row.pk not in reversed_ones
                and row.action != ShareEntry.Kind.REVERSED,
            }
            for row in reversed(rows)
        ],
    }


def _is_running(member: Member) -> bool:
    rows = Membership.objects.filter(member=member)
    return rows.exclude(standing=Membership.Standing.ENDED).exists()
