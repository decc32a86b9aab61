"""Reactions of issuing: a membership starts, changes, is suspended, ends."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from credentials import affected, issuers, mail
from credentials.errors import RotationRunningError
from credentials.facts import (
    CardOrdered,
    CardResendAsked,
    CredentialChecked,
    CredentialIssued,
    StandingTold,
    StatusChanged,
)
from credentials.key_facts import KeyAsked, SignerCompromised
from credentials.models import Credential
from credentials.services import (
    checking,
    delivery,
    forgetting,
    issuance,
    keys,
    merging,
    ordering,
    signing_for,
    status,
)
from credentials.services.issuance import Wanted
from tenants import household, outbox, scope
from tenants.facts import (
    CooperativeOpened,
    MemberForgotten,
    MembershipChanged,
    MembershipEnded,
    MembershipRestored,
    MembershipStarted,
    MembershipSuspended,
)
from tenants.household_facts import (
    HolderAdmitted,
    HolderCardAsked,
    HolderForgotten,
    HolderRemoved,
)
from tenants.outbox import happened_at, on
from tenants.people_facts import MembersMerged
from tenants.services import letters, people

log = logging.getLogger(__name__)

# What is about the card of the member alone; everything else changes those of the household too.
OF_ONE = ("named:", "replaced:")


@on(CooperativeOpened, name="credentials.open")
def open_for_issuing(facts: list[CooperativeOpened]) -> None:
    """A new co-op gets its first key and its public documents."""
    for _fact in facts:
        keys.create_signing_key()


@on(KeyAsked, name="credentials.keys.announce")
def announce_keys(facts: list[KeyAsked]) -> None:
    """Asked twice in one moment, one is made."""
    for fact in facts[:1]:
        try:
            keys.announce_key()
        except RotationRunningError:
            log.info("A new key was asked for (%s) while one is announced.", fact.asking)


@on(SignerCompromised, name="credentials.keys.signer")
def order_again(facts: list[SignerCompromised]) -> None:
    """Each card that this federation signed for us, once per key."""
    for fact in facts:
        outbox.record_many(
            [
                MembershipChanged(code, f"key-{fact.key}")
                for code in affected.signed_by(fact.signer, timezone.now())
            ]
        )


@on(MembershipStarted, name=issuance.FIRST_CARDS)
def issue_first_cards(facts: list[MembershipStarted]) -> None:
    _issue([Wanted(fact.membership, issuance.STARTED, happened_at(fact)) for fact in facts])


@on(MembershipChanged, name="credentials.reissue")
def issue_next_cards(facts: list[MembershipChanged]) -> None:
    """And of the household, unless it was about the member's own card alone."""
    wanted = [Wanted(fact.membership, fact.cause, happened_at(fact)) for fact in facts]
    of_all = [each for each in wanted if not each.cause.startswith(OF_ONE)]
    holders = household.with_cards([each.membership for each in of_all])
    wanted += [
        replace(each, holder=holder) for each in of_all for holder in holders[each.membership]
    ]
    _issue(wanted)


@on(HolderAdmitted, name="credentials.holders.issue")
def issue_further_cards(facts: list[HolderAdmitted]) -> None:
    _issue(
        [
            Wanted(fact.membership, delivery.ADMITTED, happened_at(fact), fact.holder)
            for fact in facts
        ]
    )


@on(HolderCardAsked, name="credentials.holders.reissue")
def reissue_further_cards(facts: list[HolderCardAsked]) -> None:
    _issue([Wanted(fact.membership, fact.cause, happened_at(fact), fact.holder) for fact in facts])


@on(HolderRemoved, name="credentials.status.removed", first=True)
def follow_removed(facts: list[HolderRemoved]) -> None:
    outbox.record_many([StatusChanged(fact.membership) for fact in facts])


@on(CredentialIssued, name="credentials.check")
def check_cards(facts: list[CredentialIssued]) -> None:
    """Somebody else looks at what was signed; only then may it leave."""
    checking.check_cards([fact.credential for fact in facts])


@on(CredentialChecked, name="credentials.letters.card")
def write_card_letters(facts: list[CredentialChecked]) -> None:
    """Once per card, with a link that opens it."""
    cards = delivery.offer_cards([fact.credential for fact in facts])
    _write({str(card.code): card for card in cards})


