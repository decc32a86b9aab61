"""Who says that a co-op of another portal is one: asked for, verified, and never taken from the card."""

from __future__ import annotations

import pytest

from credentials.verifying.answer import Verdict
from credentials.verifying.check import check_anything
from credentials.verifying.given import SignedFile
from tests.core.scene import POSITION
from tests.outbound.abroad import Abroad, oak_abroad, shown
from tests.outbound.server import NAME

pytestmark = pytest.mark.django_db(transaction=True)

BODY = f"Federation of Co-ops ({NAME})"


@pytest.fixture
def home(server, body):
    """Oak, which shows what the federation says of it."""
    coop = oak_abroad()
    coop.pages = body.pages
    shown(coop, server, body.accredits(coop))
    return coop


def told(home):
    answer = check_anything(SignedFile(home.card()))
    assert answer.verdict == Verdict.ELSEWHERE
    return answer.facts.vouchers


def test_a_body_whose_word_holds_is_named_with_its_host(home, body):
    assert told(home) == (BODY,)


def test_without_any_word_nobody_is_named(home, server):
    home.linked = ""
    home.publish(server)
    assert told(home) == ()


def test_a_word_about_another_or_by_a_thief_names_nobody(home, body, server):
    other = Abroad("elm", b"e" * 32)
    thief = Abroad("federation", b"t" * 32, name="Federation of Co-ops")
    shown(home, server, body.accredits(other), thief.accredits(home))
    assert told(home) == ()


def test_a_word_that_was_taken_back_names_nobody(home, body, server):
    body.ended.add(POSITION)
    body.publish(server)
    shown(home, server, body.accredits(home))
    assert told(home) == ()


def test_a_body_that_is_away_is_not_named_and_takes_nothing_from_the_card(home, body):
    del body.pages[body.path]
    assert told(home) == ()


def test_the_page_and_the_api_name_it(home, client):
    card = home.card()
    answer = client.post(
        "/credentials/verify", {"verifiableCredential": card}, content_type="application/json"
    )
    assert answer.json()["card"]["vouchedFor"] == [BODY]


@pytest.mark.parametrize(
    ("text", "portal"),
    [
        ("https://portal.example.org/v/K7Q2M9XD#123", "portal.example.org"),
        ("HTTPS://PORTAL.EXAMPLE.ORG/V/K7Q2M9XD", "portal.example.org"),
        ("https://portal.example.org:8443/v/k7q2-m9xd", "portal.example.org:8443"),
        ("https://portal.example.org/about/", ""),
        ("https://portal.example.org/v/none", ""),
        ("https://user@portal.example.org/v/K7Q2M9XD", ""),
        ("https://<b>/v/K7Q2M9XD", ""),
    ],
)
def test_a_code_of_another_portal_is_called_so_and_nobody_is_asked(server, client, text, portal):
    page = client.post("/verify/", {"text": text}).content.decode()

    assert ("A code of another portal" in page) == bool(portal)
    assert (f"Only {portal} can say how this card stands." in page) == bool(portal)
    assert server.asked == []
