"""Cards of other portals: asked for over https, believed as far as was asked, and never further."""

from __future__ import annotations

import json
import time

import pytest
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone

from credentials import resolving
from credentials.core.errors import DidError, StatusError, UnreachableError
from credentials.core.status import MINIMUM, build_status_list
from credentials.resolving import PARTNER, STRANGER
from credentials.services.reading import Lists
from credentials.verifying.answer import Verdict
from credentials.verifying.check import check_anything
from credentials.verifying.given import SignedFile
from tenants.outbound import InsideTransactionError
from tests.core.scene import POSITION, Coop
from tests.outbound.abroad import asked_for, oak_abroad
from tests.outbound.server import NAME

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def abroad(server):
    coop = oak_abroad()
    coop.publish(server)
    return coop


def checked(document):
    return check_anything(SignedFile(document))


def codes(answer):
    return {check.name: check.code for check in answer.checks if check.code != "ok"}


def later(monkeypatch, seconds):
    moment = time.time() + seconds
    monkeypatch.setattr("tenants.outbound.time.time", lambda: moment)


def test_a_card_of_another_portal_gets_a_full_answer(abroad, server):
    answer = checked(abroad.card())

    assert answer.verdict == Verdict.ELSEWHERE
    assert answer.verified
    assert codes(answer) == {}
    assert answer.facts.cooperative == abroad.name
    assert (answer.facts.portal, answer.facts.slug, answer.facts.initials) == (NAME, "", "A. O.")
    assert asked_for(server) == [
        abroad.path,
        "/c/oak/status/revocation",
        "/c/oak/status/suspension",
    ]


@pytest.mark.parametrize(
    ("bits", "verdict"), [("ended", Verdict.ENDED), ("suspended", Verdict.SUSPENDED)]
)
def test_its_standing_is_told_like_any_other(abroad, server, bits, verdict):
    getattr(abroad, bits).add(POSITION)
    abroad.publish(server)

    assert checked(abroad.card()).verdict == verdict


def test_a_forgery_in_its_name_is_not_genuine(abroad):
    thief = oak_abroad()
    thief.seed = b"t" * 32

    assert checked(thief.card()).verdict == Verdict.NOT_GENUINE


def test_a_portal_that_is_away_leaves_everything_unchecked(abroad):
    abroad.down = True
    answer = checked(abroad.card())

    assert answer.verdict == Verdict.NOT_CHECKED
    assert codes(answer)["issuer"] == "issuer_not_checked"
    assert not answer.verified


def test_lists_that_are_away_leave_the_standing_unchecked(abroad, server):
    resolving.resolve(abroad.did)
    abroad.down = True
    answer = checked(abroad.card())

    assert answer.verdict == Verdict.NOT_CHECKED
    assert codes(answer)["revocation"] == "list_not_checked"


def test_a_list_that_is_over_is_no_list(abroad):
    stale = abroad.status_list("revocation", now=timezone.now() - timezone.timedelta(days=3))
    abroad.put("/c/oak/status/revocation", stale)

    assert checked(abroad.card()).verdict == Verdict.NOT_CHECKED


def test_a_list_of_somebody_else_is_no_list(abroad):
    other = Coop("elm", b"e" * 32)
    url = abroad.url("revocation")
    now = timezone.now()
    forged = build_status_list(
        url=url,
        issuer=abroad.did,
        purpose="revocation",
        positions=(),
        size=MINIMUM,
        valid_from=now,
        valid_until=now + timezone.timedelta(days=1),
    )
    abroad.put("/c/oak/status/revocation", other.signed(forged, created=now))

    assert checked(abroad.card()).verdict != Verdict.ELSEWHERE


def test_a_document_must_answer_the_identifier_that_was_asked_for(abroad):
    abroad.put(abroad.path, {**abroad.document, "id": "did:web:partner.test:c:elm"})
    with pytest.raises(DidError) as refusal:
        resolving.resolve(abroad.did)

    assert refusal.value.code == "wrong_document"


@pytest.mark.parametrize("text", ["[1]", '{"id": 1, "id": 2}', "{", "<html>", '{"id": NaN}'])
def test_a_document_is_read_strictly(abroad, text):
    abroad.pages[abroad.path] = ("application/json", text.encode())
    with pytest.raises(DidError) as refusal:
        resolving.resolve(abroad.did)

    assert refusal.value.code == "bad_did_document"


