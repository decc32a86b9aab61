"""The kind of long work that books a bank's file."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tenants import queries
from tenants.long_work import Kind, Link, job_kind
from tenants.models import BankLine, Job, JobItem
from tenants.services.money import bank


def _links(job: Job) -> list[Link]:
    slug = queries.here().slug
    return [
        Link(_("See the file"), reverse("tenants:bank-file", args=[slug, job.about])),
        Link(_("See money"), reverse("tenants:money", args=[slug])),
    ]


job_kind(
    Kind(
        bank.RUN,
        _("Payments of a bank's file"),
        bank.book_lines,
        outcomes={
            bank.BOOKED: _("Booked"),
            bank.LEFT_OUT: _("Left out"),
            BankLine.Outcome.KNOWN.value: BankLine.Outcome.KNOWN.label,
            BankLine.Outcome.NOT_IN.value: BankLine.Outcome.NOT_IN.label,
            BankLine.Outcome.UNREADABLE.value: BankLine.Outcome.UNREADABLE.label,
            JobItem.FAILED: _("Errors"),
        },
        batch=25,
        retries=False,
        links=_links,
    )
)
