"""The steps that decisions have in common."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from tenants import outbox
from tenants.errors import AlreadyDecidedError
from tenants.facts import Fact
from tenants.models import Application, ApplicationNote, Staff


def decide(
    application: Application, state: Application.State, *, by: Staff, **values: object
) -> None:
    """One conditional update decides who was first."""
    before = application.state
    still_open = Application.objects.filter(pk=application.pk, state__in=Application.OPEN)
    decided = still_open.update(
        state=state, state_before=before, decided_at=timezone.now(), decided_by=by, **values
    )
    if not decided:
        raise AlreadyDecidedError
    application.refresh_from_db()


def keep(application: Application, **values: object) -> None:
    Application.objects.filter(pk=application.pk).update(**values)
    application.refresh_from_db()


def locked(application: Application) -> Application:
    """The row as it stands now; nobody changes it until this transaction is over."""
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def explain(application: Application, fact: Fact, reason: str, *, by: Staff) -> UUID:
    """Record a fact, and beside it in the team's notes why: facts carry no words."""
    event = outbox.record(fact, by=by)
    if reason.strip():
        ApplicationNote.objects.create(
            application=application, by=by, event=event, text=reason.strip()[:2000]
        )
    return event
