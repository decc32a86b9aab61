"""Write down which cards a co-op accepts from now on."""

from __future__ import annotations

from django.db import transaction

from credentials.acceptance import Policy, differing, narrowed
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
    before = Policy.from_json(last.rule) if last else Policy()
    return _write(policy, before, number=last.number + 1 if last else 1, by=by)


@transaction.atomic(durable=True)
def narrow_again(later: Policy, number: int) -> tuple[str, ...]:
    """After a backup was put back: what `later` took away is taken away again; what it gave is given by people.

    Returns the parts that change. `number` is that of the version that is lost, which is not given a second time.
    """
    Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)
    last = AcceptancePolicy.objects.first()
    before = Policy.from_json(last.rule) if last else Policy()
    narrow = narrowed(before, later)
    if narrow == before or (last is not None and last.number > number):
        return ()
    _write(narrow, before, number=number + 1, by=None)
    return differing(before, narrow)


def _write(policy: Policy, before: Policy, *, number: int, by: Staff | None) -> AcceptancePolicy:
    made = AcceptancePolicy.objects.create(number=number, rule=policy.to_json(), by=by)
    fact = AcceptanceChanged(
        str(number),
        stricter=" ".join(differing(before, narrowed(before, policy))),
        wider=" ".join(differing(policy, narrowed(before, policy))),
    )
    outbox.record(fact, by=by)
    return made
