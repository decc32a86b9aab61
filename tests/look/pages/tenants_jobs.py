"""Long work in the office: what goes on, how far it is, what failed."""

from __future__ import annotations

from tenants import outbox
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, no_page, shows
from tests.tenants import tallying

no_page("POST only, leads back to the job", "tenants:job-cancel", "tenants:job-retry")
no_page("downloads", "tenants:job-results", "tenants:job-file")


@shows("tenants:jobs", heading="Jobs", rows=2)
def jobs(visit):
    oak = at_office(visit)
    with oak.within:
        tallying.begin(oak.steward, ["", tallying.REFUSED])
    outbox.drain()
    with oak.within:
        tallying.begin(oak.steward)
    go(visit, oak, "jobs")


@shows("tenants:jobs", EMPTY, heading="Jobs", rows=0)
def no_jobs(visit):
    go(visit, at_office(visit), "jobs")


@shows("tenants:job", heading="Tally", rows=1)
def job(visit):
    oak = at_office(visit)
    with oak.within:
        begun = tallying.begin(oak.steward, ["", tallying.REFUSED, ""])
    outbox.drain()
    go(visit, oak, "job", code=begun.code)


@shows("tenants:job", EMPTY, heading="Tally", rows=0)
def job_begun(visit):
    oak = at_office(visit)
    with oak.within:
        begun = tallying.begin(oak.steward)
    go(visit, oak, "job", code=begun.code)
