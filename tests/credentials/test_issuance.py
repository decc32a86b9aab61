from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from credentials import keystore, publishing, resolving
from credentials.core import compact
from credentials.models import Credential, StatusSeries
from credentials.services import issuance, keys, status
from tenants import outbox, scope
from tenants.facts import MembershipStarted
from tenants.models import Cooperative, Event, Locator, Membership, OutboxEntry
from tests.credentials.members import card_of, carded, cards_of, changed, started, tell, verified

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STATEMENTS = 22


def facts_named(coop, name):
    with scope.within(coop.pk):
        return Event.objects.filter(name=name).count()


def test_a_started_membership_has_a_card_that_strangers_verify(oak):
    membership, card = carded(oak, name="Amara Okonkwo")
    report = verified(card)

    assert report.ok, report.checks
    assert report.standing == "good"
    assert card.checked_at
    assert (card.generation, card.cause) == (1, "started")
    subject = json.loads(card.document)["credentialSubject"]
    assert subject["membershipId"] == membership.identifier
    assert subject["membershipNumber"] == membership.member.number
    assert subject["name"] == "Amara Okonkwo"
    assert subject["memberSince"] == "2024-03-01"
    assert subject["reciprocity"] == {"eligible": True}
    assert facts_named(oak, "CredentialIssued") == facts_named(oak, "CredentialChecked") == 1


@pytest.mark.parametrize("zone", ["America/Sao_Paulo", "Asia/Tokyo"])
def test_the_short_half_says_the_same(oak, zone):
    Cooperative.objects.filter(pk=oak.pk).update(time_zone=zone)
    membership, card = carded(oak, name="Amara Okonkwo", name_on_card="Amara O.")
    short = compact.verify_compact(
        bytes(card.compact),
        address=publishing.card_address(card.card_code),
        resolve=resolving.resolve,
        now=timezone.now(),
    )

    assert short.issuer == oak.did
    assert short.number == membership.member.number
    assert short.name == "Amara O."
    assert short.valid_until == card.valid_until
    assert short.valid_until.hour == {"America/Sao_Paulo": 3, "Asia/Tokyo": 15}[zone]
    assert short.position == card.position


def test_a_name_is_on_the_card_only_where_its_owner_agreed(oak):
    _membership, card = carded(oak, name="Amara Okonkwo", share_name=False)

    assert "Okonkwo" not in card.document
    assert b"Okonkwo" not in bytes(card.compact)


def test_the_longest_name_and_number_fit(oak):
    _membership, card = carded(oak, name="漢" * 200, name_on_card="漢" * 60)

    assert len(bytes(card.compact)) <= compact.MAX_BYTES
    assert verified(card).ok


def test_dates_begin_and_end_where_the_cooperative_is(oak):
    Cooperative.objects.filter(pk=oak.pk).update(time_zone="Europe/Berlin")
    ends_on = timezone.localdate() + timedelta(days=30)
    _membership, card = carded(oak, ends_on=ends_on)

    assert card.valid_until.astimezone(UTC).hour in {22, 23}
    assert card.valid_from <= timezone.now() < card.valid_until
    assert (card.valid_until - timedelta(seconds=1)).astimezone(
        ZoneInfo("Europe/Berlin")
    ).date() == ends_on


def test_the_code_on_the_card_leads_to_it(oak):
    _membership, card = carded(oak)
    typed = f" {card.card_code[:4].lower()}-{card.card_code[4:]}"
    found = Locator.objects.get(kind=Locator.Kind.CARD, digest=publishing.card_digest(typed))

    assert (found.cooperative_id, found.target) == (oak.pk, card.code)


def test_the_same_fact_twice_makes_one_card(oak):
    [membership] = started(oak)
    tell(oak, MembershipStarted(str(membership.code)))
    outbox.drain()
    tell(oak, MembershipStarted(str(membership.code)))
    outbox.drain()

    assert len(cards_of(membership)) == 1


def test_a_new_card_replaces_the_old_one_once_per_cause(oak):
    membership, first = carded(oak)
    for cause in ("replaced:1", "replaced:1", "renewed:2031-01-01"):
        changed(membership, cause)
    outbox.drain()
    changed(membership, "replaced:1")
    outbox.drain()
    cards = cards_of(membership)

    assert [(card.generation, card.cause) for card in cards] == [
        (1, "started"),
        (2, "replaced:1"),
        (3, "renewed:2031-01-01"),
    ]
    assert [card.superseded_at is None for card in cards] == [False, False, True]
    assert len({card.card_code for card in cards}) == len({card.position for card in cards}) == 3
    ids = {json.loads(card.document)["credentialSubject"]["membershipId"] for card in cards}
    assert ids == {membership.identifier}
    assert first.code == cards[0].code
    assert verified(cards[2]).ok


