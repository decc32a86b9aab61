"""What follows from applications and from money that was seen."""

from __future__ import annotations

from tenants import (
    money,
    money_jobs,  # noqa: F401 -- its kind of job registers
)
from tenants.facts import ApplicationApproved, ApplicationSubmitted
from tenants.models import Condition, Due
from tenants.money_facts import MoneyBooked
from tenants.outbox import on
from tenants.services import conditions
from tenants.services.money import dues
from tenants.writers import dues as letters  # noqa: F401 -- its writers register


@on(ApplicationSubmitted, name="tenants.money.applications")
def charge_applications(facts: list[ApplicationSubmitted]) -> None:
    """Where the co-op asks by itself; each application once, however often it comes."""
    for fact in facts:
        dues.charge_application(fact.application)


@on(ApplicationApproved, name="tenants.money.members")
def take_dues_over(facts: list[ApplicationApproved]) -> None:
    """Due when the time for undo is over."""
    for fact in facts:
        dues.take_over(fact.application, fact.membership)


@on(MoneyBooked, name="tenants.money.conditions")
def meet_conditions(facts: list[MoneyBooked]) -> None:
    """All that an applicant was asked for is settled: the condition is ticked by itself."""
    rows = Due.objects.filter(code__in=[fact.due for fact in facts], member=None)
    for row in rows.select_related("application"):
        application = row.application
        if application and not money.open_dues().filter(application=application).exists():
            conditions.meet_by_itself(application, Condition.Kind.PAID)
