"""Conditions before an approval: ticked by a person, or by what the portal finds out itself."""

from __future__ import annotations

from django.db import transaction

from tenants import outbox
from tenants.application_facts import ConditionTicked, ConditionUnticked
from tenants.errors import AlreadyDecidedError
from tenants.models import Application, Condition, ConditionMet, Staff


@transaction.atomic(durable=True)
def tick(application: Application, condition: Condition, *, by: Staff) -> None:
    """Fulfilled, as this person has seen. Ticked already, it stays with who was first."""
    _need_open(application)
    _meet(application, condition, by=by)


@transaction.atomic(durable=True)
def untick(application: Application, condition: Condition, *, by: Staff) -> None:
    _need_open(application)
    gone = ConditionMet.objects.filter(application=application, condition=condition).delete()[0]
    if gone:
        outbox.record(ConditionUnticked(str(application.code), str(condition.code)), by=by)


@transaction.atomic
def meet_by_itself(application: Application, kind: str) -> int:
    """For what the portal knows without anybody's eyes, such as that a share was paid
    (`Condition.Kind.PAID`): called within the transaction that found it out. Returns how many were
    ticked; whoever asks twice ticks once. Of a decided application nothing is ticked any more."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if not row.is_open:
        return 0
    wanted = Condition.objects.filter(kind=kind, ended_at=None)
    asked = [each for each in wanted if each.membership_class_id in {None, row.membership_class_id}]
    return sum(_meet(row, each, by=None) for each in asked)


def _need_open(application: Application) -> None:
    if not Application.objects.select_for_update().get(pk=application.pk).is_open:
        raise AlreadyDecidedError


def _meet(application: Application, condition: Condition, *, by: Staff | None) -> bool:
    _row, created = ConditionMet.objects.get_or_create(
        application=application, condition=condition, defaults={"by": by}
    )
    if created:
        outbox.record(ConditionTicked(str(application.code), str(condition.code)), by=by)
    return created
