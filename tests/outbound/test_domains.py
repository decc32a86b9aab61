"""The website of whoever waits for a federation is looked at by the portal; people write down what it found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from credentials import accreditation_words
from credentials.models import Accreditation, Finding
from credentials.tasks import look_at_websites
from tenants import outbox
from tests.credentials.accrediting import scene
from tests.outbound.abroad import asked_for
from tests.outbound.server import NAME

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Content-Type: text/plain"


@pytest.fixture
def made(server):
    found = scene()
    found.row = found.ask(domain=NAME, domain_proof="file")
    outbox.drain()
    return found


def says(server, made, line=""):
    server.answer((line or accreditation_words.proof(made.row)["word"]).encode(), TEXT)


def pages(made):
    theirs = made.oak.browser().get("/c/oak/staff/accreditation/").content.decode()
    address = f"/c/commons/staff/accreditations/{made.row.code}/"
    return theirs, made.body.browser().get(address).content.decode()


def an_hour_later(made):
    caches["outbound"].clear()
    with made.body.within:
        Accreditation.objects.update(domain_looked_at=timezone.now() - timedelta(minutes=61))


def test_what_the_portal_finds_is_told_to_both_and_confirmed_by_people(made, server):
    says(server, made)
    look_at_websites()
    theirs, review = pages(made)

    assert asked_for(server) == ["/.well-known/coop-accreditation.txt"]
    assert "Found there on" in theirs
    assert "The portal found it there on" in review
    assert "Nobody has written down yet that it was seen." in review
    with made.body.within:
        assert not Finding.objects.exists()
    assert made.now(made.row).domain_seen_on is None


def test_what_is_not_there_is_said_to_the_reviewers_and_looked_for_again(made, server):
    says(server, made, "another line")
    look_at_websites()
    look_at_websites()
    theirs, review = pages(made)

    assert len(asked_for(server)) == 1
    assert "How to do it stands below." in theirs
    assert "The portal looked on" in review
    assert "and did not find it." in review

    an_hour_later(made)
    says(server, made)
    look_at_websites()

    assert "The portal found it there on" in pages(made)[1]


def test_a_proof_that_has_gone_is_noticed_when_a_renewal_is_asked_for(made, server):
    made.see(made.row, Finding.Kind.DOMAIN)
    made.decide(made.row)
    look_at_websites()
    assert asked_for(server) == []
    with made.body.within:
        Accreditation.objects.update(
            renewal_asked_at=timezone.now(),
            domain_shown_on=timezone.localdate() - timedelta(300),
        )
    says(server, made, "sold")
    look_at_websites()

    assert "did not find it any more" in pages(made)[1]


@pytest.mark.parametrize("written", ["\ufeff{}\r\n", "  {}\n\n", "{}"])
def test_how_an_editor_saves_the_line_does_not_matter(made, server, written):
    says(server, made, written.format(accreditation_words.proof(made.row)["word"]))
    look_at_websites()

    assert made.now(made.row).domain_shown_on is not None


@pytest.mark.parametrize("written", ["{}\n{}", "x{}", "{}\ufeff", "\ufeff\ufeff{}"])
def test_more_than_the_line_is_not_the_line(made, server, written):
    says(server, made, written.format(*[accreditation_words.proof(made.row)["word"]] * 2))
    look_at_websites()

    assert made.now(made.row).domain_shown_on is None


def test_nobody_is_asked_where_there_is_no_domain(server):
    made = scene()
    made.row = made.ask(domain="", domain_proof="")
    look_at_websites()

    assert asked_for(server) == []
    assert made.now(made.row).domain_looked_at is None
