"""Incidents: what a host reported and a home received, the answer, and forgetting both after a year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benefits.errors import IncidentUnknownError
from benefits.facts import IncidentAnswered, IncidentReceived, IncidentReported
from benefits.models import Grant, Incident
from tenants import outbox
from tenants.models import Membership, Staff

KEPT_FOR: Final = timedelta(days=365)
Side = Incident.Side


@dataclass(frozen=True)
class Told:
    """What is the same on both sides."""

    shared: UUID
    other_did: str
    other_name: str
    kind: str
    what: str
    happened_at: datetime
    text: str


@transaction.atomic(durable=True)
def keep_report(
    told: Told, *, by: Staff, use: UUID | None = None, visit: UUID | None = None
) -> Incident:
    """As host, once it was delivered. The same form sent twice is one."""
    row, made = _keep(told, Side.REPORTED, use=use, visit=visit, by=str(by)[:200])
    if made:
        outbox.record(IncidentReported(str(row.code)), by=by)
    return row


@transaction.atomic(durable=True)
def receive_report(told: Told, *, membership: Membership) -> Incident:
    """As home. The same report twice is one."""
    row, made = _keep(told, Side.RECEIVED, membership=membership)
    if made:
        outbox.record(IncidentReceived(str(row.code)))
    return row


@transaction.atomic(durable=True)
def dispute(told: Told, *, membership: Membership) -> Incident:
    """A member says of one line that it was not them. The same line twice is one."""
    row, made = _keep(told, Side.MEMBER, membership=membership)
    if made:
        outbox.record(IncidentReceived(str(row.code)))
    return row


@transaction.atomic(durable=True)
def answer_member(incident: Incident, *, text: str, by: Staff) -> None:
    """What a member said is answered to that member, and to nobody else."""
    if _answer(Side.MEMBER, incident.other_did, incident.shared, text, str(by)[:200]):
        outbox.record(IncidentAnswered(str(incident.code)), by=by)


@transaction.atomic(durable=True)
def keep_answer(incident: Incident, *, text: str, by: Staff) -> None:
    """As home, once it was delivered: that closes it."""
    if _answer(Side.RECEIVED, incident.other_did, incident.shared, text, str(by)[:200]):
        outbox.record(IncidentAnswered(str(incident.code)), by=by)


@transaction.atomic(durable=True)
def receive_answer(shared: UUID, *, other_did: str, text: str) -> None:
    """As host. Raises IncidentUnknownError for what we never reported to them."""
    rows = Incident.objects.filter(side=Side.REPORTED, other_did=other_did, shared=shared)
    found = rows.first()
    if found is None:
        raise IncidentUnknownError
    if _answer(Side.REPORTED, other_did, shared, text, ""):
        outbox.record(IncidentAnswered(str(found.code)))


@transaction.atomic(durable=True)
def forget_incidents() -> None:
    """After a year, answered or not. Repeated, it changes nothing."""
    Incident.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()


def _keep(told: Told, side: Incident.Side, **values: object) -> tuple[Incident, bool]:
    return Incident.objects.get_or_create(
        side=side,
        other_did=told.other_did,
        shared=told.shared,
        defaults={
            "other_name": told.other_name[:300],
            "kind": told.kind if told.kind in Incident.Kind.values else Incident.Kind.OTHER,
            "what": told.what[:120],
            "happened_at": told.happened_at,
            "text": told.text,
            **values,
        },
    )


def _answer(side: Incident.Side, other_did: str, shared: UUID, text: str, by: str) -> bool:
    """The first answer stands: whether this is it."""
    rows = Incident.objects.filter(side=side, other_did=other_did, shared=shared, answered_at=None)
    return bool(rows.update(answer=text, answered_by=by, answered_at=timezone.now()))


@transaction.atomic
def forget_members(members: Collection[str]) -> None:
    """What was written about members who are forgotten, and what a visit noted. That it happened stays."""
    incidents = Incident.objects.filter(membership__member__code__in=members)
    incidents.update(text="", answer="")
    Grant.objects.filter(membership__member__code__in=members).update(visitor={}, host_note="")
