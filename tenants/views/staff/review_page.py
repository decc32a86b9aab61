"""What stands on the page of one application."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants import admission, answers, history, money_sections, queries
from tenants.admission import listing
from tenants.dates import today_in
from tenants.forms.staff import AnywayForm, NoteForm
from tenants.http import CooperativeRequest
from tenants.models import (
    Application,
    ApplicationMessage,
    ApplicationNote,
    Bylaws,
    Letter,
    Member,
    PrivacyNotice,
    Staff,
)
from tenants.secrets import email_key, name_key
from tenants.services import decisions

State = Application.State


def context(request: CooperativeRequest, row: Application, **more: Any) -> dict[str, Any]:
    here = request.cooperative
    filters = listing.Filters.read(request.GET)
    query = filters.query() if request.GET else ""
    before, after = listing.neighbours(filters, here, request.staff, row.code)
    asked = admission.conditions_of(row)
    waiting = row.state == State.WAITING_LIST
    mine = Letter.objects.filter(about=row.code, to=row.email)
    return {
        "application": row,
        "rows": told(row),
        "by": listing.answer_by(row, here),
        "late": row.is_open and (listing.answer_by(row, here) or today(request)) < today(request),
        "mail_failed": mine.filter(state=Letter.State.FAILED).exists(),
        "seconds": seconds_left(row),
        "query": query,
        "back_href": _address(request, "applications", query),
        "undo_url": _address(request, "application-undo", query, row.code),
        "before": before,
        "after": after,
        "next": after if not row.is_open else None,
        "thread": ApplicationMessage.objects.filter(application=row).select_related("by__user"),
        "notes": ApplicationNote.objects.filter(application=row, event=None).select_related(
            "by__user"
        ),
        "conditions": asked,
        "lacking": [each for each in asked if each.met is None] if row.is_open else [],
        "note_form": NoteForm(),
        "anyway_form": AnywayForm() if Staff.Role.OWNER in request.staff.roles else None,
        "history": history.of_application(row.code),
        "money": money_sections.of_application(row),
        "may_reopen": may_reopen(row),
        "place": admission.positions().get(row.pk) if waiting else None,
        "may_offer": waiting and not admission.has_promise(row, today=today(request)),
        **_people(request, row),
        **_places(request, row),
        **more,
    }


def _address(request: CooperativeRequest, route: str, query: str, *arguments: Any) -> str:
    found = reverse(f"tenants:{route}", args=[request.cooperative.slug, *arguments])
    return f"{found}?{query}" if query else found


def told(row: Application) -> list[dict[str, Any]]:
    """Every answer, as somebody reads it who did not give it."""
    on_card = (row.name_on_card or row.name) if row.share_name else _("Not shown on the card")
    said: list[tuple[str, Any]] = [
        (_("Kind of membership"), row.membership_class),
        (_("Full name"), row.name),
        (_("Name on the card"), on_card),
        (_("Email address"), row.email),
        (_("Phone number"), row.phone),
        (_("Postcode"), row.postcode),
        (_("Message"), row.message),
    ]
    if row.declared_age:
        years = ngettext("At least {n} year", "At least {n} years", row.declared_age)
        said.append((_("Age, as told"), years.format(n=row.declared_age)))
    if row.bylaws is not None:
        said.append((_("Bylaws accepted"), _version(row.bylaws)))
    if row.privacy_notice is not None:
        said.append((_("Privacy notice shown"), _version(row.privacy_notice)))
    rows = [{"label": label, "value": value} for label, value in said]
    return [*rows, *answers.told_by(row, queries.here())]


def _version(text: Bylaws | PrivacyNotice) -> str:
    return _("{title}, version {number}").format(title=text.title, number=text.version)


def compared(row: Application, duplicates: list[queries.Duplicate]) -> list[dict[str, Any]]:
    """Side by side: what the applicant told, what is known of the other, and where they agree."""
    people = [each.member for each in duplicates if each.member is not None]
    prefetch_related_objects(people, "memberships__membership_class")
    return [
        {"duplicate": each, "lines": _lines(row, each.member or each.application)}
        for each in duplicates
    ]


def seconds_left(row: Application) -> int:
    """For how long the decision can be taken back."""
    if row.decided_at is None or row.state not in decisions.UNDOABLE:
        return 0
    return max(0, int((row.decided_at + decisions.UNDO - timezone.now()).total_seconds()))


def may_reopen(row: Application) -> bool:
    return row.state in decisions.CLOSED and row.deleted_at is None and not seconds_left(row)


def today(request: CooperativeRequest) -> Any:
    return today_in(request.cooperative.time_zone)


def _people(request: CooperativeRequest, row: Application) -> dict[str, Any]:
    """Who may be given it, and where two have to agree, who can confirm."""
    team = admission.deciders()
    two, me = request.cooperative.two_to_approve, request.staff.pk
    return {
        "team": team,
        "two": two,
        "proposed_by_me": row.proposed_by_id == me,
        "alone": two and not [each for each in team if each.pk != me],
        "proposed_person": _member(row.proposed_person),
    }


def _places(request: CooperativeRequest, row: Application) -> dict[str, Any]:
    chosen = row.membership_class
    if not row.is_open or chosen is None:
        return {"full": False}
    if admission.has_promise(row, today=today(request)):
        return {"full": False}
    return {"full": admission.free_places(chosen, today=today(request), apart=row) == 0}


def _member(code: UUID | None) -> Member | None:
    return Member.objects.filter(code=code).first() if code else None


def _lines(row: Application, other: Any) -> list[dict[str, Any]]:
    mine = {"email": email_key(row.email), "name": name_key(row.name)}
    theirs = {"email": other.email_key, "name": other.name_key}
    classes = (
        ", ".join(
            f"{each.membership_class} ({each.get_standing_display()})"
            for each in other.memberships.all()
        )
        if isinstance(other, Member)
        else str(other.membership_class or "")
    )
    since = other.joined_on if isinstance(other, Member) else other.submitted_at
    lines = [
        (_("Full name"), row.name, other.name, mine["name"] == theirs["name"]),
        (_("Email address"), row.email, other.email, mine["email"] == theirs["email"]),
        (_("Phone number"), row.phone, other.phone, _digits(row.phone) == _digits(other.phone)),
        (_("Postcode"), row.postcode, other.postcode, _plain(row) == _plain(other)),
        (_("Kind of membership"), str(row.membership_class or ""), classes, None),
        (_("Since"), _day(row.submitted_at), _day(since), None),
    ]
    return [
        {"label": label, "mine": one, "other": two, "same": bool(same and one and two)}
        for label, one, two, same in lines
    ]


def _digits(phone: str) -> str:
    return "".join(each for each in phone if each.isdigit())[-9:]


def _plain(row: Any) -> str:
    return "".join(row.postcode.split()).upper()


def _day(moment: Any) -> str:
    return date_format(moment, "DATE_FORMAT") if moment else ""