def test_a_change_before_the_first_card_leaves_it_to_the_first_card(oak):
    [membership] = started(oak)
    OutboxEntry.objects.filter(handler=issuance.FIRST_CARDS).update(
        due_at=timezone.now() + timedelta(seconds=10)
    )
    changed(membership, "replaced:1")
    outbox.drain()
    assert cards_of(membership) == []

    OutboxEntry.objects.filter(handler=issuance.FIRST_CARDS).update(due_at=timezone.now())
    outbox.drain()
    assert [card.cause for card in cards_of(membership)] == ["started"]


def test_whoever_never_got_a_first_card_gets_one_when_asked(oak):
    [membership] = started(oak)
    OutboxEntry.objects.filter(handler=issuance.FIRST_CARDS).update(dead_at=timezone.now())
    changed(membership, "replaced:1")
    outbox.drain()

    assert card_of(membership).cause == "replaced:1"


def statements(coop, members):
    """How many an issuing of these cards takes, its lists and facts included."""
    wanted = [issuance.Wanted(str(each.code), "started", timezone.now()) for each in members]
    captured = CaptureQueriesContext(connection)
    with scope.within(coop.pk), captured, transaction.atomic():
        status.publish_for_new_cards(issuance.issue_cards(wanted))
    return len(captured)


def test_a_batch_takes_as_many_statements_as_one_card(oak):
    """SQLite takes 999 values in a statement, so that 60 rows of a card are two."""
    carded(oak)
    one, many = started(oak, 1), started(oak, 60)

    assert statements(oak, one) < MOST_STATEMENTS
    assert statements(oak, many) <= MOST_STATEMENTS
    assert all(verified(card_of(each)).ok for each in many)
    with scope.within(oak.pk):
        places = list(Credential.objects.values_list("series_id", "position"))
    assert len(set(places)) == len(places) == 62


def test_positions_tell_nothing_of_the_order(oak):
    started(oak, 30)
    outbox.drain()
    with scope.within(oak.pk):
        positions = list(Credential.objects.order_by("pk").values_list("position", flat=True))

    assert positions != sorted(positions)
    assert max(positions) > 1000


def test_a_full_series_is_followed_by_another_within_a_batch(oak):
    carded(oak)
    with scope.within(oak.pk):
        series = StatusSeries.objects.get()
        full = series.size * issuance.FILL // 100
        StatusSeries.objects.update(next_counter=full - 2)
    members = started(oak, 5)
    outbox.drain()

    with scope.within(oak.pk):
        first, second = StatusSeries.objects.order_by("pk")
    assert first.closed_at
    assert (first.next_counter, second.next_counter) == (full, 3)
    assert all(verified(card_of(each)).ok for each in members)


def test_a_new_key_signs_the_next_card_and_the_old_one_keeps_verifying(oak):
    membership, first = carded(oak)
    later = timezone.now() + keys.ANNOUNCED_FOR + timedelta(seconds=1)
    with scope.within(oak.pk):
        keys.rotate_signing_key()
        keys.activate_due_keys(now=later)
    changed(membership, "replaced:1")
    outbox.drain()
    second = card_of(membership)

    assert second.signing_key_id != first.signing_key_id
    assert verified(first).outcome("signature") == verified(second).outcome("signature")
    assert verified(second).ok


def test_a_card_code_is_never_given_twice(oak, elm, monkeypatch):
    codes = iter(["AAAA0000", "AAAA0000", "AAAA0000", "BBBB0000"])
    monkeypatch.setattr(publishing, "new_card_code", lambda: next(codes))
    _one, first = carded(oak)
    _two, second = carded(elm)

    assert (first.card_code, second.card_code) == ("AAAA0000", "BBBB0000")


def test_each_cooperative_signs_with_its_own_key_and_for_itself(oak, elm):
    _one, first = carded(oak)
    _two, second = carded(elm)

    assert json.loads(first.document)["issuer"]["id"] == oak.did
    assert json.loads(second.document)["issuer"]["id"] == elm.did
    assert verified(first).ok
    assert verified(second).ok


def test_signing_the_same_plan_again_gives_the_same_bytes(oak):
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    membership, card = carded(oak)
    with scope.within(oak.pk):
        membership = Membership.objects.select_related("member", "membership_class").get()
        signer = keystore.signer_of(keystore.key_in_use())
        place = issuance.planning.Place(
            card.series_id,
            7,
            (("revocation", "https://a.example/1"), ("suspension", "https://a.example/2")),
        )
        plans = [
            issuance.planning.plan_card(membership, oak, urn=card.urn, place=place, at=at)
            for _ in range(2)
        ]
    assert plans[0] == plans[1]
    address = publishing.card_address("AAAA0000")
    halves = {compact.sign_compact(plan.compact, signer, address=address) for plan in plans}
    assert len(halves) == 1
