"""Reactions of issuing: a membership starts, changes, is suspended, ends."""

from __future__ import annotations

from collections.abc import Sequence

from credentials.facts import CredentialIssued, StatusChanged
from credentials.services import checking, issuance, keys, status
from credentials.services.issuance import Wanted
from tenants import outbox
from tenants.facts import (
    CooperativeOpened,
    MembershipChanged,
    MembershipEnded,
    MembershipRestored,
    MembershipStarted,
    MembershipSuspended,
)
from tenants.outbox import happened_at, on


@on(CooperativeOpened, name="credentials.open")
def open_for_issuing(facts: list[CooperativeOpened]) -> None:
    """A new co-op gets its first key and its public documents."""
    for _fact in facts:
        keys.create_signing_key()


@on(MembershipStarted, name=issuance.FIRST_CARDS)
def issue_first_cards(facts: list[MembershipStarted]) -> None:
    _issue([Wanted(fact.membership, issuance.STARTED, happened_at(fact)) for fact in facts])


@on(MembershipChanged, name="credentials.reissue")
def issue_next_cards(facts: list[MembershipChanged]) -> None:
    _issue([Wanted(fact.membership, fact.cause, happened_at(fact)) for fact in facts])


@on(CredentialIssued, name="credentials.check")
def check_cards(facts: list[CredentialIssued]) -> None:
    """Somebody else looks at what was signed; only then may it leave."""
    checking.check_cards([fact.credential for fact in facts])


@on(MembershipSuspended, name="credentials.status.suspended")
def follow_suspended(facts: list[MembershipSuspended]) -> None:
    _change(facts)


@on(MembershipRestored, name="credentials.status.restored")
def follow_restored(facts: list[MembershipRestored]) -> None:
    _change(facts)


@on(MembershipEnded, name="credentials.status.ended")
def follow_ended(facts: list[MembershipEnded]) -> None:
    _change(facts)


@on(StatusChanged, name="credentials.status.publish")
def publish_lists(facts: list[StatusChanged]) -> None:
    """Each list once, however many memberships in it have changed."""
    status.follow_memberships([fact.membership for fact in facts])


def _issue(wanted: Sequence[Wanted]) -> None:
    """One transaction, the runner's: cards, and the lists that they point to."""
    status.publish_for_new_cards(issuance.issue_cards(wanted))


def _change(
    facts: Sequence[MembershipSuspended | MembershipRestored | MembershipEnded],
) -> None:
    """Also where no card is there yet: one may just be being signed."""
    outbox.record_many([StatusChanged(fact.membership) for fact in facts])
