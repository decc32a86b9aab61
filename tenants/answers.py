"""What a co-op asks besides, and what was answered: for pages, lists, export and import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tenants.models import Application, Cooperative, FieldAnswer, FormField, Member, MembershipClass

YES = "yes"
Kind, Asked = FormField.Kind, FormField.Asked


@dataclass(frozen=True)
class Column:
    """One field as a column of the register: `key` names it in saved filters and files."""

    key: str
    label: str
    field: FormField


def asked_in(kind: MembershipClass | None) -> QuerySet[FormField]:
    """What who applies for this kind is asked."""
    return _running(Q(membership_class=None) | Q(membership_class=kind)).filter(
        asked=Asked.APPLICATION
    )


def asked_of(member: Member) -> QuerySet[FormField]:
    """Everything that may be written down of a member, by the kinds they have or had."""
    kinds = member.memberships.values("membership_class")
    return _running(Q(membership_class=None) | Q(membership_class__in=kinds))


def columns() -> list[Column]:
    """For a list, an export, an import: every field but files."""
    rows = FormField.objects.exclude(kind=Kind.FILE)
    return [Column(f"field:{each.code}", each.said("label"), each) for each in rows]


def of_members(members: Iterable[Member]) -> dict[int, dict[str, str]]:
    """By member and column: what a file would carry. One query, however many there are."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = FieldAnswer.objects.filter(member__in=list(members)).select_related("field")
    for row in rows:
        if row.member_id is not None:
            found[row.member_id][f"field:{row.field.code}"] = row.value
    return found


def read(field: FormField, text: str) -> str:
    """A text of a file as an answer. Raises ValueError where it is none."""
    plain = text.strip()
    if not plain:
        return ""
    if field.kind == Kind.DATE:
        return date.fromisoformat(plain).isoformat()
    if field.kind == Kind.NUMBER:
        try:
            return str(Decimal(plain))
        except InvalidOperation as error:
            raise ValueError(plain) from error
    if field.kind == Kind.CHOICE and plain not in field.choices:
        raise ValueError(plain)
    if field.kind == Kind.CONSENT and plain != YES:
        raise ValueError(plain)
    return plain[:2000]


def is_missing(application: Application) -> bool:
    """Whether something that is needed is not answered yet, in the words it has now."""
    needed = asked_in(application.membership_class).filter(required=True)
    given = dict(application.field_answers.values_list("field", "version"))
    consents = {each.pk: each.version for each in needed if each.kind == Kind.CONSENT}
    return any(
        each.pk not in given or given[each.pk] != consents.get(each.pk, given[each.pk])
        for each in needed
    )


def told_by(application: Application, here: Cooperative | None = None) -> list[dict[str, Any]]:
    """As rows of a summary; with the co-op, its team can download files from there."""
    everywhere = Q(field__membership_class=None)
    of_this = Q(field__membership_class=application.membership_class_id)
    rows = application.field_answers.filter(everywhere | of_this)
    return _rows(rows.select_related("field"), here)


def told_of(member: Member, here: Cooperative | None = None) -> list[dict[str, Any]]:
    return _rows(member.field_answers.select_related("field"), here)


def shown(answer: FieldAnswer) -> str:
    """As somebody reads it. A consent is shown with its version and its moment."""
    if answer.field.kind == Kind.DATE:
        return date_format(date.fromisoformat(answer.value), "DATE_FORMAT")
    if answer.field.kind == Kind.CONSENT:
        return _("Agreed to version {n}, {day}").format(
            n=answer.version, day=date_format(answer.given_at, "DATETIME_FORMAT")
        )
    if answer.field.kind == Kind.CHOICE:
        return answer.field.said_choice(answer.value)
    if answer.field.kind == Kind.FILE:
        return _("A file, handed in {day}").format(
            day=date_format(answer.given_at, "DATETIME_FORMAT")
        )
    return answer.value


def _rows(answers: QuerySet[FieldAnswer], here: Cooperative | None) -> list[dict[str, Any]]:
    rows = []
    for each in answers:
        row: dict[str, Any] = {"label": each.said, "value": shown(each)}
        if here is not None and each.field.kind == Kind.FILE:
            href = reverse("tenants:answer-file", args=[here.slug, each.code])
            row |= {"href": href, "change": _("Download")}
        rows.append(row)
    return rows


def _running(where: Q) -> QuerySet[FormField]:
    return FormField.objects.filter(where, closed_at=None)
