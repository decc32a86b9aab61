"""The letters of a mailing: written in batches, each member once, left out where a reason came up meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants import mailing_audience, queries
from tenants.long_work import Kind, Link, Outcome, job_kind
from tenants.models import AddressMark, Job, JobItem, Mailing, Member
from tenants.services import letters, mailings

LETTER: Final = "mailing"
WRITTEN, LEFT_OUT = "written", "left_out"


def run(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    """The key of each letter names mailing and member, so a batch that comes again writes none twice."""
    mailing = Mailing.objects.get(code__in=[job.about])
    members = {
        str(row.code): row for row in Member.objects.filter(code__in=[each.key for each in items])
    }
    marks = AddressMark.objects.filter(cleared_at=None, gone=True)
    gone = set(marks.values_list("address_key", flat=True))
    outcomes, owed = [], []
    for item in items:
        member = members.get(item.key)
        why = mailing_audience.NO_ADDRESS
        if member is not None:
            why = mailing_audience.why_not(mailing, member, gone)
        if member is None or why:
            outcomes.append(Outcome(LEFT_OUT, mailing_audience.reason_of(why)))
        else:
            owed.append(member)
            outcomes.append(Outcome(WRITTEN))
    mailings.open_links(owed)
    letters.write_letters(
        LETTER,
        (
            letters.Owed(each.email, each.code, f"{mailing.code}|{each.code}", each.language)
            for each in owed
        ),
    )
    return outcomes


def _finished(job: Job) -> None:
    mailings.mark_written(job.about or UUID(int=0))


def _links(job: Job) -> list[Link]:
    slug = queries.here().slug
    return [Link(_("See the mailing"), reverse("tenants:mailing", args=[slug, job.about]))]


job_kind(
    Kind(
        mailings.JOB,
        _("Mailing"),
        run,
        outcomes={WRITTEN: _("Letter written"), LEFT_OUT: _("Left out")},
        batch=100,
        finished=_finished,
        links=_links,
    )
)
