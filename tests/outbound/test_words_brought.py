"""What a body of another portal says of a co-op here: brought, looked at each day, shown while it holds."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from credentials import accreditations, outside, resolving
from credentials.models import OutsideWord
from credentials.services import outside_words
from credentials.verifying.accepting import words_of
from tenants import outbox
from tenants.models import Cooperative, Letter, Staff
from tests.benefits.scene import side
from tests.core.scene import POSITION
from tests.outbound.abroad import Abroad, asked_for

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/c/elm/staff/accreditation/"
BRING = f"{PAGE}elsewhere/"
DAY = timedelta(days=1)


@pytest.fixture
def body(server):
    coop = Abroad("federation", b"f" * 32, name="Federation of Co-ops")
    coop.publish(server)
    return coop


@pytest.fixture
def elm(body):
    host = side("elm", "Elm Books")
    with host.within:
        host.staff.roles = [Staff.Role.OWNER]
        host.staff.save(update_fields=["roles"])
    return host


@pytest.fixture
def owner(elm):
    browser = Client(raise_request_exception=True)
    browser.force_login(elm.staff.user)
    return browser


def brought(owner, body, elm, **changed):
    word = body.accredits(elm.coop, **changed)
    answer = owner.post(BRING, {"text": json.dumps(word)})
    outbox.drain()
    return answer


def refusal(answer):
    assert answer.status_code == 422
    [sentence] = answer.context["form"].errors["text"]
    return sentence


def shown(elm):
    """What the world reads of the co-op, each word verified."""
    caches["outbound"].clear()
    with elm.within:
        reader = resolving.STRANGER.accreditations(timezone.now())
        try:
            return [claims.issuer for claims, _document in reader.shown(elm.coop.did)]
        except resolving.CredentialError:
            return []


def looked_at(elm):
    caches["outbound"].clear()
    with elm.within:
        OutsideWord.objects.update(asked_at=timezone.now() - DAY)
        count = outside.look_at_due()
    outbox.drain()
    return count


def test_an_owner_brings_a_word_and_the_world_can_rely_on_it(owner, body, elm):
    answer = brought(owner, body, elm)

    assert answer["Location"] == PAGE
    page = owner.get(PAGE).content.decode()
    assert "Confirms Elm Books Limited until" in page
    public = owner.get("/c/elm/").content.decode()
    assert "Accredited by Federation of Co-ops (partner.test) until" in public
    assert shown(elm) == [body.did]
    [word] = words_of(elm.coop.did, {body.did}, world=resolving.STRANGER)
    assert (word.name, word.holds) == ("Federation of Co-ops", True)


def test_its_days_are_those_of_where_the_co_op_is(owner, body, elm):
    Cooperative.objects.filter(pk=elm.coop.pk).update(time_zone="Europe/Berlin")
    midnight = datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    with elm.within:
        brought(owner, body, elm)
        OutsideWord.objects.update(valid_from=midnight)
        [mark] = accreditations.public_marks()["marks"]

    assert mark["since"] == date(2026, 1, 1)


def test_it_may_be_fetched_from_where_it_stands(owner, body, elm):
    body.put("/words/elm.json", body.accredits(elm.coop), "application/vc")

    owner.post(BRING, {"text": f"{body.origin}/words/elm.json"})

    with elm.within:
        assert OutsideWord.objects.get().issuer == body.did


def test_a_new_word_takes_the_place_of_the_last(owner, body, elm):
    brought(owner, body, elm)
    later = timezone.now() + 100 * DAY
    brought(
        owner, body, elm, valid_until=later, urn="urn:uuid:1c8e6a4f-5d0b-4f53-9a0e-4a2f6f1f7a11"
    )

    with elm.within:
        assert abs(OutsideWord.objects.get().valid_until - later) < timedelta(seconds=1)
    assert shown(elm) == [body.did]


def test_what_does_not_hold_is_refused_in_words_and_stays_in_the_field(owner, body, elm):
    thief = Abroad("federation", b"t" * 32, name="Federation of Co-ops")
    ended = body.accredits(
        elm.coop, valid_from=timezone.now() - 9 * DAY, valid_until=timezone.now() - DAY
    )
    other = Abroad("oak", b"o" * 32, name="Oak")
    told = {
        "no file at all": "This is no signed file.",
        json.dumps({"id": "urn:x"}): "This file is no accreditation",
        json.dumps(body.accredits(other)): f"about another co-op: {other.did}",
        json.dumps(thief.accredits(elm.coop)): "The signature is not that of the body",
        json.dumps(ended): "This accreditation has ended.",
        f"{body.origin}/nothing.json": "Nothing could be read at this address.",
        "https://127.0.0.1/word.json": "Nothing could be read at this address.",
    }

    for text, sentence in told.items():
        answer = owner.post(BRING, {"text": text})
        assert sentence in refusal(answer)
        assert answer.context["form"]["text"].value() == text
    with elm.within:
        assert not OutsideWord.objects.exists()
    assert shown(elm) == []


def test_a_body_of_this_portal_is_asked_here(owner, body, elm):
    ash = side("ash", "Ash Federation")
    word = body.accredits(elm.coop) | {"issuer": {"id": ash.coop.did, "name": "Ash"}}

    answer = owner.post(BRING, {"text": json.dumps(word)})

    assert "is on this portal" in refusal(answer)


def test_a_body_without_a_website_is_not_said_to_be_here(owner, body, elm):
    word = body.accredits(elm.coop) | {"issuer": {"id": "did:key:z6Mk", "name": "Key"}}

    assert "has no website behind it" in refusal(owner.post(BRING, {"text": json.dumps(word)}))


def test_nobody_has_other_portals_asked_without_end(owner, body, elm):
    answers = [owner.post(BRING, {"text": "{}"}).status_code for _ in range(21)]

    assert (set(answers[:20]), answers[20]) == ({422}, 429)


def test_a_body_that_does_not_answer_leaves_it_open(owner, body, elm):
    body.down = True

    assert "did not answer" in refusal(brought(owner, body, elm))


def test_what_the_body_revokes_is_shown_no_longer_and_the_owner_hears_of_it(
    owner, body, elm, server, mailoutbox
):
    brought(owner, body, elm)
    body.ended.add(POSITION)
    body.publish(server)

    assert looked_at(elm) == 1

    assert shown(elm) == []
    assert "The body has revoked this accreditation." in owner.get(PAGE).content.decode()
    assert "Accredited by" not in owner.get("/c/elm/").content.decode()
    [mail] = [each for each in mailoutbox if "no longer holds" in each.subject]
    assert mail.to == [elm.staff.user.email]


def test_a_body_that_is_away_takes_nothing_back(owner, body, elm):
    brought(owner, body, elm)
    body.down = True

    looked_at(elm)

    assert shown(elm) == [body.did]
    with elm.within:
        row = OutsideWord.objects.get()
    assert (row.fault, row.seen_at < row.asked_at) == ("", True)


def test_what_holds_again_is_shown_again(owner, body, elm, server):
    brought(owner, body, elm)
    with elm.within:
        outside_words.note_look(OutsideWord.objects.get(), fault="accreditation_suspended")
    outbox.drain()
    assert shown(elm) == []

    looked_at(elm)

    assert shown(elm) == [body.did]


def test_nobody_is_asked_twice_a_day(owner, body, elm, server):
    brought(owner, body, elm)
    server.asked.clear()

    with elm.within:
        assert (outside.is_any_due(), outside.look_at_due()) == (False, 0)
    assert asked_for(server) == []


def test_its_end_is_told_before_and_it_goes_with_its_last_day(owner, body, elm, mailoutbox):
    brought(owner, body, elm, valid_until=timezone.now() + 20 * DAY)
    with elm.within:
        assert [outside_words.turn_clocks() for _turn in "12"] == [1, 0]
    outbox.drain()
    assert [each.subject for each in mailoutbox if "ends on" in each.subject] != []

    with elm.within:
        OutsideWord.objects.update(valid_until=timezone.now())
        outside_words.turn_clocks()
    outbox.drain()

    assert shown(elm) == []
    with elm.within:
        kinds = set(Letter.objects.values_list("kind", flat=True))
    assert {"outside_word_ending", "outside_word_ended"} <= kinds


def test_the_owner_takes_it_down(owner, body, elm):
    brought(owner, body, elm)
    with elm.within:
        code = OutsideWord.objects.get().code

    owner.post(f"{BRING}{code}/take-down/")
    outbox.drain()

    assert shown(elm) == []
    assert owner.get(f"{BRING}{code}/take-down/").status_code == 404
    assert str(code) not in owner.get(PAGE).content.decode()
