"""`python -m tests.postgresql.erasing`: in a portal that signs in as `app`, a member joins, leaves and is forgotten."""

from __future__ import annotations

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.db import Error, connection, transaction  # noqa: E402 -- after the set-up
from django.utils import timezone  # noqa: E402 -- as above

from coopportal.services.opening import Opening, open_with_steward  # noqa: E402 -- as above
from tenants import append_only, outbox, scope  # noqa: E402 -- as above
from tenants.audit.reading import read_chain  # noqa: E402 -- as above
from tenants.models import Event, Member, Membership, MembershipClass, Staff  # noqa: E402 -- as above
from tenants.services import auditing, forgetting_members, members  # noqa: E402 -- as above
from tenants.services.applying import submit_trusted  # noqa: E402 -- as above
from tenants.services.decisions import approve_application  # noqa: E402 -- as above

NAME = "Perpetua Quillfeather"
TRIED = (
    "UPDATE {table} SET cooperative_id = cooperative_id",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "DROP TRIGGER {table}_undeleted ON {table}",
    "DROP TABLE {table} CASCADE",
)


def main() -> None:
    here = open_with_steward(
        Opening("erasing", "Erasing", "E", "consumer", "o@example.org", "bo@example.org")
    )
    outbox.drain()
    with scope.within(here.pk):
        _join_and_leave()
    outbox.drain()
    with scope.within(here.pk):
        before = _read()
        gone = forgetting_members.anonymise_due()
        outbox.drain()
        after = _read()
        refused = [
            sql
            for table in append_only.TABLES
            for sql in TRIED
            if _refused(sql.format(table=table))
        ]
        told = {
            "before": before,
            "after": after,
            "forgotten": Member.objects.exclude(anonymised_at=None).count(),
            "logins": len(gone),
            "names": Member.objects.filter(name=NAME).count(),
            "named": sum(NAME in json.dumps(each.data) for each in Event.objects.all()),
            "tried": len(TRIED) * len(append_only.TABLES),
            "refused": len(refused),
            "at_the_end": _read(),
        }
    sys.stdout.write(json.dumps(told))


def _join_and_leave() -> None:
    by = Staff.objects.all()[0]
    application = submit_trusted(
        name=NAME,
        name_on_card=NAME,
        email="perpetua@example.org",
        share_name=True,
        membership_class=MembershipClass.objects.filter(visiting=False)[0],
    )
    row = approve_application(application, by=by, undo=timedelta())
    members.end_membership(row, reason=Membership.EndReason.RESIGNED, by=by)
    long_ago = timezone.now() - timedelta(days=365 * 30)
    Membership.objects.update(starts_on=long_ago.date(), ends_on=long_ago.date(), ended_at=long_ago)


def _read() -> dict[str, object]:
    while auditing.extend_chain():
        continue
    reading = read_chain()
    return {"whole": reading.whole, "lines": reading.lines, "head": reading.head}


def _refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except Error:
        return True
    return False


if __name__ == "__main__":
    main()
