"""A member's address and who speaks for an organisation, as staff correct them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tenants import addresses, register
from tenants.addresses import Address
from tenants.models import Event, Member, RegisterEntry
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


@pytest.fixture
def amara(oak):
    return oak.joined("Amara Okonkwo").member


def url(oak, route, row):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, row.code])


def form_of(oak, amara, **values):
    page = oak.browser().get(url(oak, "member-details", amara))
    return {**page.context["form"].initial, "country": "", **values}


MOVED = {
    "address": "Flat 2\n12 High Street",
    "postcode": "LS1 1AA",
    "town": "Leeds",
    "country": "GB",
    "reason": "She wrote that she moved.",
}


def test_an_address_is_written_down_with_its_reason_and_its_day(oak, amara):
    Member.objects.filter(pk=amara.pk).update(joined_on=timezone.localdate() - timedelta(400))
    since = timezone.localdate() - timedelta(30)
    data = form_of(oak, amara, **MOVED, phone="+44 113 496 0000", on=since.isoformat())
    page = oak.browser().post(url(oak, "member-details", amara), data, follow=True)

    assert "Saved." in page.text
    assert "Flat 2, 12 High Street, LEEDS, LS1 1AA" in page.text
    assert "“She wrote that she moved.”" in page.text
    assert "Details corrected" in page.text
    entry = RegisterEntry.objects.filter(subject=amara.code).last()
    assert (entry.holds_from, entry.by) == (since, oak.steward)
    assert entry.values["town"] == "Leeds"
    assert "phone" not in entry.values
    assert register.strays() == []
    address = url(oak, "member-details", amara)
    same = oak.browser().post(address, form_of(oak, amara, **MOVED), follow=True)
    assert "Nothing was different." in same.text
    oak.browser().post(address, form_of(oak, amara, **MOVED, phone=""))
    assert RegisterEntry.objects.filter(subject=amara.code).last().values == {}


def test_a_mistake_is_told_at_its_field_and_loses_nothing(oak, amara):
    wrong = [
        ({"postcode": "12345"}, "Postcodes of this country look different."),
        ({"country": ""}, "Choose the country."),
        ({"country": "US", "postcode": "02139"}, "Letters to this country need the state"),
        ({"town": ""}, "Enter the town."),
        ({"address": "1\n2\n3\n4\n5"}, "At most four lines"),
        ({"reason": " "}, "Say in a few words why this is changed."),
        ({"on": "2000-01-01"}, "Choose a day between joining and today"),
        ({"email": "nobody"}, "Enter an email address like"),
    ]
    for values, sentence in wrong:
        data = form_of(oak, amara, **{**MOVED, **values})
        answer = oak.browser().post(url(oak, "member-details", amara), data)

        assert answer.status_code == 422, values
        assert sentence in answer.text, values
        assert "Leeds" in answer.text or values == {"town": ""}
    amara.refresh_from_db()
    assert amara.town == ""


def test_what_a_colleague_changed_meanwhile_is_shown_first(oak, amara):
    data = form_of(oak, amara, **MOVED)
    Member.objects.filter(pk=amara.pk).update(phone="+44 20 7946 0958")
    refused = oak.browser().post(url(oak, "member-details", amara), data)

    assert refused.status_code == 422
    assert "A colleague has just written" in refused.text
    assert "+44 20 7946 0958" in refused.text
    seen = refused.context["form"].data["seen"]
    done = oak.browser().post(url(oak, "member-details", amara), {**data, "seen": seen})
    assert done.status_code == 302


def test_an_organisation_votes_through_one_person_whom_it_names(oak, amara):
    Member.objects.filter(pk=amara.pk).update(kind="organisation")
    assert "Nobody is named yet." in oak.browser().get(url(oak, "member", amara)).text
    today = timezone.localdate().isoformat()
    for name in ("Bea Lind", "Cem Aydin"):
        data = {"name": name, "role": "Chair", "votes": "on", "from_on": today}
        page = oak.browser().post(url(oak, "representative-add", amara), data, follow=True)
        assert name in page.text
    bea, cem = amara.representatives.order_by("pk")

    assert (bea.votes, cem.votes) == (False, True)
    early = oak.browser().post(url(oak, "representative-end", cem), {"on": "2000-01-01"})
    assert "That is before it began." in early.text
    for said in ("Written down.", "A colleague has written that down already."):
        answer = oak.browser().post(url(oak, "representative-end", cem), {"on": today}, follow=True)
        assert said in answer.text
    names = [event.name for event in Event.objects.filter(data__member=str(amara.code))]
    assert names.count("RepresentativesChanged") == 3


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            Address("12 High Street", "LS1 1AA", "Leeds", "", "GB"),
            ["12 High Street", "LEEDS", "LS1 1AA"],
        ),
        (
            Address("Hauptstr. 1", "10115", "Berlin", "", "DE"),
            ["Hauptstr. 1", "10115 BERLIN", "GERMANY"],
        ),
        (
            Address("1-1", "100-0001", "千代田区", "東京都", "JP"),
            ["〒100-0001", "東京都", "1-1", "千代田区", "JAPAN"],
        ),
        (Address("", "LS1 1AA"), ["LS1 1AA"]),
        (Address("Somewhere 1", "1", "Town", "", "XX"), ["Somewhere 1", "1 Town"]),
    ],
)
def test_an_address_is_printed_as_in_its_country(address, lines):
    assert addresses.printed(address, home="GB") == lines


def test_a_postcode_alone_is_looked_at_as_far_as_its_country_is_known():
    assert addresses.mistakes(Address(postcode="LS1 1AA", country="GB")) == {}
    assert addresses.mistakes(Address(postcode="1", country="GB")) == {"postcode": "invalid"}
    assert addresses.mistakes(Address(postcode="1")) == {}
