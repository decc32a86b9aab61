"""The log: its lines, its chain, and what it looks like when somebody has changed one."""

from __future__ import annotations

from tenants.audit import reading
from tenants.models import Event
from tenants.services import auditing, members
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, leads back to the log", "tenants:audit-check")
no_page("POST only, the log as a file", "tenants:audit-export")


def written(visit):
    oak = at_office(visit, "owner")
    first = oak.joined("Amara Okonkwo-Lindqvist")
    oak.joined("محمد العربي", "m@example.org")
    with oak.within:
        members.suspend_membership(first, reason="dues", by=oak.steward)
        auditing.extend_chain()
        auditing.keep_reading(reading.read_chain(), by=oak.owner)
    return oak


@shows("tenants:audit", heading="Log", rows=5)
def log(visit):
    go(visit, written(visit), "audit")


@shows("tenants:audit", EMPTY, heading="Log", rows=0)
def log_of_a_new_co_op(visit):
    go(visit, at_office(visit, "owner"), "audit")


@shows("tenants:audit", "nothing found", heading="Log", rows=0)
def log_without_such_a_line(visit):
    oak = written(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/audit/?member=nobody")


@shows("tenants:audit", ERROR, heading="Log", rows=0)
def log_of_wrong_days(visit):
    oak = written(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/audit/?since=2026-02-01&until=2026-01-01&head=abc")


@shows("tenants:audit", "broken", heading="Log", rows=5)
def log_that_was_changed(visit):
    oak = written(visit)
    with oak.within:
        first = Event.objects.order_by("pk").first()
        Event.objects.filter(pk=first.pk).update(data={})
        auditing.keep_reading(reading.read_chain())
    go(visit, oak, "audit")
