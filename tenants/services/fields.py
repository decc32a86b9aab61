"""Fields of a co-op's own, and what is answered to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from tenants import outbox
from tenants.errors import ApplicationSentError
from tenants.facts import AnswersChanged, FormFieldChanged
from tenants.files import Kept
from tenants.models import (
    Application,
    FieldAnswer,
    FieldFile,
    FormField,
    Member,
    Membership,
    Staff,
)
from tenants.queries import hold_here

# With other words, it is another thing that people agreed to.
WORDS: Final = ("label", "help", "choices")
SETTLED: Final = frozenset(
    {*WORDS, "kind", "translations", "required", "asked", "membership_class"}
)
Given = Mapping[FormField, "str | Kept"]


@transaction.atomic(durable=True)
def add_field(*, by: Staff, **values: Any) -> FormField:
    """A new one, last in the list. Raises Django's ValidationError where a value cannot be."""
    _need_settled(values)
    _locked()
    last = FormField.objects.order_by("-position").first()
    row = FormField(**values, position=last.position + 1 if last else 0)
    row.full_clean(exclude=["cooperative"], validate_constraints=False)
    row.save(force_insert=True)
    outbox.record(FormFieldChanged(str(row.code), "added"), by=by)
    return row


@transaction.atomic(durable=True)
def change_field(row: FormField, *, by: Staff, **values: Any) -> FormField:
    """How it is asked from now on; what was answered stays, with the words that were read.

    Its kind stays too: answers of another kind could not be read.
    """
    _need_settled(values)
    now = FormField.objects.select_for_update().get(pk=row.pk)
    values["kind"] = now.kind
    if any(name in values and values[name] != getattr(now, name) for name in WORDS):
        now.version += 1
    for name, value in values.items():
        setattr(now, name, value)
    now.full_clean(exclude=["cooperative"], validate_constraints=False)
    now.save()
    outbox.record(FormFieldChanged(str(now.code), "changed"), by=by)
    return now


@transaction.atomic(durable=True)
def close_field(row: FormField, *, by: Staff) -> None:
    """Nobody is asked any more; what was answered stays."""
    if FormField.objects.filter(pk=row.pk, closed_at=None).update(closed_at=timezone.now()):
        outbox.record(FormFieldChanged(str(row.code), "closed"), by=by)


@transaction.atomic(durable=True)
def reopen_field(row: FormField, *, by: Staff) -> None:
    if FormField.objects.filter(pk=row.pk).exclude(closed_at=None).update(closed_at=None):
        outbox.record(FormFieldChanged(str(row.code), "reopened"), by=by)


@transaction.atomic(durable=True)
def move_field_up(row: FormField) -> None:
    """One place up, among all of them; the first stays where it is."""
    _locked()
    rows = list(FormField.objects.all())
    place = [each.pk for each in rows].index(row.pk)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for position, each in enumerate(rows):
        each.position = position
    FormField.objects.bulk_update(rows, ["position"])


@transaction.atomic(durable=True)
def answer_in_application(
    application: Application, given: Given, *, asked: Iterable[FormField]
) -> None:
    """Keep what an applicant answered so far; what is not `asked` any more is gone.

    Raises ApplicationSentError once it is sent.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.state != Application.State.DRAFT:
        raise ApplicationSentError
    FieldAnswer.objects.filter(application=row).exclude(field__in=list(asked)).delete()
    _keep(given, application=row)


@transaction.atomic(durable=True)
def answer_for_member(member: Member, given: Given, *, by: Staff) -> None:
    """Write down what a member answered on paper, or what only the team knows."""
    _keep(given, member=Member.objects.select_for_update().get(pk=member.pk))
    outbox.record(AnswersChanged(str(member.code)), by=by)


@transaction.atomic
def take_over(application: str, membership: str) -> None:
    """What an applicant answered is the member's. Called by a reaction, when no undo is possible any more."""
    held = Membership.objects.select_related("member").filter(code=membership).first()
    if held is None:
        return
    mine = FieldAnswer.objects.filter(application__code=application)
    newer = list(mine.values_list("field", flat=True))
    FieldAnswer.objects.filter(member=held.member, field__in=newer).delete()
    mine.update(application=None, member=held.member)


def _keep(given: Given, **whose: Any) -> None:
    """An empty answer takes the one before back; the same answer again leaves it, with its day."""
    for field, value in given.items():
        old = FieldAnswer.objects.filter(field=field, **whose).first()
        text = "" if isinstance(value, Kept) else value
        if old is not None and text and (old.value, old.version) == (text, field.version):
            continue
        if old is not None:
            old.delete()
        if not value:
            continue
        answer = FieldAnswer.objects.create(
            field=field, value=text, said=field.said("label"), version=field.version, **whose
        )
        if isinstance(value, Kept):
            FieldFile.objects.create(
                answer=answer, media_type=value.media_type, content=value.content
            )


def _locked() -> None:
    """One change of the list at a time."""
    hold_here()


def _need_settled(values: dict[str, Any]) -> None:
    if strange := set(values) - SETTLED:
        raise TypeError(f"Not settled for a field: {sorted(strange)}.")
