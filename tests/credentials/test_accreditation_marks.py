"""What visitors and programs see of an accreditation: the mark, its absence, the filter."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from credentials import trust_lists
from credentials.models import PublishedDocument, Ruling
from tenants import outbox
from tests.credentials.accrediting import listed, party

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def all_():
    return listed()


def page(slug="oak"):
    return Client().get(f"/c/{slug}/").content.decode()


def profile(slug="oak"):
    return json.loads(Client().get(f"/c/{slug}/profile.json").content)


def directory(query=""):
    return Client().get(f"/directory/{query}").content.decode()


def test_the_public_page_names_the_federation_and_leads_to_its_list(all_):
    shown = page()

    assert "Accredited by Commons Federation until" in shown
    assert "/c/commons/trust-list/" in shown


def test_a_co_op_without_one_says_so_where_there_is_a_federation(all_):
    assert "Not accredited" in page("elm")


def test_nobody_misses_what_nobody_could_have_given():
    party("yew")

    assert "ccredit" not in page("yew")


def test_a_federation_leads_to_its_list(all_):
    assert "/c/commons/trust-list/" in page("commons")
    assert "Not accredited" not in page("commons")


def test_a_suspension_stands_on_the_page(all_):
    all_.suspend(all_.row)
    outbox.drain()

    assert "Commons Federation has suspended the accreditation." in page()
    [found] = profile()["hasCertification"]
    assert found["certificationStatus"] == "https://schema.org/CertificationInactive"


def test_the_profile_for_programs_says_by_whom_and_until_when(all_):
    [found] = profile()["hasCertification"]

    assert found["issuedBy"]["@id"] == all_.body.coop.did
    assert found["expires"] == str(all_.row.valid_until)
    assert "hasCertification" not in profile("elm")


def test_the_directory_shows_only_accredited_ones_when_asked(all_):
    whole, accredited = directory(), directory("?accredited=yes")

    assert "/c/elm/" in whole
    assert "/c/oak/" in accredited
    assert "/c/elm/" not in accredited


def test_a_list_that_the_federation_did_not_sign_lists_nobody(all_):
    """The directory reads it as a stranger does."""
    row = PublishedDocument.objects.get(url__endswith="/c/commons/trust-list.json")
    assert trust_lists.listed_dids(timezone.now()) == {all_.oak.coop.did}

    PublishedDocument.objects.filter(pk=row.pk).update(
        body=row.body.replace(all_.oak.coop.did, all_.elm.coop.did), etag="another"
    )

    assert trust_lists.listed_dids(timezone.now()) == set()
    assert "/c/elm/" not in directory("?accredited=yes")


def test_who_lost_it_is_not_found_as_accredited(all_):
    all_.decide(all_.row, kind=Ruling.Kind.REVOKE, valid_until=None, assurance="", reason="Sold.")
    outbox.drain()

    assert trust_lists.listed_dids(timezone.now()) == set()
    assert "/c/oak/" not in directory("?accredited=yes")
    assert "Not accredited" in page()
