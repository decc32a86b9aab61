"""A party lets an agreement rest, with a reason, and lifts that itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from benefits.errors import AgreementAsleepError, AgreementAwakeError
from benefits.facts import AgreementPaused, AgreementResumed
from benefits.models import Agreement, Pause
from benefits.together import hold, our_side, tell_all
from tenants.models import Staff


@transaction.atomic(durable=True)
def pause_agreement(agreement: Agreement, *, reason: str, visits_too: bool, by: Staff) -> Pause:
    """From now on nobody new is recognised and nothing is given, in either direction, between us.

    Visits under way go on unless `visits_too`. Raises AgreementAsleepError where it is not in force,
    or we paused it already.
    """
    held = hold(agreement)
    ours = our_side(held)
    resting = Pause.objects.filter(party=ours, ended_at=None).exists()
    if held.state != Agreement.State.IN_FORCE or resting:
        raise AgreementAsleepError
    pause = Pause.objects.create(
        agreement=held, party=ours, reason=reason[:300], visits_too=visits_too, by=str(by)
    )
    tell_all(AgreementPaused(str(held.code), str(pause.pk)), held, by=by)
    return pause


@transaction.atomic(durable=True)
def resume_agreement(agreement: Agreement, *, by: Staff) -> None:
    """Lift our own pause; another party's stays. Raises AgreementAwakeError if there is none."""
    held = hold(agreement)
    pause = Pause.objects.filter(party=our_side(held), ended_at=None).first()
    if pause is None:
        raise AgreementAwakeError
    Pause.objects.filter(pk=pause.pk).update(ended_at=timezone.now(), ended_by=str(by))
    tell_all(AgreementResumed(str(held.code), str(pause.pk)), held, by=by)
