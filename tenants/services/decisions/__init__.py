"""Decisions on applications: who was first decides, and for ten seconds it can be taken back.

The facts of a decision are due when its time for undo is over, so nothing is signed, mailed or
handed on before. Undo cancels them; what a worker has begun cannot be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tenants import outbox, queries
from tenants.dates import today_in
from tenants.facts import ApplicationDeclined
from tenants.models import Application, Staff
from tenants.services.decisions import steps
from tenants.services.decisions.approving import (
    UNDO,
    admit,
    approve_application,
    approve_many,
    send_back,
)
from tenants.services.decisions.assigning import assign, take_many
from tenants.services.decisions.rows import RowOutcome, each, outcome_of
from tenants.services.decisions.undoing import (
    CLOSED,
    UNDOABLE,
    reopen,
    undo_decision,
    undo_many,
)
from tenants.services.decisions.waiting import (
    offer_many,
    offer_place,
    put_many_on_waiting_list,
    put_on_waiting_list,
    take_off_waiting_list,
    take_place,
)

__all__ = [
    "CLOSED",
    "UNDO",
    "UNDOABLE",
    "RowOutcome",
    "admit",
    "approve_application",
    "approve_many",
    "assign",
    "decline_application",
    "decline_many",
    "offer_many",
    "offer_place",
    "put_many_on_waiting_list",
    "put_on_waiting_list",
    "reopen",
    "send_back",
    "take_many",
    "take_off_waiting_list",
    "take_place",
    "undo_decision",
    "undo_many",
]


@transaction.atomic(durable=True)
def decline_application(
    application: Application, *, reason: str, by: Staff, undo: timedelta = UNDO
) -> None:
    """Say no, with the reason the applicant will read. Raises AlreadyDecidedError."""
    _decline(application, reason=reason, by=by, undo=undo)


def decline_many(codes: Sequence[UUID], *, reason: str, by: Staff) -> list[RowOutcome]:
    """Decline each for the same reason."""

    def decline(application: Application) -> RowOutcome:
        _decline(application, reason=reason, by=by)
        return outcome_of(application, "declined", _("Declined"))

    return each(codes, decline)


def _decline(application: Application, *, reason: str, by: Staff, undo: timedelta = UNDO) -> None:
    here = queries.here()
    steps.decide(
        application,
        Application.State.DECLINED,
        by=by,
        decision_reason=reason,
        delete_on=today_in(here.time_zone) + timedelta(days=here.deletion_days),
    )
    event = outbox.record(ApplicationDeclined(str(application.code)), by=by, delay=undo)
    steps.keep(application, decision_event=event)
