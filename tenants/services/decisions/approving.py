"""Approvals: by one person, or proposed by one and confirmed by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import outbox, queries
from tenants.application_facts import (
    ApplicationAssigned,
    ApprovalProposed,
    ProposalSentBack,
)
from tenants.dates import last_day, today_in
from tenants.errors import (
    AlreadyDecidedError,
    AlreadyMemberError,
    ChangedMeanwhileError,
    ClassFullError,
    ClassMissingError,
)
from tenants.facts import ApplicationApproved, MembershipStarted
from tenants.models import Application, Cooperative, Member, Membership, Staff
from tenants.services.decisions import gates, register, steps
from tenants.services.decisions.rows import RowOutcome, each, outcome_of
from tenants.services.decisions.waiting import enlist

UNDO: Final = timedelta(seconds=10)


@transaction.atomic(durable=True)
def approve_application(
    application: Application,
    *,
    by: Staff,
    undo: timedelta = UNDO,
    valid_months: int | None = None,
    announce: bool = True,
    member: Member | None = None,
) -> Membership:
    """Enter the applicant on the register. `member` says that this person stands there already.

    Raises AlreadyDecidedError for who comes second, AlreadyMemberError where a membership of the
    same class is running, and what else stands before an approval: ConditionsOpenError,
    SecondPersonError, ClassFullError.
    """
    here = register.locked()
    application.refresh_from_db()
    _check_open(application)
    gates.check_conditions(application, by=by)
    gates.check_second_person(application, here, by=by)
    gates.check_place(application, here)
    return _approve(
        application,
        here,
        by=by,
        undo=undo,
        valid_months=valid_months,
        announce=announce,
        member=member,
    )


@transaction.atomic(durable=True)
def admit(
    application: Application, *, by: Staff, member: Member | None = None, anyway: str = ""
) -> RowOutcome:
    """Approve, or what the co-op's rules make of it: propose, where two have to agree, and put on
    the waiting list where no place is free. `anyway` is an owner's reason while a condition is open.
    """
    return _admit(application, by=by, member=member, anyway=anyway)


def approve_many(codes: Sequence[UUID], *, by: Staff) -> list[RowOutcome]:
    """Admit each that can be; the others stay as they are, each with its reason.

    Who may stand on the register already is left for a look at the application itself.
    """

    def approve(application: Application) -> RowOutcome:
        if application.pk in doubtful and application.proposed_by_id in {None, by.pk}:
            sentence = _("May be on the register already. Open the application to decide.")
            return outcome_of(application, "possible_duplicate", sentence)
        return _admit(application, by=by)

    doubtful = queries.with_duplicates(Application.objects.filter(code__in=codes))
    return each(codes, approve)


@transaction.atomic(durable=True)
def send_back(application: Application, *, reason: str, by: Staff) -> None:
    """Not confirmed, or taken back by who proposed it: it is theirs to look at again.

    Raises ChangedMeanwhileError where nothing is proposed any more.
    """
    row = steps.locked(application)
    if not row.is_open or row.proposed_by is None:
        raise ChangedMeanwhileError
    proposer = row.proposed_by
    steps.keep(application, proposed_by=None, proposed_at=None, proposed_person=None)
    steps.explain(application, ProposalSentBack(str(row.code)), reason, by=by)
    if proposer.pk != by.pk and proposer.removed_at is None:
        steps.keep(application, assignee=proposer, assigned_at=timezone.now())
        outbox.record(ApplicationAssigned(str(row.code), str(proposer.code)), by=by)


def _admit(
    application: Application, *, by: Staff, member: Member | None = None, anyway: str = ""
) -> RowOutcome:
    here = register.locked()
    application.refresh_from_db()
    _check_open(application)
    gates.check_conditions(application, by=by, anyway=anyway)
    if gates.is_full(application, here):
        if application.state == Application.State.WAITING_LIST:
            raise ClassFullError
        enlist(application, reason="", by=by)
        return outcome_of(application, "waiting_list", _("No free place: on the waiting list"))
    if here.two_to_approve and application.proposed_by_id is None:
        return _propose(application, by=by, member=member)
    gates.check_second_person(application, here, by=by)
    if member is None and application.proposed_person is not None:
        member = Member.objects.filter(code=application.proposed_person).first()
    membership = _approve(application, here, by=by, member=member)
    return outcome_of(application, "approved", _("Approved"), membership.code)


def _propose(application: Application, *, by: Staff, member: Member | None) -> RowOutcome:
    if application.membership_class is None:
        raise ClassMissingError
    steps.keep(
        application,
        proposed_by=by,
        proposed_at=timezone.now(),
        proposed_person=member.code if member else None,
    )
    outbox.record(ApprovalProposed(str(application.code)), by=by)
    if gates.is_alone(by):
        said = _("Proposed. Nobody else here may confirm it yet: add somebody to the team.")
        return outcome_of(application, "proposed", said)
    return outcome_of(application, "proposed", _("Proposed; somebody else confirms it"))


def _approve(
    application: Application,
    here: Cooperative,
    *,
    by: Staff,
    undo: timedelta = UNDO,
    valid_months: int | None = None,
    announce: bool = True,
    member: Member | None = None,
) -> Membership:
    steps.decide(application, Application.State.APPROVED, by=by)
    chosen = application.membership_class
    if chosen is None:
        raise ClassMissingError
    person = member or register.known(application) or register.enter(application, here)
    if person.memberships.filter(membership_class=chosen).exclude(standing="ended").exists():
        raise AlreadyMemberError
    today = today_in(here.time_zone)
    membership = Membership.objects.create(
        member=person,
        membership_class=chosen,
        starts_on=today,
        ends_on=last_day(today, valid_months) if valid_months else chosen.last_day_from(today),
        evidence=register.evidence(application),
        announce=announce,
    )
    approved = ApplicationApproved(str(application.code), str(membership.code))
    outbox.record(approved, by=by, delay=undo)
    event = outbox.record(MembershipStarted(str(membership.code)), by=by, delay=undo)
    steps.keep(application, membership=membership, decision_event=event)
    return membership


def _check_open(application: Application) -> None:
    if not application.is_open:
        raise AlreadyDecidedError
