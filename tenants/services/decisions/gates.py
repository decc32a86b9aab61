"""What stands before an approval: conditions, a second person, a free place."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenants import admission
from tenants.application_facts import ConditionsWaived
from tenants.dates import today_in
from tenants.errors import (
    ClassFullError,
    ConditionsOpenError,
    NobodyElseError,
    OwnerNeededError,
    SecondPersonError,
)
from tenants.models import Application, Cooperative, Event, Staff
from tenants.services.decisions import steps


def check_conditions(application: Application, *, by: Staff, anyway: str = "") -> None:
    """Refuse while one is open, unless an owner says why it may be; that is kept for all to read.

    What one owner has waived with a proposal is not asked again of who confirms it.
    """
    open_ = admission.open_conditions(application)
    if not open_ or (application.proposed_by_id and _is_waived(application)):
        return
    if not anyway.strip():
        raise ConditionsOpenError(
            _("Still open: {conditions}. Nothing was approved.").format(conditions=", ".join(open_))
        )
    if Staff.Role.OWNER not in by.roles:
        raise OwnerNeededError
    steps.explain(application, ConditionsWaived(str(application.code)), anyway, by=by)


def check_second_person(application: Application, here: Cooperative, *, by: Staff) -> None:
    """Where two have to agree, who proposed cannot be who confirms."""
    if not here.two_to_approve:
        return
    if application.proposed_by_id in {None, by.pk}:
        raise NobodyElseError if is_alone(by) else SecondPersonError


def is_alone(by: Staff) -> bool:
    return not [each for each in admission.deciders() if each.pk != by.pk]


def is_full(application: Application, here: Cooperative) -> bool:
    """Whether everybody else's places leave none; a place that was promised is this applicant's."""
    chosen = application.membership_class
    today = today_in(here.time_zone)
    if chosen is None or admission.has_promise(application, today=today):
        return False
    return admission.free_places(chosen, today=today, apart=application) == 0


def check_place(application: Application, here: Cooperative) -> None:
    if is_full(application, here):
        raise ClassFullError


def _is_waived(application: Application) -> bool:
    """With the proposal that stands: one that was sent back took its reason with it."""
    told = Event.objects.filter(
        name__in=("ConditionsWaived", "ProposalSentBack", "ApplicationReopened"),
        data__application=str(application.code),
    )
    return told.order_by("-id").values_list("name", flat=True).first() == "ConditionsWaived"
