"""The sentences for what this app records, and the names of what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tenants import history
from tenants.audit.acts import About, acts, steps, subject
from tenants.models import Application, Member, Membership, MembershipClass, Staff

WHAT: Final = {
    "added": gettext_lazy("A kind of membership was added"),
    "changed": gettext_lazy("A kind of membership was changed"),
    "closed": gettext_lazy("A kind of membership was closed"),
    "reopened": gettext_lazy("A kind of membership was opened again"),
}


def register() -> None:
    """Once, when the app starts."""
    acts("applications", history.OF_APPLICATIONS)
    acts(
        "applications",
        {
            "ApplicationAssigned": gettext_lazy("Given to a colleague, or taken back"),
            "ConditionTicked": gettext_lazy("A condition is fulfilled"),
            "ConditionUnticked": gettext_lazy("A condition is open again"),
            "ApplicationForgotten": gettext_lazy("What was known of an applicant was deleted"),
        },
    )
    _members_acts()
    _money()
    acts("files", {"MembersExported": _exported, "RegisterDrawn": _drawn, "LogTaken": _log_taken})
    _settings()
    _steps()
    subject("member", _members)
    subject("membership", _memberships, _memberships_of)
    subject("application", _applications, _applications_of)
    subject("staff", _team)
    subject("membership_class", _classes)


def _money() -> None:
    acts(
        "money",
        {
            "SharesChanged": gettext_lazy("Shares were entered"),
            "AmountDue": gettext_lazy("Somebody was asked for money"),
            "MoneyBooked": gettext_lazy("Money was booked"),
            "BankFileBooked": gettext_lazy("The payments of a bank's file were booked"),
            "MoneyRulesSet": gettext_lazy("How the co-op is paid was set"),
        },
    )


def _members_acts() -> None:
    acts("members", history.OF_MEMBERSHIPS)
    acts("members", history.OF_MEMBERS)
    acts(
        "members",
        {
            "MembershipChanged": lambda data: history.said_of_change(str(data.get("cause", ""))),
            "MembershipEndPlanned": _end_planned,
            "MemberForgotten": gettext_lazy("What was known of somebody who left was deleted"),
            "HoldPlaced": gettext_lazy("Kept longer than the rule says"),
            "HoldLifted": gettext_lazy("No longer kept longer than the rule says"),
            "OwnDetailsChanged": gettext_lazy("A member changed their own details"),
            "OwnDetailsAsked": gettext_lazy("A member asked for a change of their details"),
            "OwnDetailsDecided": lambda data: str(
                gettext_lazy("A change that a member asked for was accepted")
                if data.get("state") == "accepted"
                else gettext_lazy("A change that a member asked for was declined")
            ),
            "AnswersChanged": gettext_lazy("Answers to own questions were written down"),
            "MembershipSought": gettext_lazy("Somebody looked for their membership by email"),
            "ImportRun": gettext_lazy("A list of members was taken over"),
            "ImportUndone": gettext_lazy("Taking over a list was undone"),
        },
    )
    acts(
        "members",
        {
            "LetterSentAgain": gettext_lazy("A letter was sent once more"),
            "MemberTagged": gettext_lazy("A tag was put on"),
            "MemberUntagged": gettext_lazy("A tag was taken off"),
            "SaidToBeTwo": gettext_lazy("Two entries that look alike were said to be two people"),
            "HolderCardAsked": gettext_lazy("A new card was asked for somebody of a household"),
            "HolderForgotten": gettext_lazy(
                "What was known of somebody of a household was deleted"
            ),
            "ManyActedOn": gettext_lazy("Something was done to many members at once"),
        },
    )


def _settings() -> None:
    acts(
        "settings",
        {
            "CooperativeOpened": gettext_lazy("The co-op was opened on this portal"),
            "CooperativeDescribed": gettext_lazy("The profile was changed"),
            "PortalRestored": gettext_lazy("The portal was put back from a backup"),
            "BylawsPublished": gettext_lazy("Bylaws were published"),
            "PrivacyNoticePublished": gettext_lazy("A privacy notice was published"),
            "PlaceSettled": gettext_lazy("Time zone, languages or currency were changed"),
            "OwnDetailsRuled": gettext_lazy("What members change themselves was settled"),
            "AdmissionChanged": gettext_lazy("How people are taken in was changed"),
            "LeavingRulesSet": gettext_lazy("The rules of leaving were changed"),
            "MailRulesSet": gettext_lazy("The rules for letters were changed"),
            "TagAdded": gettext_lazy("A tag was added"),
            "TagRenamed": gettext_lazy("A tag was renamed"),
            "TagRemoved": gettext_lazy("A tag was removed"),
            "FormFieldChanged": gettext_lazy("An own question was changed"),
            "MembershipClassChanged": lambda data: str(
                WHAT.get(str(data.get("what")), WHAT["changed"])
            ),
            "CardContentChanged": gettext_lazy("What cards say was changed"),
        },
    )
    acts(
        "team",
        {
            "StaffInvited": gettext_lazy("Added to the team"),
            "StaffChanged": gettext_lazy("Roles were changed"),
            "StaffRemoved": gettext_lazy("Removed from the team"),
            "ProgramAdded": gettext_lazy("A program got a token"),
            "ProgramRemoved": gettext_lazy("A program lost its token"),
        },
    )


def _steps() -> None:
    steps("ConfirmationAsked", "LetterWritten")
    steps("JobStarted", "JobStepOwed", "JobFinished", "JobCancelled")


def _end_planned(data: Mapping[str, Any]) -> str:
    _cause, _colon, day = str(data.get("cause", "")).partition(":")
    try:
        shown = date_format(date.fromisoformat(day), "DATE_FORMAT")
    except ValueError:
        return _("A last day was set")
    return _("Will end after {day}").format(day=shown)


def _exported(data: Mapping[str, Any]) -> str:
    rows = int(data["rows"])
    said = ngettext("{n} member was exported", "{n} members were exported", rows)
    return said.format(n=rows)


def _drawn(data: Mapping[str, Any]) -> str:
    day = date_format(date.fromisoformat(data["on"]), "DATE_FORMAT")
    return _("The register of {day} was taken as a file").format(day=day)


def _log_taken(data: Mapping[str, Any]) -> str:
    rows = int(data["rows"])
    said = ngettext("{n} line of the log was exported", "{n} lines of the log were exported", rows)
    return said.format(n=rows)


def _member(row: Member) -> About:
    return About(row.name or row.number, str(row.code))


def _members(codes: Iterable[str]) -> dict[str, About]:
    return {str(row.code): _member(row) for row in Member.objects.filter(code__in=list(codes))}


def _memberships(codes: Iterable[str]) -> dict[str, About]:
    rows = Membership.objects.filter(code__in=list(codes)).select_related("member")
    return {str(row.code): _member(row.member) for row in rows}


def _memberships_of(members: Iterable[str]) -> list[str]:
    rows = Membership.objects.filter(member__code__in=list(members))
    return [str(code) for code in rows.values_list("code", flat=True)]


def _applications(codes: Iterable[str]) -> dict[str, About]:
    """An applicant by name, until that is deleted."""
    rows = Application.objects.filter(code__in=list(codes)).exclude(name="")
    rows = rows.select_related("membership__member")
    return {
        str(row.code): _member(row.membership.member) if row.membership else About(row.name)
        for row in rows
    }


def _applications_of(members: Iterable[str]) -> list[str]:
    rows = Application.objects.filter(membership__member__code__in=list(members))
    return [str(code) for code in rows.values_list("code", flat=True)]


def _team(codes: Iterable[str]) -> dict[str, About]:
    wanted = [code for code in codes if code]
    rows = Staff.objects.filter(code__in=wanted).select_related("user")
    return {str(row.code): About(str(row)) for row in rows}


def _classes(codes: Iterable[str]) -> dict[str, About]:
    wanted = [code for code in codes if code]
    rows = MembershipClass.objects.filter(code__in=wanted).values_list("code", "name")
    return {str(code): About(name) for code, name in rows}
