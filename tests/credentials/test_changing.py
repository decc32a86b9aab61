"""A name or the kind of a membership changes: one new card, one letter, and the old card says that it is old."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from benefits.eligibility import Standing as Seen
from benefits.following import standing_of
from credentials.core.status import decode, is_set
from tenants import outbox, scope, tasks
from tenants.dates import today_in
from tenants.errors import AlreadyMemberError, ChangedMeanwhileError
from tenants.models import ClassChange, Event, Member, Membership
from tenants.services import changing, members
from tests import build
from tests.credentials import holding
from tests.credentials.members import cards_of, verified

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timedelta()


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def oak():
    return holding.opened()


@pytest.fixture
def amara():
    return holding.person()


@pytest.fixture
def worker(oak):
    with oak.within:
        return build.membership_class(
            name="Worker member", kind="worker", reciprocity_eligible=False
        )


def told(card):
    return Client().get(f"/v/{card.card_code}.json").json()


def word(card):
    return told(card)["verdict"]


def fresh(oak, card):
    with oak.within:
        rows = Membership.objects.select_related("member", "membership_class")
        return rows.get(pk=card.membership_id)


def to(oak, card, kind, *, after=TODAY):
    with oak.within:
        on = today_in(oak.coop.time_zone) + after
        return changing.change_class(fresh(oak, card), kind, on=on, by=oak.steward)


def names(oak, card, name, on_card=""):
    with oak.within:
        member = fresh(oak, card).member
        seen = changing.naming_of(member)
        naming = changing.Naming(name, on_card, share_name=True)
        return changing.change_name(member, naming, seen=seen, by=oak.steward)


def test_a_change_of_kind_is_one_new_card_one_letter_and_no_moment_without_a_card(
    oak, amara, worker
):
    old = holding.card(oak, amara)
    mail.outbox.clear()
    assert to(oak, old, worker)
    # Before the reaction the old card counts, and says what was signed.
    assert (word(old), told(old)["card"]["membershipClass"]) == ("good", oak.consumer.name)

    outbox.drain()
    outbox.drain()
    new = holding.newest(old.membership)

    assert (word(old), word(new)) == ("replaced", "good")
    assert told(old)["card"]["membershipClass"] == oak.consumer.name
    assert told(new)["card"]["membershipClass"] == "Worker member"
    assert new.superseded_at is None
    # Issued in the transaction that put the old one out of use: neither a gap nor two that count.
    assert [card.superseded_at is None for card in cards_of(old.membership)] == [False, True]
    assert len(mail.outbox) == 1
    assert "of another kind" in mail.outbox[0].subject
    subjects = [json.loads(card.document)["credentialSubject"] for card in (old, new)]
    assert subjects[0]["membershipId"] == subjects[1]["membershipId"]
    assert [each["reciprocity"]["eligible"] for each in subjects] == [True, False]
    # What follows the old card elsewhere goes on: the lists follow the membership.
    assert verified(old).standing == verified(new).standing == "good"


def test_a_new_name_is_a_new_card_for_each_membership_and_none_where_the_card_stays(
    oak, amara, worker
):
    old = holding.card(oak, amara)
    with oak.within:
        member = Member.objects.get(pk=old.membership.member_id)
        Membership.objects.create(
            member=member, membership_class=worker, ends_on=old.membership.ends_on
        )
    assert names(oak, old, "Amara Lindqvist") == 2
    outbox.drain()

    new = holding.newest(old.membership)
    assert (word(old), word(new)) == ("replaced", "good")
    assert "Amara Lindqvist" in new.document
    assert names(oak, old, "Amara Maria Lindqvist", on_card="Amara Lindqvist") == 0
    outbox.drain()
    assert holding.newest(old.membership).pk == new.pk
    with oak.within:
        assert Member.objects.filter(name_key__contains="amara maria").exists()


def test_a_stale_page_undoes_no_colleagues_change(oak, amara):
    card = holding.card(oak, amara)
    url = reverse("tenants:member-name", args=[oak.coop.slug, card.membership.member.code])
    browser = oak.browser()
    page = browser.get(url).context["form"]
    stale = {key: page.get_initial_for_field(page.fields[key], key) for key in page.fields}
    names(oak, card, "Amara Lindqvist")

    answer = browser.post(url, stale | {"name": "Amara Okonkwo"})
    assert answer.status_code == 422
    assert "it says “Amara Lindqvist” now" in answer.text
    assert 'value="Amara Okonkwo"' in answer.text
    empty = browser.post(url, stale | {"name": ""})
    assert (empty.status_code, "Enter the full name." in empty.text) == (422, True)
    naming = changing.Naming("X", "", share_name=True)
    with oak.within, pytest.raises(ChangedMeanwhileError):
        changing.change_name(card.membership.member, naming, seen=naming, by=oak.steward)


def test_a_change_of_kind_waits_for_its_day_where_the_coop_is(oak, amara, worker):
    holding.Cooperative.objects.filter(pk=oak.coop.pk).update(time_zone="Asia/Tokyo")
    oak.coop.refresh_from_db()
    card = holding.card(oak, amara)
    url = reverse("tenants:membership-class", args=[oak.coop.slug, card.membership.code])
    on = today_in("Asia/Tokyo") + timedelta(1)
    browser = oak.browser()
    assert browser.post(url, {"to": str(worker.code), "on": "2020-01-01"}).status_code == 422
    told = browser.post(url, {"to": str(worker.code), "on": on.isoformat()}, follow=True)
    assert "Worker member" in told.text
    tasks.daily()
    outbox.drain()
    assert fresh(oak, card).membership_class.pk == oak.consumer.pk

    with oak.within:
        ClassChange.objects.update(on=on - timedelta(1))
    for _ in range(2):
        tasks.daily()
        outbox.drain()
    new = holding.newest(card.membership)
    assert (new.generation, word(card), word(new)) == (2, "replaced", "good")
    assert fresh(oak, card).membership_class.pk == worker.pk


def test_a_planned_change_is_taken_back_replaced_or_given_up(oak, amara, worker):
    card = holding.card(oak, amara)
    keep = reverse("tenants:membership-class-keep", args=[oak.coop.slug, card.membership.code])
    to(oak, card, worker, after=timedelta(3))
    to(oak, card, worker, after=timedelta(5))
    with oak.within:
        open_ones = ClassChange.objects.filter(done_at=None, withdrawn_at=None)
        assert open_ones.get().on == today_in("UTC") + timedelta(5)
    oak.browser().post(keep)
    assert oak.browser().post(keep, follow=True).status_code == 200
    with oak.within:
        assert not open_ones.exists()

    # Meanwhile the person got the other kind besides: what was planned has become impossible.
    to(oak, card, worker, after=timedelta(1))
    with oak.within:
        member, ends_on = fresh(oak, card).member, card.membership.ends_on
        Membership.objects.create(member=member, membership_class=worker, ends_on=ends_on)
        ClassChange.objects.filter(withdrawn_at=None).update(on=date(2020, 1, 1))
        assert changing.make_due_class_changes() == 0
        assert not open_ones.exists()
        with pytest.raises(AlreadyMemberError):
            to(oak, card, worker)
        assert not Event.objects.filter(name="MembershipChanged").exists()


def test_a_partner_that_follows_the_old_card_sees_a_membership_that_goes_on(oak, amara, worker):
    old = holding.card(oak, amara)
    entries = [
        {
            "purpose": each["statusPurpose"],
            "url": each["statusListCredential"],
            "index": each["statusListIndex"],
        }
        for each in json.loads(old.document)["credentialStatus"]
    ]

    def look(url, _purpose, index):
        document = json.loads(Client().get("/" + url.split("/", 3)[3]).content)
        return is_set(decode(document["credentialSubject"]["encodedList"]), int(index))

    to(oak, old, worker)
    outbox.drain()
    assert standing_of(entries, look) is Seen.GOOD
    with scope.within(oak.coop.pk):
        ended = fresh(oak, old)
        members.end_membership(ended, reason=Membership.EndReason.RESIGNED, by=oak.steward)
    outbox.drain()
    assert standing_of(entries, look) is Seen.ENDED
