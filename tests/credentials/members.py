"""Members of co-ops that can issue, entered by the facts that enter real ones."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials import resolving
from credentials.core.verification import RECOGNITION, Report, verify_credential
from credentials.models import Credential, StatusList
from tenants import outbox, scope
from tenants.facts import (
    Fact,
    MembershipChanged,
    MembershipEnded,
    MembershipRestored,
    MembershipStarted,
    MembershipSuspended,
)
from tenants.models import Cooperative, Member, Membership, MembershipClass, OutboxEntry
from tenants.secrets import email_key
from tests import build
from tests.support.kept import kept

_numbers = count(501)  # beyond those that a co-op of a test gives out itself
SINCE = date(2024, 3, 1)


def started(coop: Cooperative, how_many: int = 1, **values: Any) -> list[Membership]:
    """Memberships with the fact of their beginning still owed."""
    with scope.within(coop.pk), transaction.atomic():
        made = [_membership(coop, **values) for _ in range(how_many)]
        outbox.record_many([MembershipStarted(str(each.code)) for each in made])
    return made


@kept
def carded(coop: Cooperative, **values: Any) -> tuple[Membership, Credential]:
    """A membership with its card, issued and checked."""
    [membership] = started(coop, **values)
    outbox.drain()
    return membership, card_of(membership)


def tell(coop: Cooperative, *facts: Fact) -> None:
    with scope.within(coop.pk), transaction.atomic():
        outbox.record_many(facts)


def changed(membership: Membership, cause: str) -> None:
    with scope.within(membership.cooperative_id), transaction.atomic():
        outbox.record(MembershipChanged(str(membership.code), cause))


def cards_of(membership: Membership) -> list[Credential]:
    with scope.within(membership.cooperative_id):
        rows = Credential.objects.filter(membership=membership).order_by("generation")
        return list(rows.select_related("membership__member"))


def card_of(membership: Membership) -> Credential:
    """The one that counts."""
    [card] = [card for card in cards_of(membership) if card.superseded_at is None]
    return card


def verified(card: Credential) -> Report:
    """As a stranger would see it who recognises membership cards."""
    return verify_credential(
        json.loads(card.document),
        now=timezone.now(),
        resolve=resolving.resolve,
        fetch_status=resolving.fetch_status,
        policy=RECOGNITION,
    )


def owed(handler: str) -> QuerySet[OutboxEntry]:
    return OutboxEntry.objects.filter(handler=handler, done_at=None)


def stand(membership: Membership, standing: str, fact: type[Fact]) -> None:
    """What the register does, and then the worker."""
    with scope.within(membership.cooperative_id), transaction.atomic():
        Membership.objects.filter(pk=membership.pk).update(standing=standing)
        outbox.record(fact(membership=str(membership.code)))
    outbox.drain()


def suspend(membership: Membership) -> None:
    stand(membership, "suspended", MembershipSuspended)


def end(membership: Membership) -> None:
    stand(membership, "ended", MembershipEnded)


def restore(membership: Membership) -> None:
    stand(membership, "good", MembershipRestored)


def lists_of(coop: Cooperative) -> dict[str, StatusList]:
    with scope.within(coop.pk):
        return {row.purpose: row for row in StatusList.objects.all()}


def _membership(coop: Cooperative, **values: Any) -> Membership:
    kind = MembershipClass.objects.filter(visiting=False).first() or build.membership_class()
    number = next(_numbers)
    email = values.pop("email", f"member{number}@{coop.slug}.example.org")
    person = {
        key: values.pop(key)
        for key in ("name", "name_on_card", "share_name", "user", "language")
        if key in values
    }
    member = Member.objects.create(
        number=f"{coop.number_prefix}-{number:06d}",
        email=email,
        email_key=email_key(email),
        **{"name": "Amara Okonkwo", **person},
    )
    today = timezone.localdate()
    values = {"starts_on": SINCE, "ends_on": today + timedelta(days=200), **values}
    return Membership.objects.create(
        member=member,
        membership_class=kind,
        evidence=[{"method": "emailVerified", "date": today.isoformat()}],
        **values,
    )