@on(CardResendAsked, name="credentials.letters.again")
def write_card_letters_again(facts: list[CardResendAsked]) -> None:
    """Once per cause. Whatever was asked for, what is sent is the card as it is now."""
    causes = {fact.credential: fact.cause for fact in facts}
    cards = delivery.offer_cards(list(causes), again=True)
    _write({f"{each.code}{mail.AGAIN}{causes[str(each.code)]}"[:100]: each for each in cards})


@on(MembershipSuspended, name="credentials.status.suspended", first=True)
def follow_suspended(facts: list[MembershipSuspended]) -> None:
    _change(facts)


@on(MembershipRestored, name="credentials.status.restored", first=True)
def follow_restored(facts: list[MembershipRestored]) -> None:
    _change(facts)


@on(MembershipEnded, name="credentials.status.ended", first=True)
def follow_ended(facts: list[MembershipEnded]) -> None:
    _change(facts)


@on(MembersMerged, name="credentials.merged", first=True)
def put_merged_aside(facts: list[MembersMerged]) -> None:
    merging.put_aside([fact.member for fact in facts])


@on(MemberForgotten, name="credentials.forget")
def forget_cards(facts: list[MemberForgotten]) -> None:
    forgetting.forget_cards([fact.member for fact in facts])


@on(HolderForgotten, name="credentials.forget.holders")
def forget_further_cards(facts: list[HolderForgotten]) -> None:
    forgetting.forget_further_cards([fact.holder for fact in facts])


@on(StatusChanged, name="credentials.status.publish", first=True)
def publish_lists(facts: list[StatusChanged]) -> None:
    """Each list once, however many memberships in it have changed."""
    status.follow_memberships([fact.membership for fact in facts])


def _write(cards: Mapping[str, Credential]) -> None:
    """By the key of each letter. It says that its address signs in, so from now on it does."""
    members = [delivery.recipient(card) for card in cards.values()]
    people.enter_people(
        (each.email, each.name, each.language) for each in members if each.user_id is None
    )
    owed = [
        letters.Owed(member.email, card.code, key, member.language)
        for (key, card), member in zip(cards.items(), members, strict=True)
    ]
    letters.write_letters("card", owed)


# A hundred cards take a second or two, of the ninety for which their rows are claimed.
@on(CardOrdered, name="credentials.orders.sign", sends=True, batch=100)
def have_signed(facts: list[CardOrdered]) -> None:
    """To the federation and back: each side in its own scope and its own transaction, values in between."""
    asked = ordering.read_orders([fact.order for fact in facts])
    if not asked:
        return
    with scope.within(asked[0].issuer):
        signed = signing_for.sign_for(
            asked, take_places=issuance.take_places, publish=status.publish_series
        )
    ordering.store_cards(list(zip(asked, signed, strict=True)))


@on(StandingTold, name="credentials.orders.standing", first=True)
def note_standings(facts: list[StandingTold]) -> None:
    """At the federation, whose lists the cards stand in. Who relies on a card is hinted once they say so."""
    told = {fact.order: fact for fact in sorted(facts, key=lambda one: one.at)}
    news = signing_for.note_standings(
        {order: (fact.standing, datetime.fromisoformat(fact.at)) for order, fact in told.items()},
        publish=status.publish_series,
    )
    status.hint_hosts(told[order].credential_digest for order in news)


def _issue(wanted: Sequence[Wanted]) -> None:
    """One transaction, the runner's: cards, and the lists that they point to. Or orders, to whoever signs."""
    by = issuers.running()
    if by is not None:
        orders = [
            ordering.Order(each.membership, each.cause, each.at, each.holder) for each in wanted
        ]
        ordering.order_cards(orders, by.issuer)
        return
    status.publish_for_new_cards(issuance.issue_cards(wanted))


def _change(
    facts: Sequence[MembershipSuspended | MembershipRestored | MembershipEnded],
) -> None:
    """Also where no card is there yet: one may just be being signed."""
    outbox.record_many([StatusChanged(fact.membership) for fact in facts])
