"""Who looks after an application: taken, given to a colleague, given back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import outbox
from tenants.application_facts import ApplicationAssigned
from tenants.errors import AlreadyDecidedError, ChangedMeanwhileError
from tenants.models import Application, Staff
from tenants.services.decisions import steps
from tenants.services.decisions.rows import RowOutcome, each, outcome_of


@transaction.atomic(durable=True)
def assign(application: Application, *, to: Staff | None, by: Staff) -> None:
    """Give it to somebody who may decide on it, or to nobody.

    Raises AlreadyDecidedError; ChangedMeanwhileError where it has changed hands since it was read.
    """
    _assign(application, to=to, by=by)


def take_many(codes: Sequence[UUID], *, by: Staff) -> list[RowOutcome]:
    """Take each that nobody has."""

    def take(application: Application) -> RowOutcome:
        if application.assignee_id not in {None, by.pk}:
            raise _taken_by(application)
        _assign(application, to=by, by=by)
        return outcome_of(application, "taken", _("Yours to look after"))

    return each(codes, take)


def _assign(application: Application, *, to: Staff | None, by: Staff) -> None:
    seen = application.assignee_id
    row = steps.locked(application)
    if not row.is_open:
        raise AlreadyDecidedError
    if row.assignee_id == (to.pk if to else None):
        return
    if row.assignee_id != seen:
        raise _taken_by(row)
    if to is not None and not to.may(Staff.Role.MEMBERSHIP):
        raise ChangedMeanwhileError
    steps.keep(application, assignee=to, assigned_at=timezone.now() if to else None)
    outbox.record(ApplicationAssigned(str(row.code), str(to.code) if to else ""), by=by)


def _taken_by(row: Application) -> ChangedMeanwhileError:
    return ChangedMeanwhileError(
        _("{name} looks after this already. Nothing was changed.").format(
            name=row.assignee or _("Nobody")
        )
    )
