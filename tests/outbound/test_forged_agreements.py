"""What another portal may try with an agreement: other words, old words, others' words, hidden words, others' places."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from benefits.abroad import HomeError, proposal_at
from benefits.models import Agreement, AgreementParty, AgreementVersion
from benefits.services import hearing
from benefits.statements import SUITE, Agreed
from benefits.tasks import recheck_grants
from credentials.core.data_integrity.proof import add_proof
from tenants import outbox
from tests.benefits.scene import side
from tests.outbound.abroad import Abroad, asked_for
from tests.outbound.far_side import READ, in_force, ours, proposed, read, signed
from tests.outbound.server import NAME

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "3b8f0f0c-5d2e-4a55-9a3e-6c3d1f0e7a11"


def refused(far, why):
    """The page says so, and nothing was kept."""
    answer = far.elm.browser().post(READ, {"address": far.address})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert far.sides() is None


@pytest.fixture
def thief(far, server):
    coop = Abroad("thief", b"t" * 32, name="Oak Street Food Co-op")
    coop.pages = far.coop.pages
    coop.publish(server)
    return coop


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "no_address"),
        ("https://partner.test/c/oak/", "no_address"),
        (f"https://partner.test/c/oak/agreements/{CODE}", "no_proposal"),
        ("https://partner.test/c/oak/agreements/one.json", "no_proposal"),
        (f"http://partner.test/c/oak/agreements/{CODE}.json", "no_address"),
        (f"https://partner.test/c/oak/staff/agreements/{CODE}.json", "no_proposal"),
        (f"https://partner.test/c/oak/agreements/{CODE}.json?a=1", "no_proposal"),
        (f"https://a@partner.test/c/oak/agreements/{CODE}.json", "no_address"),
        (f"https://localhost:8000/c/oak/agreements/{CODE}.json", "of_this_portal"),
        (f"https://127.0.0.1:6379/agreements/{CODE}.json?x=", "no_proposal"),
        (f"https://[partner.test/c/oak/agreements/{CODE}.json", "no_proposal"),
    ],
)
def test_only_the_place_beside_the_identity_of_a_co_op_is_asked(address, code):
    with pytest.raises(HomeError) as refusal:
        proposal_at(address)

    assert refusal.value.code in {code, "no_proposal", "no_address"}


def test_the_address_to_send_leads_to_the_same_as_the_one_within():
    plain = f"https://{NAME}/c/oak/agreements/{CODE}.json"
    link = f"https://elm.example/c/elm/staff/agreements/abroad/read/?proposal={plain}"

    assert proposal_at(link) == proposal_at(plain)
    assert proposal_at(plain)[0] == f"did:web:{NAME}:c:oak"


def test_a_proposal_to_another_co_op_is_not_ours_to_sign(far):
    ash = side("ash", "Ash Row")
    far.publish(far.paper())
    answer = ash.browser().post("/c/ash/staff/agreements/abroad/read/", {"address": far.address})

    assert answer.status_code == 422
    assert "made to another co-op" in answer.content.decode()
    with ash.within:
        assert not Agreement.objects.exists()


@pytest.mark.parametrize("signs", ["the thief as oak", "the thief as itself"])
def test_a_proposal_that_somebody_else_signed_is_refused(far, thief, signs):
    values = {"issuer": thief.did} if signs == "the thief as itself" else {}
    far.publish(far.paper(), by=thief, **values)

    refused(far, "is not signed by the co-op that it names")


def test_a_proposal_that_was_changed_on_the_way_is_refused(far):
    said = far.publish(far.paper())
    document = far.sign(said, far.coop)
    document["signed"][0]["paper"]["noticeDays"] = 0
    far.put(document)

    refused(far, "is not signed by the co-op that it names")


def hidden(paper):
    terms = {**paper.terms, "besides": "Elm pays a thousand a month."}
    return replace(paper, terms=terms)


@pytest.mark.parametrize(
    "change",
    [
        hidden,
        lambda paper: replace(paper, terms={**paper.terms, "shape": 9}),
        lambda paper: replace(
            paper, terms={**paper.terms, "gives": {"did:web:x.example": paper.terms["gives"]}}
        ),
        lambda paper: replace(paper, notice_days=100_000),
        lambda paper: replace(paper, note="\0"),
        lambda paper: replace(paper, ends_on=date.max),
        lambda paper: replace(paper, starts_on=date.min),
        lambda paper: replace(paper, ends_on=paper.starts_on - timedelta(1)),
        lambda paper: replace(paper, parties=paper.parties[:1]),
        lambda paper: replace(paper, parties=(*paper.parties, ("did:web:x.example", "X"))),
        lambda paper: replace(paper, proposed_by="did:web:x.example"),
    ],
)
def test_words_that_would_not_be_shown_or_cannot_be_are_refused(far, change):
    far.publish(change(far.paper()))

    refused(far, "cannot be read as a proposal")


def test_what_was_said_of_another_agreement_does_not_count_for_this_one(far):
    far.publish(far.paper(agreement=uuid4()))

    refused(far, "not about one agreement alone")


def test_a_proposal_from_the_future_or_over_is_refused(far):
    far.publish(declined=(far.word(about=far.paper().digest),))
    refused(far, "not open any more")
    far.publish(far.paper(), ended=far.word())
    refused(far, "not open any more")
    for at in (timezone.now() + timedelta(days=2), datetime(1, 1, 1, tzinfo=UTC)):
        far.publish(far.paper(), paused=replace(far.word(), at=at))
        refused(far, "cannot be read as a proposal")


def test_a_moment_before_all_calendars_is_refused(far):
    said = far.publish(far.paper())
    document = said.to_json(far.address)
    document["signed"][0]["at"] = "0001-01-01T00:00:00+10:00"
    far.put(add_proof(document, far.coop.signer, created=timezone.now(), cryptosuite=SUITE))

    refused(far, "cannot be read as a proposal")


def stays(far, why, state="in_force"):
    """After the look: as it was, and the page says what was found."""
    far.news()
    assert far.trouble() == why
    assert far.sides().state == state
    assert len(far.sides().versions) == 1


def test_terms_that_change_after_signing_change_nothing(far):
    browser, page, paper = in_force(far)
    far.publish(replace(paper, notice_days=0), agreed=far.confirms(paper))

    stays(far, "other_terms")
    assert "other words than those that were signed" in browser.get(page).content.decode()


def test_a_proposal_that_changes_while_it_is_signed_does_not_come_into_force(far):
    _browser, _page, paper = signed(far)
    other = replace(paper, notice_days=0)
    far.publish(other, agreed=far.confirms(other))

    stays(far, "other_terms", "proposed")


def test_what_is_older_is_not_believed_again(far):
    _browser, _page, paper = in_force(far)
    confirmed = far.confirms(paper)
    far.publish(paper, agreed=confirmed, ended=far.word())
    far.news()
    assert far.sides().state == "ended"

    with far.elm.within:
        before = far.sides().agreement.ended_at
    far.publish(paper, agreed=confirmed, sequence=1)
    far.news()
    assert (far.sides().state, far.sides().agreement.ended_at) == ("ended", before)


def test_an_old_statement_does_not_wake_a_pause(far):
    _browser, _page, paper = in_force(far)
    confirmed = far.confirms(paper)
    far.publish(paper, agreed=confirmed, paused=far.word())
    far.news()
    far.publish(paper, agreed=confirmed, sequence=2)
    far.news()
    assert (far.trouble(), far.sides().state) == ("older", "paused")
    far.publish(paper, agreed=confirmed, sequence=3)
    far.news()
    assert (far.trouble(), far.sides().state) == ("older", "paused"), "a number is used once"


def test_nobody_accepts_for_another(far, thief, server):
    proposed(far)
    paper = ours(far)
    for values in ({}, {"issuer": thief.did}):
        far.publish(paper, by=thief, **values)
        stays(far, "forged", "proposed")
    assert not [path for path in asked_for(server) if path.startswith("/c/thief/")]


def test_a_signature_on_our_words_in_other_names_is_none(far):
    proposed(far)
    paper = ours(far)
    other = ((paper.parties[0][0], "Elm"), paper.parties[1])
    far.publish(replace(paper, parties=other))

    stays(far, "other_terms", "proposed")


@pytest.mark.parametrize("days", [-2, 3])
def test_it_holds_from_the_day_that_was_signed(far, days):
    _browser, _page, paper = signed(far)
    day = paper.starts_on + timedelta(days)
    far.publish(paper, agreed=(Agreed(paper.digest, day),))

    stays(far, "other_terms", "proposed")


def test_nobody_confirms_what_the_other_wrote(far):
    proposed(far)
    far.publish(agreed=far.confirms(ours(far)), paused=None)
    far.news()

    assert far.sides().state == "proposed"


def test_news_of_what_is_not_ours_is_nobodys(far):
    in_force(far)
    side("ash", "Ash Row")

    assert Client().post(f"/c/ash/agreements/{far.code}.json").status_code == 404
    assert Client().get(f"/c/ash/agreements/{far.code}.json").status_code == 404
    assert Client().post(f"/c/elm/agreements/{uuid4()}.json").status_code == 404
    assert Client().put(f"/c/elm/agreements/{far.code}.json").status_code == 405


def test_a_proposal_is_read_once(far):
    far.publish(far.paper())
    _browser, page = read(far)
    assert read(far)[1] == page
    outbox.drain()

    other = replace(far, code=uuid4())
    other.publish(other.paper())
    answer = far.elm.browser().post(READ, {"address": other.address})
    assert answer.status_code == 409
    assert "already an agreement" in answer.content.decode()


def test_trouble_with_one_partner_stops_neither_others_nor_visits(far, monkeypatch, caplog):
    _browser, _page, paper = in_force(far)
    far.publish(paper, agreed=far.confirms(paper), paused=far.word())

    def broken(*_said):
        raise RuntimeError("as no partner should be able to bring about")

    with far.elm.within:
        AgreementParty.everyone.update(asked_at=timezone.now() - timedelta(days=1))
    with monkeypatch.context() as patch:
        patch.setattr(hearing, "hear", broken)
        recheck_grants()
    assert "could not be followed" in caplog.text
    assert (far.trouble(), far.sides().state) == ("unreadable", "in_force")

    with far.elm.within:
        AgreementParty.everyone.update(asked_at=timezone.now() - timedelta(days=1))
    recheck_grants()
    assert (far.trouble(), far.sides().state) == ("", "paused"), "found without any hint"


def test_what_both_signed_holds_however_terms_are_written_by_then(far):
    """A later version of this software writes them in another shape, and the signed words stay as they are."""
    _browser, _page, paper = in_force(far)
    older = replace(paper, terms={**paper.terms, "written": "before"})
    with far.elm.within:
        AgreementVersion.objects.update(terms=older.terms)
    far.publish(older, agreed=far.confirms(older), paused=far.word("Rebuilding."))
    far.news()

    assert (far.trouble(), far.sides().state) == ("", "paused")
