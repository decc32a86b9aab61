"""What follows while an application is worked on: letters to the applicant, word to the team."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from tenants import admission
from tenants.application_facts import (
    ApplicantWrittenTo,
    ApplicantWrote,
    ApplicationAssigned,
    ApplicationReopened,
    ApplicationWaitlisted,
    ApprovalProposed,
    PlaceOffered,
    PlaceTaken,
)
from tenants.facts import ApplicationSubmitted, InformationAskedFor, QuestionAnswered
from tenants.models import Application, ApplicationMessage, Staff
from tenants.outbox import on
from tenants.services import letters

State = Application.State


@on(InformationAskedFor, name="tenants.letters.question")
def write_questions(facts: list[InformationAskedFor]) -> None:
    _mail_messages([fact.message for fact in facts])


@on(ApplicantWrittenTo, name="tenants.letters.message")
def write_messages(facts: list[ApplicantWrittenTo]) -> None:
    _mail_messages([fact.message for fact in facts])


@on(ApplicationWaitlisted, name="tenants.letters.waitlisted")
def write_waitlisted(facts: list[ApplicationWaitlisted]) -> None:
    for row in _open(fact.application for fact in facts):
        if row.state == State.WAITING_LIST:
            _tell(
                row, "application_waitlisted", key=f"{row.code}|{row.waitlisted_at:%y%m%d%H%M%S%f}"
            )


@on(PlaceOffered, name="tenants.letters.place")
def write_offers(facts: list[PlaceOffered]) -> None:
    for row in _open(fact.application for fact in facts):
        if row.state == State.WAITING_LIST and row.place_offered_at:
            _tell(row, "place_offered", key=f"{row.code}|{row.place_offered_at:%y%m%d%H%M%S%f}")


@on(ApplicationReopened, name="tenants.letters.reopened")
def write_reopened(facts: list[ApplicationReopened]) -> None:
    for row in _open(fact.application for fact in facts):
        _tell(row, "application_reopened", key=f"{row.code}|{timezone.now():%y%m%d%H%M%S%f}")


@on(ApplicationSubmitted, name="tenants.letters.waiting")
def write_waiting(facts: list[ApplicationSubmitted]) -> None:
    """A form on paper was entered by a steward: there is nobody to tell."""
    rows = _open(fact.application for fact in facts)
    if any(row.email_confirmed_at is not None for row in rows):
        _tell_stewards()


@on(ApprovalProposed, name="tenants.letters.proposed")
def write_proposed(facts: list[ApprovalProposed]) -> None:
    """To those who can confirm it: never to whoever is the only one to have proposed."""
    rows = [row for row in _open(fact.application for fact in facts) if row.proposed_by_id]
    proposers = {row.proposed_by_id for row in rows}
    if rows:
        _tell_stewards(apart=proposers.pop() if len(proposers) == 1 else None)


@on(QuestionAnswered, name="tenants.letters.answered")
def write_answered(facts: list[QuestionAnswered]) -> None:
    _tell_of_news([fact.application for fact in facts])


@on(ApplicantWrote, name="tenants.letters.wrote")
def write_wrote(facts: list[ApplicantWrote]) -> None:
    _tell_of_news([fact.application for fact in facts])


@on(PlaceTaken, name="tenants.letters.taken")
def write_taken(facts: list[PlaceTaken]) -> None:
    _tell_of_news([fact.application for fact in facts])


@on(ApplicationAssigned, name="tenants.letters.assigned")
def write_assigned(facts: list[ApplicationAssigned]) -> None:
    """To a colleague it was given to; whoever takes it knows. Once an hour, however many are given."""
    for row in _open(fact.application for fact in facts):
        if row.assignee is not None and _is_given(row):
            _tell_colleague(row.assignee, "application_given")


def _is_given(row: Application) -> bool:
    return admission.assigned_by(row) != row.assignee_id


def _tell_of_news(codes: list[str]) -> None:
    """The one who looks after it; else all who might."""
    for row in _open(codes):
        someone = row.assignee
        if someone is not None and someone.may(Staff.Role.MEMBERSHIP):
            _tell_colleague(someone, "application_answered")
        else:
            _tell_stewards()


def _tell_colleague(staff: Staff, kind: str) -> None:
    letters.write_letter(
        kind,
        to=staff.user.email,
        about=staff.code,
        key=f"{staff.code}|{timezone.now():%y%m%d%H}",
        language=staff.user.language,
    )


def _tell_stewards(*, apart: int | None = None) -> None:
    """Who has the role, or the owners where nobody has it; one letter an hour, however many apply."""
    team = [each for each in admission.deciders() if each.pk != apart]
    stewards = [each for each in team if Staff.Role.MEMBERSHIP in each.roles]
    for each in stewards or team:
        _tell_colleague(each, "applications_waiting")


def _mail_messages(codes: list[str]) -> None:
    """By its own code, so that several messages are several letters and none is one twice."""
    rows = ApplicationMessage.objects.filter(code__in=[code for code in codes if code])
    for message in rows.select_related("application").order_by("pk"):
        if message.application.is_open:
            _tell(message.application, "application_message", key=str(message.code))


def _tell(row: Application, kind: str, *, key: str) -> None:
    if row.email:
        letters.write_letter(kind, to=row.email, about=row.code, key=key, language=row.language)


def _open(codes: Iterable[str]) -> list[Application]:
    rows = Application.objects.filter(code__in=list(codes), state__in=Application.OPEN)
    return list(rows.select_related("assignee__user").order_by("pk"))
