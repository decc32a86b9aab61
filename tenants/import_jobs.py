"""Kinds of long work around imports: where services of several kinds are put together."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants import queries
from tenants.claim_facts import MembershipClaimed
from tenants.long_work import Kind, Link, Outcome, job_kind
from tenants.models import Job, JobItem
from tenants.outbox import on
from tenants.services import seats
from tenants.services.importing import RUN, afterwards, planning, running


def run_lines(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    """With a seat for each, so that whoever signs in finds the co-op."""
    outcomes, created = running.run_lines(job, items)
    seats.seat_members(created)
    return outcomes


def take_back(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    outcomes, addresses = afterwards.take_back(job, items)
    seats.unseat_addresses(addresses)
    return outcomes


@on(MembershipClaimed, name="tenants.imports.claimed")
def start_claimed(facts: list[MembershipClaimed]) -> None:
    afterwards.start_claimed([fact.member for fact in facts])


def _links(job: Job) -> list[Link]:
    slug = queries.here().slug
    return [
        Link(_("See the import"), reverse("tenants:import", args=[slug, job.about])),
        Link(_("See members"), reverse("tenants:members", args=[slug])),
    ]


def _plan_links(job: Job) -> list[Link]:
    return [
        Link(_("See the plan"), reverse("tenants:import", args=[queries.here().slug, job.about]))
    ]


job_kind(
    Kind(
        planning.PLAN,
        _("Plan of an import"),
        planning.plan_parts,
        outcomes={planning.READ: _("Parts of the file that were read")},
        batch=1,
        finished=planning.plan_made,
        links=_plan_links,
    )
)
job_kind(
    Kind(
        RUN,
        _("Import of members"),
        run_lines,
        outcomes={
            running.CREATED: _("Created"),
            running.UPDATED: _("Updated"),
            running.UNCHANGED: _("Unchanged"),
            running.SKIPPED: _("Left out"),
            JobItem.FAILED: _("Errors"),
        },
        batch=200,
        retries=False,
        links=_links,
    )
)
job_kind(
    Kind(
        afterwards.UNDO,
        _("Import undone"),
        take_back,
        outcomes={
            afterwards.REMOVED: _("Removed again"),
            afterwards.RESTORED: _("As before"),
            JobItem.FAILED: _("Left as they are"),
        },
        finished=afterwards.mark_undone,
        links=_links,
    )
)
job_kind(
    Kind(
        afterwards.CARDS,
        _("Cards of an import"),
        afterwards.start_lines,
        outcomes={
            afterwards.STARTED: _("Gets a card"),
            afterwards.NONE: _("Needs none"),
        },
        batch=200,
        links=_links,
    )
)
