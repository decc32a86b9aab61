"""Who has left is forgotten when the time is over: a canary in every place, and none in any table afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from credentials.models import Credential, Disclosure
from tenants import outbox, register, retention, scope, tasks
from tenants.audit.reading import read_chain
from tenants.dates import today_in
from tenants.facts import CooperativeOpened
from tenants.models import (
    ClaimCode,
    Event,
    Locator,
    Member,
    Membership,
    RegisterEntry,
    RetentionHold,
)
from tenants.services import (
    forgetting_members,
)
from tests.benefits.traces import found_in_tables, lived, with_others
from tests.credentials.members import tell
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = (Locator.Kind.CLAIM_CODE, Locator.Kind.MAILINGS)  # links that lead to the member


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def oak():
    made = office()
    tell(made.coop, CooperativeOpened(str(made.coop.pk)))
    outbox.drain()
    return made


def gone(oak, membership, on):
    with oak.within:
        Membership.objects.filter(pk=membership.pk).update(standing="ended", ends_on=on)


def long_ago(oak):
    return date(today_in(oak.coop.time_zone).year - 4, 12, 31)


# Where they leave a trace that the first days of the clock do not touch.
TRACES = {
    "tenants.Member",
    "tenants.Application",
    "tenants.AddressMark",
    "tenants.Letter",
    "tenants.PaperRecord",
    "tenants.RegisterEntry",
    "tenants.Holder",
    "tenants.JobItem",
    "tenants.MemberPhoto",
    "tenants.User",
    "credentials.Credential",
    "benefits.Incident",
}


def own_card(membership):
    """Nobody else's of the household."""
    return Credential.objects.get(membership=membership, further=None, superseded_at=None)


def test_nothing_personal_is_left_in_any_table_and_what_counts_stays(oak):
    membership = lived(oak)
    with oak.within:
        with_others(oak, membership, Member.objects.get(pk=membership.member_id))
        card = own_card(membership)
    gone(oak, membership, long_ago(oak) + timedelta(1))
    tasks.daily()
    outbox.drain()
    assert found_in_tables() >= TRACES

    gone(oak, membership, long_ago(oak))
    for _ in range(2):
        tasks.daily()
        outbox.drain()

    assert found_in_tables() == set()
    with oak.within:
        row = Member.objects.get(pk=membership.member_id)
        kept = Membership.objects.get(pk=membership.pk)
        assert (row.name, row.number, kept.ends_on) == (
            membership.member.number,
            membership.member.number,
            long_ago(oak),
        )
        assert kept.identifier == membership.identifier
        assert RegisterEntry.objects.filter(subject=row.code).count() > 1
        assert register.strays() == [], "the entries call nobody anything else than the row does"
        assert Event.objects.filter(name="MemberForgotten").count() == read_chain().whole
        stored = Credential.objects.get(pk=card.pk)
        assert (stored.urn, stored.digest, stored.position) == (
            card.urn,
            card.digest,
            card.position,
        )
        assert not Disclosure.objects.exists()
        assert not ClaimCode.objects.exists()
        assert not Locator.objects.filter(kind__in=KINDS).exists()
    assert Client().get(f"/v/{card.card_code}.json").status_code == 404
    staff = oak.browser()
    assert staff.get(oak.url(f"members/{row.code}/")).status_code == 200
    assert "Anonymised on" in staff.get(oak.url(f"members/{row.code}/")).text
    assert staff.get(oak.url("members/")).status_code == 200


def test_a_hold_keeps_the_data_until_it_is_lifted_and_says_why(oak):
    membership = oak.joined()
    outbox.drain()
    gone(oak, membership, long_ago(oak))
    browser, code = oak.browser(), membership.member.code
    url = reverse("tenants:member-hold", args=[oak.coop.slug, code])
    assert browser.post(url, {"reason": ""}).status_code == 422
    browser.post(url, {"reason": "A dispute about shares."})
    assert "A dispute about shares." in browser.get(oak.url(f"members/{code}/")).text
    assert "Held" in browser.get(oak.url("leavers/kept/")).text
    tasks.daily()
    with oak.within:
        assert Member.objects.get(code=code).anonymised_at is None
    browser.post(reverse("tenants:member-hold-lift", args=[oak.coop.slug, code]))
    tasks.daily()
    with oak.within:
        assert Member.objects.get(code=code).anonymised_at is not None
        assert RetentionHold.objects.get().reason == ""
        assert retention.left().count() == 0
    assert "in the meantime" in browser.post(url, {"reason": "Late."}, follow=True).text


def test_who_comes_back_is_kept_and_the_clock_starts_anew(oak):
    membership = oak.joined()
    gone(oak, membership, long_ago(oak))
    with oak.within:
        again = Membership.objects.create(
            member=membership.member,
            membership_class=oak.consumer,
            ends_on=today_in("UTC") + timedelta(9),
        )
        assert forgetting_members.anonymise_due() == []
    gone(oak, again, today_in("UTC"))
    with oak.within:
        assert forgetting_members.anonymise_due() == []
        row = retention.left().get()
        assert retention.kept_until(row.left_on, 3) == date(today_in("UTC").year + 3, 12, 31)
        scope.current()
