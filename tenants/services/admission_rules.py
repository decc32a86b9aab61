"""How a co-op takes people in: its clocks, its second person, its places, conditions and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from tenants import admission, outbox, scope
from tenants.application_facts import AdmissionChanged
from tenants.errors import NobodyElseError
from tenants.models import Condition, Cooperative, MembershipClass, ReasonTemplate, Staff
from tenants.queries import hold_here

RULES: Final = frozenset({"answer_days", "deletion_days", "place_days", "two_to_approve"})


@transaction.atomic(durable=True)
def set_rules(
    *, by: Staff, places: Mapping[int, int | None] | None = None, **rules: Any
) -> Cooperative:
    """Clocks, the second person, and how many members each kind may have.

    Raises NobodyElseError where two would have to agree and only one is there.
    """
    if strange := set(rules) - RULES:
        raise TypeError(f"No such rules: {sorted(strange)}.")
    row = hold_here()
    begins = rules.get("two_to_approve") and not row.two_to_approve
    if begins and len(admission.deciders()) < 2:  # noqa: PLR2004 -- two people, as the rule says
        raise NobodyElseError
    for name, value in rules.items():
        setattr(row, name, value)
    row.save(update_fields=list(rules))
    for pk, most in (places or {}).items():
        MembershipClass.objects.filter(pk=pk).update(most_members=most)
    _changed(by)
    return row


@transaction.atomic(durable=True)
def add_condition(
    *, label: str, kind: str, membership_class: MembershipClass | None, by: Staff
) -> Condition:
    """Asked of everybody from now on whose application is still open."""
    row = Condition.objects.create(
        label=label,
        kind=kind,
        membership_class=membership_class,
        position=Condition.objects.count(),
    )
    _changed(by)
    return row


@transaction.atomic(durable=True)
def end_condition(condition: Condition, *, by: Staff) -> None:
    """Asked of nobody any more; what was ticked stays where it was ticked."""
    if Condition.objects.filter(pk=condition.pk, ended_at=None).update(ended_at=timezone.now()):
        _changed(by)


@transaction.atomic(durable=True)
def save_template(template: ReasonTemplate | None, *, by: Staff, **values: str) -> ReasonTemplate:
    row = template or ReasonTemplate()
    for name in ("purpose", "language", "title", "text"):
        setattr(row, name, values[name])
    row.save()
    _changed(by)
    return row


@transaction.atomic(durable=True)
def remove_template(template: ReasonTemplate, *, by: Staff) -> None:
    """Letters that used its words keep them."""
    if ReasonTemplate.objects.filter(pk=template.pk).delete()[0]:
        _changed(by)


def _changed(by: Staff) -> None:
    outbox.record(AdmissionChanged(str(scope.current().cooperative_id)), by=by)