def test_a_document_with_more_than_twenty_keys_is_not_searched(abroad):
    document = abroad.document
    document["verificationMethod"] *= 21
    abroad.put(abroad.path, document)

    assert codes(checked(abroad.card()))["issuer"] == "too_many_keys"


def test_who_is_not_there_is_refused_and_not_merely_unchecked(abroad):
    with pytest.raises(DidError):
        resolving.resolve("did:web:partner.test:c:nobody")
    with pytest.raises(StatusError):
        resolving.fetch_status(f"{abroad.origin}/c/oak/status/none")


def test_an_identifier_is_kept_for_five_minutes_and_no_longer(abroad, server, monkeypatch):
    resolving.resolve(abroad.did)
    abroad.down = True
    assert resolving.resolve(abroad.did)["id"] == abroad.did

    later(monkeypatch, 301)
    with pytest.raises(UnreachableError):
        resolving.resolve(abroad.did)
    assert asked_for(server) == [abroad.path] * 2


def test_a_list_is_kept_for_a_minute_and_no_longer(abroad, server, monkeypatch):
    url = abroad.url("revocation")
    resolving.fetch_status(url)
    resolving.fetch_status(url)
    assert len(server.asked) == 1

    later(monkeypatch, 61)
    resolving.fetch_status(url)
    assert len(server.asked) == 2


def test_a_list_that_says_it_lives_shorter_is_asked_for_again(abroad, server, monkeypatch):
    document = abroad.status_list("revocation", now=timezone.now())
    document["credentialSubject"]["ttl"] = 5000
    abroad.put("/c/oak/status/revocation", document)
    resolving.fetch_status(abroad.url("revocation"))
    later(monkeypatch, 6)
    resolving.fetch_status(abroad.url("revocation"))

    assert len(server.asked) == 2


def test_a_new_key_is_known_in_time(abroad, server, monkeypatch):
    """Announced ten minutes before it signs, it is in every copy that is still used by then."""
    resolving.resolve(abroad.did)
    abroad.seed = b"n" * 32
    abroad.publish(server)
    later(monkeypatch, 301)

    assert checked(abroad.card()).verdict == Verdict.ELSEWHERE


def test_a_list_longer_than_a_card_may_be_is_read(abroad):
    """A list of two million members that are half ended does not pack small."""
    document = abroad.status_list("revocation", now=timezone.now(), size=2**21)
    document["padding"] = "x" * 300_000
    abroad.put("/c/oak/status/revocation", document)

    assert resolving.fetch_status(abroad.url("revocation"))["padding"]


def test_following_reads_lists_of_other_portals_and_silence_is_unknown(abroad, server):
    abroad.ended.add(POSITION)
    abroad.publish(server)
    place = (abroad.url("revocation"), abroad.did, "revocation")

    assert Lists().bit(*place, POSITION) is True
    assert Lists().bit(*place, POSITION + 1) is False
    caches["outbound"].clear()
    abroad.down = True
    assert Lists().bit(*place, POSITION + 1) is None


def test_strangers_and_partners_have_a_share_of_their_own():
    assert (STRANGER._lane, PARTNER._lane) == ("stranger", "partner")
    assert resolving.resolve == STRANGER.resolve


def test_nothing_of_this_happens_within_a_transaction(abroad, server):
    with transaction.atomic(), pytest.raises(InsideTransactionError):
        resolving.resolve(abroad.did)

    assert server.asked == []


def test_the_page_and_the_api_say_so(abroad, client):
    card = json.dumps(abroad.card())
    page = client.post("/verify/", {"text": card})
    api = client.post(
        "/credentials/verify",
        json.dumps({"verifiableCredential": json.loads(card)}),
        content_type="application/json",
    )

    assert "Genuine, from another portal" in page.content.decode()
    assert f"<dd>{NAME}</dd>" in page.content.decode()
    assert api.status_code == 200
    assert api.json()["verdict"] == "elsewhere"
    assert api.json()["card"]["portal"] == NAME


def test_when_it_cannot_be_asked_the_api_does_not_say_verified(abroad, client):
    abroad.down = True
    api = client.post(
        "/credentials/verify",
        json.dumps({"verifiableCredential": abroad.card()}),
        content_type="application/json",
    )

    assert api.status_code == 422
    assert "did not answer" not in api.content.decode()
    assert NAME not in json.dumps(api.json()["problemDetails"])
