"""Write down which cards a co-op accepts from now on."""

from __future__ import annotations

from django.db import transaction

from credentials.acceptance import Policy
from credentials.facts import AcceptanceChanged
from credentials.models import AcceptancePolicy
from tenants import outbox, scope
from tenants.models import Cooperative, Staff


@transaction.atomic(durable=True)
def save_policy(policy: Policy, *, by: Staff | None) -> AcceptancePolicy:
    """A new version where it says something else than the last."""
    # One at a time, so that two people who save at once leave two versions.
    Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)
    last = AcceptancePolicy.objects.first()
    if last is not None and last.rule == policy.to_json():
        return last
    number = last.number + 1 if last else 1
    made = AcceptancePolicy.objects.create(number=number, rule=policy.to_json(), by=by)
    outbox.record(AcceptanceChanged(str(number)), by=by)
    return made
