"""What happened to an application or a membership, in sentences, from the log of facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.models import (
    Application,
    ApplicationNote,
    Condition,
    Event,
    Membership,
    Staff,
)

MOST: Final = 100
OF_APPLICATIONS: dict[str, str | Promise] = {
    "ApplicationSubmitted": gettext_lazy("Application received"),
    "InformationAskedFor": gettext_lazy("Asked for information"),
    "ApplicantWrittenTo": gettext_lazy("Wrote to the applicant"),
    "QuestionAnswered": gettext_lazy("The applicant answered"),
    "ApplicantWrote": gettext_lazy("The applicant wrote"),
    "ApprovalProposed": gettext_lazy("Approval proposed"),
    "ProposalSentBack": gettext_lazy("Proposal sent back"),
    "ConditionsWaived": gettext_lazy("Approval wanted although a condition is open"),
    "ApplicationWaitlisted": gettext_lazy("Put on the waiting list"),
    "ApplicationOffWaitingList": gettext_lazy("Taken off the waiting list"),
    "PlaceOffered": gettext_lazy("A place was offered"),
    "PlaceTaken": gettext_lazy("The applicant took the place"),
    "ApplicationApproved": gettext_lazy("Approved"),
    "ApplicationDeclined": gettext_lazy("Declined"),
    "ApplicationWithdrawn": gettext_lazy("Withdrawn by the applicant"),
    "DecisionUndone": gettext_lazy("Decision taken back"),
    "ApplicationReopened": gettext_lazy("Opened again"),
}
WITH_A_NAME: Final = ("ApplicationAssigned", "ConditionTicked", "ConditionUnticked")
OF_MEMBERSHIPS: dict[str, str | Promise] = {
    "MembershipStarted": gettext_lazy("Became a member"),
    "MembershipTakenOver": gettext_lazy("Taken over from a list"),
    "MembershipInvited": gettext_lazy("Invited to open the card"),
    "MembershipSuspended": gettext_lazy("Suspended"),
    "MembershipRestored": gettext_lazy("Restored to good standing"),
    "MembershipEnded": gettext_lazy("Membership ended"),
    "NoticeGiven": gettext_lazy("Notice that the membership ends"),
    "NoticeWithdrawn": gettext_lazy("The notice was taken back"),
    "MemberDied": gettext_lazy("A death was written down"),
    "ClassChangePlanned": gettext_lazy("Another kind of membership was planned"),
    "ClassChangeWithdrawn": gettext_lazy("The planned kind of membership was taken back"),
    "HolderAsked": gettext_lazy("Asked for a further card"),
    "HolderAdmitted": gettext_lazy("Somebody of the household got a card"),
    "HolderDeclined": gettext_lazy("A further card was declined"),
    "HolderRemoved": gettext_lazy("Somebody of the household has no card any more"),
}
OF_MEMBERS: dict[str, str | Promise] = {
    "MemberDetailsChanged": gettext_lazy("Details corrected"),
    "MailingsDeclined": gettext_lazy("Wants no further letters to all"),
    "MailingsWanted": gettext_lazy("Wants letters to all again"),
    "RemindersDeclined": gettext_lazy("Wants no reminders beforehand"),
    "RemindersWanted": gettext_lazy("Wants reminders again"),
    "RepresentativesChanged": gettext_lazy("Representatives changed"),
    "PhotoKept": gettext_lazy("A picture was kept, with consent"),
    "PhotoRemoved": gettext_lazy("The picture was deleted"),
    "MembersMerged": gettext_lazy("Another entry was merged into this one"),
    "LetterWithCodeMade": gettext_lazy("A letter with a code was made"),
    "SharesChanged": gettext_lazy("Shares changed"),
    "MembershipClaimed": gettext_lazy("Claimed with the code of a letter"),
}


def of_application(code: UUID) -> list[dict[str, Any]]:
    """The newest first: {at, text, who, why}, as the timeline draws it."""
    names = [*OF_APPLICATIONS, *WITH_A_NAME]
    told = Event.objects.filter(name__in=names, data__application=str(code))
    events = list(told.select_related("by__user")[:MOST])
    notes = ApplicationNote.objects.filter(event__in=[each.code for each in events])
    why = dict(notes.values_list("event", "text"))
    named = _named(events)
    return [
        {**line, "text": named.get(event.code, line["text"]), "why": why.get(event.code, "")}
        for event, line in zip(events, _drawn(events), strict=True)
    ]


def _named(events: list[Event]) -> dict[UUID, str]:
    """Sentences with the name of a colleague or a condition; two queries for all of them."""
    people = Staff.objects.filter(code__in=[each.data.get("staff") or None for each in events])
    staff = {str(row.code): str(row) for row in people.select_related("user")}
    wanted = [each.data["condition"] for each in events if "condition" in each.data]
    rows = Condition.objects.filter(code__in=wanted).values_list("code", "label")
    labels = {str(code): label for code, label in rows}
    found = {}
    for each in events:
        condition = labels.get(str(each.data.get("condition")), "")
        if each.name == "ApplicationAssigned":
            name = staff.get(each.data["staff"])
            to = _("{name} looks after it").format(name=name) if name else ""
            found[each.code] = to or _("Nobody looks after it any more")
        elif each.name == "ConditionTicked":
            found[each.code] = _("Fulfilled: {condition}").format(condition=condition)
        elif each.name == "ConditionUnticked":
            found[each.code] = _("Open again: {condition}").format(condition=condition)
    return found


def of_member(
    code: UUID, memberships: list[UUID], merged: Iterable[UUID] = ()
) -> list[dict[str, Any]]:
    """One person, with all memberships together."""
    mine = Q(data__member__in=[str(each) for each in (code, *merged)])
    for each in memberships:
        mine |= Q(data__membership=str(each))
    names = [*OF_MEMBERSHIPS, *OF_MEMBERS, "MembershipChanged", "MembershipEndPlanned"]
    told = Event.objects.filter(mine, name__in=names)
    return _drawn(told.select_related("by__user")[:MOST])


def lately(most: int) -> list[dict[str, Any]]:
    """The newest lines of the whole co-op, each with the name and the code of what it is about."""
    names = [*OF_APPLICATIONS, "MembershipSuspended", "MembershipRestored", "MembershipEnded"]
    told = Event.objects.filter(name__in=names).select_related("by__user")
    events = list(told[:most])
    known = _names(events)
    return [
        {**line, **known.get(_subject(event), {})}
        for event, line in zip(events, _drawn(events), strict=True)
    ]


def _subject(event: Event) -> str:
    return str(event.data.get("application") or event.data.get("membership"))


def _names(events: list[Event]) -> dict[str, dict[str, str]]:
    """Who a line is about; nobody once the person is forgotten."""
    codes = [_subject(event) for event in events]
    asked = Application.objects.filter(code__in=codes).exclude(name="")
    held = Membership.objects.filter(code__in=codes).select_related("member")
    return {str(row.code): {"name": row.name, "application": str(row.code)} for row in asked} | {
        str(row.code): {"name": row.member.name} for row in held
    }


def _drawn(events: Any) -> list[dict[str, Any]]:
    return [{"at": each.at, "text": _sentence(each), "who": str(each.by or "")} for each in events]


def _sentence(event: Event) -> str:
    plain = {**OF_APPLICATIONS, **OF_MEMBERSHIPS, **OF_MEMBERS}.get(event.name)
    if plain:
        return str(plain)
    return said_of_change(str(event.data.get("cause", "")))


def said_of_change(told: str) -> str:
    """What a membership's change was, from its cause: `renewed:2027-12-31`, `replaced:<code>` and the like."""
    cause, _colon, rest = told.partition(":")
    if cause == "renewed":
        return _("Renewed until {day}").format(day=_day(rest))
    if cause == "ends":
        return _("Will end after {day}").format(day=_day(rest))
    said = {
        "replaced": _("A new card was asked for"),
        "named": _("The name was changed"),
        "kind": _("The membership became one of another kind"),
        "place": _("New card: the time zone or language of the co-op was changed"),
        "class": _("New card: the kind of membership was changed"),
    }
    return said.get(cause) or _("The card was renewed")


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
