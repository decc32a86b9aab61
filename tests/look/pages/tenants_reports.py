"""Figures over time, and the annual report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from tenants.models import Cooperative, Membership
from tenants.services import members
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, no_page, shows

no_page("downloads", "tenants:report-file", "tenants:annual-pdf")


def counted(visit):
    """Three years old, with joins in many months, and some who left."""
    oak = at_office(visit, "owner")
    opened = datetime(timezone.now().year - 2, 3, 10, 12, tzinfo=UTC)
    Cooperative.objects.filter(pk=oak.coop.pk).update(opened_at=opened)
    today = timezone.localdate()
    for number in range(14):
        row = oak.joined(f"Member {number}")
        with oak.within:
            Membership.objects.filter(pk=row.pk).update(starts_on=today - timedelta(29 * number))
            if number % 5 == 0:
                row.refresh_from_db()
                members.end_membership(row, reason=Membership.EndReason.RESIGNED, by=oak.steward)
    return oak


@shows("tenants:reports", heading="Reports", rows=12, row="#report-members ~ .table-frame tbody tr")
def reports(visit):
    go(visit, counted(visit), "reports")


@shows(
    "tenants:reports",
    "by years",
    heading="Reports",
    rows=3,
    row="#report-members ~ .table-frame tbody tr",
)
def reports_by_years(visit):
    oak = counted(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/reports/?length=12")


@shows("tenants:reports", EMPTY, heading="Reports", rows=0)
def reports_of_a_new_co_op(visit):
    go(visit, at_office(visit, "owner"), "reports")


@shows("tenants:annual", heading=f"Annual report {timezone.now().year - 1}")
def annual(visit):
    go(visit, counted(visit), "annual", number=timezone.now().year - 1)


@shows("tenants:annual", "running", heading=f"Annual report {timezone.now().year}, so far")
def annual_so_far(visit):
    go(visit, counted(visit), "annual", number=timezone.now().year)
