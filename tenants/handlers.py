"""Reactions to this app's facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tenants import (
    import_jobs,  # noqa: F401 -- its kinds of job register
    long_work,
    mailing_jobs,  # noqa: F401 -- its kind of job registers
    outbox,
    queries,
)
from tenants.claim_facts import MembershipSought
from tenants.facts import (
    ApplicationApproved,
    ApplicationDeclined,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CardContentChanged,
    ConfirmationAsked,
    MembershipChanged,
    MembershipEnded,
    MembershipEndPlanned,
    MembershipRestored,
    MembershipStarted,
    MembershipSuspended,
    StaffInvited,
)
from tenants.household_facts import HolderAdmitted
from tenants.long_work_facts import JobFinished, JobStepOwed
from tenants.models import Application, Holder, Job, Letter, Member, Membership, Staff
from tenants.outbox import on
from tenants.own_details_facts import OwnDetailsDecided
from tenants.services import classes, fields, households, letters, people, seats
from tenants.writers import (
    admission,  # noqa: F401 -- its writers register
    applicants,  # noqa: F401 -- its writers register
    decisions,  # noqa: F401 -- its writers register
    finding,  # noqa: F401 -- its writer registers
    mailings,  # noqa: F401 -- its writers register
    own_details,  # noqa: F401 -- its writers register
    staff,  # noqa: F401 -- its writers register
    texts,  # noqa: F401 -- its writer registers
)

LONG = timedelta(minutes=1)  # after which whoever began a job has gone on to something else
MOST_CODES_AN_HOUR = 5  # to one address, however many drafts somebody begins with it


@on(MembershipStarted, name="tenants.seats.members")
def seat_members(facts: list[MembershipStarted]) -> None:
    """A seat follows the membership, once its decision can no longer be taken back."""
    codes = [fact.membership for fact in facts]
    seats.seat_members(Member.objects.filter(memberships__code__in=codes))


@on(HolderAdmitted, name="tenants.seats.holders")
def seat_holders(facts: list[HolderAdmitted]) -> None:
    """Who has a card and an address of their own signs in by it."""
    rows = Holder.objects.filter(code__in=[fact.holder for fact in facts])
    seats.seat_members(rows.filter(state=Holder.State.ACTIVE))


@on(MembershipChanged, name="tenants.households.fit")
def fit_households(facts: list[MembershipChanged]) -> None:
    """Another kind of membership may have fewer further cards, or none."""
    households.fit_to_kinds([each.membership for each in facts if each.cause.startswith("kind:")])


@on(OwnDetailsDecided, name="tenants.letters.own_details")
def tell_of_own_details(facts: list[OwnDetailsDecided]) -> None:
    """To the member who asked, where they have a mailbox."""
    for fact in facts:
        member = Member.objects.filter(code=fact.member).exclude(email="").first()
        if member is not None:
            letters.write_letter(
                "own_details_decided",
                to=member.email,
                about=UUID(fact.request),
                key=fact.request,
                language=member.language,
            )


@on(ApplicationApproved, name="tenants.answers.take_over")
def take_answers_over(facts: list[ApplicationApproved]) -> None:
    """Due when the time for undo is over."""
    for fact in facts:
        fields.take_over(fact.application, fact.membership)


@on(CardContentChanged, name="tenants.classes.cards")
def renew_cards_of_classes(facts: list[CardContentChanged]) -> None:
    """The name of a kind of membership stands on each card of it."""
    for fact in facts:
        classes.renew_cards(fact.membership_class, fact.cause)


@on(MembershipSought, name="tenants.sought")
def open_logins(facts: list[MembershipSought]) -> None:
    """The answer says to sign in, so from now on that works; for members only."""
    rows = Letter.objects.filter(code__in=[fact.letter for fact in facts])
    for to in rows.values_list("to", flat=True):
        found = queries.members_by_address(to)
        seats.seat_members(found)
        people.enter_people((to, each.name, each.language) for each in found[:1])


@on(JobStepOwed, name="tenants.jobs.step", batch=1, lane=outbox.SOON)
def do_step(facts: list[JobStepOwed]) -> None:
    """One batch of one job; it owes the next one itself, so others have their turn between."""
    for fact in facts:
        long_work.step(fact.job)


@on(JobFinished, name="tenants.letters.job_finished")
def write_job_finished(facts: list[JobFinished]) -> None:
    rows = Job.objects.filter(code__in=[fact.job for fact in facts], state=Job.State.DONE)
    for row in rows.select_related("started_by__user"):
        if row.started_by and (row.finished_at or row.created_at) - row.created_at > LONG:
            letters.write_letter(
                "job_finished",
                to=row.started_by.user.email,
                about=row.code,
                key=f"{row.code}|{row.lap}",
                language=row.started_by.user.language,
            )


@on(ConfirmationAsked, name="tenants.letters.confirmation")
def write_confirmations(facts: list[ConfirmationAsked]) -> None:
    """A code, or word that the person is known here already; only for the newest request."""
    for fact in facts:
        draft = Application.objects.filter(
            code=fact.application, state=Application.State.DRAFT, confirm_sends=fact.number
        ).first()
        if draft is None or draft.confirm_sent_at is None or _written_lately(draft.email):
            continue
        if draft.confirm_code_digest:
            _tell(draft, "application_code", key=f"{draft.code}|{fact.number}")
        else:
            _tell_that_known(draft, key=f"{draft.code}|{fact.number}")


@on(ApplicationSubmitted, name="tenants.letters.received")
def write_received(facts: list[ApplicationSubmitted]) -> None:
    """To whoever applied here; a form on paper was handed to a person."""
    for row in _applications([fact.application for fact in facts]):
        if row.email_confirmed_at is not None and row.is_open:
            _tell(row, "application_received", key=str(row.code))


@on(ApplicationWithdrawn, name="tenants.letters.withdrawn")
def write_withdrawn(facts: list[ApplicationWithdrawn]) -> None:
    """Once for each time: an application that was opened again may be withdrawn again."""
    for row in _applications([fact.application for fact in facts]):
        if row.state == Application.State.WITHDRAWN:
            _tell(row, "application_withdrawn", key=_this_time(row))


@on(ApplicationDeclined, name="tenants.letters.declined")
def write_declined(facts: list[ApplicationDeclined]) -> None:
    """Due when the time for undo is over; once for each time that it was declined."""
    for row in _applications([fact.application for fact in facts]):
        if row.state == Application.State.DECLINED:
            _tell(row, "application_declined", key=_this_time(row))


@on(MembershipSuspended, name="tenants.letters.suspended")
def write_suspended(facts: list[MembershipSuspended]) -> None:
    _tell_members(facts, "membership_suspended", {Membership.Standing.SUSPENDED})


@on(MembershipRestored, name="tenants.letters.restored")
def write_restored(facts: list[MembershipRestored]) -> None:
    _tell_members(facts, "membership_restored", {Membership.Standing.GOOD})


@on(MembershipEndPlanned, name="tenants.letters.ending")
def write_ending(facts: list[MembershipEndPlanned]) -> None:
    running = {Membership.Standing.GOOD, Membership.Standing.SUSPENDED}
    _tell_members(facts, "membership_ending", running)


@on(MembershipEnded, name="tenants.letters.ended")
def write_ended(facts: list[MembershipEnded]) -> None:
    _tell_members(facts, "membership_ended", {Membership.Standing.ENDED})


@on(StaffInvited, name="tenants.letters.invited")
def write_invited(facts: list[StaffInvited]) -> None:
    rows = Staff.objects.filter(code__in=[fact.staff for fact in facts], removed_at=None)
    for row in rows.select_related("user"):
        letters.write_letter(
            "staff_invited",
            to=row.user.email,
            about=row.code,
            key=f"{row.code}|{row.added_at:%y%m%d%H%M%S%f}",
            language=row.user.language,
        )


def _tell_members(facts: Sequence[Any], kind: str, standings: set[Membership.Standing]) -> None:
    """Only what still holds is told. Visits have their own letters; a register taken over is quiet."""
    codes = [fact.membership for fact in facts]
    rows = Membership.objects.filter(
        code__in=codes, standing__in=standings, membership_class__visiting=False, announce=True
    )
    for row in rows.select_related("member").order_by("pk"):
        if row.member.email:
            letters.write_letter(
                kind,
                to=row.member.email,
                about=row.code,
                key=f"{row.code}|{timezone.now():%y%m%d%H%M%S%f}",
                language=row.member.language,
            )


def _tell(row: Application, kind: str, *, key: str) -> None:
    if row.email:
        letters.write_letter(kind, to=row.email, about=row.code, key=key, language=row.language)


def _this_time(row: Application) -> str:
    return f"{row.code}|{row.decided_at:%y%m%d%H%M%S%f}"


def _tell_that_known(draft: Application, *, key: str) -> None:
    """About the open application where there is one: its link is what the person has lost."""
    opened = Application.objects.filter(
        email_key=draft.email_key, state__in=Application.OPEN
    ).first()
    letters.write_letter(
        "already_applied" if opened else "already_member",
        to=draft.email,
        about=(opened or draft).code,
        key=key,
        language=draft.language,
    )


def _written_lately(email: str) -> bool:
    """Nobody fills a stranger's mailbox by typing the address again and again."""
    kinds = ("application_code", "already_applied", "already_member")
    lately = Letter.objects.filter(
        kind__in=kinds, to=email, written_at__gt=timezone.now() - timedelta(hours=1)
    )
    return lately.count() >= MOST_CODES_AN_HOUR


def _applications(codes: list[str]) -> list[Application]:
    return list(Application.objects.filter(code__in=codes).order_by("pk"))
