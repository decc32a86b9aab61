"""What somebody needs here before a benefit, and whether they have it: our yes, or a thing done once."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from benefits.eligibility import Benefit, Situation
from benefits.eligibility.proof import Approval, Approver, Prerequisite
from benefits.models import Clearance

# What stands where our yes is needed, and nothing that is done.
OUR_YES = ""
State = Clearance.State


def known(
    benefit: Benefit,
    *,
    holder: str,
    agreement: UUID,
    today: date,
    kept: Iterable[Clearance] | None = None,
) -> dict[str, Any]:
    """For a situation: who said yes to this holder, and what they have done; only where a rule asks.

    A yes is to one benefit. A thing done once is done wherever it is asked for. `kept` are all rows of the
    holder, where they were read before.
    """
    if not holder or not asks(benefit):
        return {}
    rows = of(frozenset({holder})) if kept is None else kept
    found = {
        row.needs
        for row in rows
        if row.holds_on(today)
        and (row.needs != OUR_YES or (row.agreement, row.benefit) == (agreement, benefit.id))
    }
    return {
        "approved_by": frozenset({str(Approver.HOST)} if OUR_YES in found else ()),
        "fulfilled": frozenset(found - {OUR_YES}),
    }


def asks(benefit: Benefit) -> bool:
    """Whether it turns on what somebody has here."""
    return bool(benefit.rule(Approval) or benefit.rules_of(Prerequisite))


def of(holders: AbstractSet[str]) -> QuerySet[Clearance]:
    """Whatever they asked for, the newest first."""
    return Clearance.objects.filter(pseudonym__in=holders)


def unmet(benefit: Benefit, here: Situation) -> tuple[str, ...]:
    """What the office can see to beforehand: our yes, and what cannot be had at a desk."""
    asked = any(rule.by is Approver.HOST for rule in benefit.rules_of(Approval))
    ours = (OUR_YES,) if asked and Approver.HOST not in here.approved_by else ()
    things = (rule.what for rule in benefit.rules_of(Prerequisite) if not rule.at_desk)
    return (*ours, *(each for each in things if each not in here.fulfilled))


def waiting() -> int:
    """How many wait for an answer of ours."""
    return Clearance.objects.filter(state=State.ASKED).count()


def last_of(holder: str, agreement: UUID, benefit: str) -> Clearance | None:
    """What was asked for last, whatever became of it."""
    rows = Clearance.objects.filter(pseudonym=holder, agreement=agreement, benefit=benefit)
    return rows.first()
