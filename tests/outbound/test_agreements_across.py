"""An agreement between co-ops of two portals: proposed, signed, confirmed, changed, paused and ended by statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from benefits import across, queries
from benefits.models import AgreementParty
from benefits.services import agreements, pausing
from credentials.services import keys
from tenants import outbox
from tests.benefits.scene import draft
from tests.benefits.test_proposing import fill, typed
from tests.benefits.visiting import member
from tests.outbound.abroad import recognised
from tests.outbound.far_side import Far, in_force, ours, proposed, read, signed
from tests.outbound.server import NAME

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_proposal_is_read_signed_and_in_force_once_the_proposer_says_so(far, mailoutbox):
    paper = far.paper()
    far.publish(paper)
    browser, page = read(far)
    whole = browser.get(page).content.decode()
    for value in (
        "Agreement with Oak Street Food Co-op",
        "Members of Oak Street Food Co-op (consumer) may be visiting members of Elm Books for 60 days",
        "They have signed.",
        NAME,
        paper.digest,
        "Olga of Oak",
    ):
        assert value in whole
    assert far.heard() is None, "who has only read says nothing"
    with far.elm.within:
        assert queries.partner(far.coop.did) is None

    told = browser.post(f"{page}accept/", {"version": "1"}, follow=True).content.decode()
    assert "as soon as the portal of Oak Street Food Co-op has read that" in told
    outbox.drain()
    [mine] = far.heard()["signed"]
    assert mine["paper"] == paper.to_json()
    assert mine["by"] == str(far.elm.staff)
    assert far.heard()["agreed"] == []
    assert far.sides().state == "proposed"

    mailoutbox.clear()
    far.publish(paper, agreed=far.confirms(paper))
    assert far.news() == 202
    assert far.sides().state == "in_force"
    assert "is in force" in mailoutbox[-1].subject
    with far.elm.within:
        bond = queries.partner(far.coop.did)
    assert (bond.we_give, bond.they_give) == (bond.they_give, bond.we_give)
    public = Client().get("/c/elm/").content.decode()
    assert "Oak Street Food Co-op" in public
    assert "Oak Street Food Co-op" in Client().get("/c/elm/visit/").content.decode()
    printed = browser.get(f"{page}signed/").content.decode()
    for value in (paper.digest, "Olga of Oak", str(far.elm.staff)):
        assert value in printed


def test_our_proposal_holds_when_we_have_read_their_signature(far, mailoutbox):
    made = proposed(far)
    page = far.elm.browser().get(f"/c/elm/staff/agreements/{made.code}/").content.decode()
    link = f"https://{NAME}/c/oak/staff/agreements/abroad/read/?proposal="
    assert link in page
    assert "It has signed nothing" not in page

    far.publish(ours(far))
    far.news()

    assert far.sides().state == "in_force"
    assert "is in force" in mailoutbox[-1].subject
    said = far.heard()
    assert [each["effectiveOn"] for each in said["agreed"]] == [
        far.sides().ruling.effective_on.isoformat()
    ]
    assert said["agreed"][0]["digest"] == ours(far).digest


def test_the_pages_propose_to_a_co_op_that_was_looked_up(far):
    browser = far.elm.browser()
    start = "/c/elm/staff/agreements/abroad/new/who/"
    assert browser.get(start)["Location"] == "/c/elm/staff/agreements/abroad/"
    browser.post("/c/elm/staff/agreements/abroad/", {"address": f"{far.coop.origin}/c/oak/"})
    assert start in browser.get("/c/elm/staff/agreements/abroad/terms/").content.decode()
    pages = typed(far.elm)
    del pages["partner"]
    new = "/c/elm/staff/agreements/abroad/new/"
    assert "Oak Street Food Co-op" in fill(browser, pages, new)
    made = browser.post(f"{new}check/")["Location"]
    outbox.drain()

    far.code = UUID(made.rstrip("/").rpartition("/")[2])
    assert far.heard()["signed"][0]["paper"]["proposedBy"] == far.elm.coop.did


def test_declining_closes_it_on_both_sides(far):
    proposed(far)
    far.publish(declined=(far.word("Not now.", about=ours(far).digest),))
    far.news()
    assert far.sides().state == "declined"
    assert far.sides().agreement.end_reason == "Not now."

    other = Far(far.coop, far.elm)
    paper = other.paper()
    other.publish(paper)
    browser, page = read(other)
    browser.post(f"{page}decline/", {"version": "1", "reason": "Too long."})
    outbox.drain()
    [word] = other.heard()["declined"]
    assert (word["about"], word["reason"]) == (paper.digest, "Too long.")
    assert other.heard()["signed"] == []


def test_a_proposal_that_is_taken_back_while_it_is_signed_is_taken_back(far):
    _browser, _page, paper = signed(far)
    far.publish(declined=(far.word(about=paper.digest),))
    far.news()

    assert far.sides().state == "declined"


def test_who_has_signed_what_the_other_is_to_confirm_stands_by_it(far):
    browser, page, _paper = signed(far)
    for act in ("decline/", "change/term/"):
        browser.post(f"{page}{act}", {"version": "1", "reason": "No."})
    outbox.drain()

    assert across.awaits_confirmation(far.sides())
    assert far.heard()["declined"] == []


def test_each_side_pauses_for_itself_and_lifts_that_itself(far):
    browser, page, paper = in_force(far)
    confirmed = far.confirms(paper)
    far.publish(paper, agreed=confirmed, paused=far.word("Rebuilding.", visits_too=True))
    far.news()
    whole = browser.get(page).content.decode()
    assert "Oak Street Food Co-op has paused this agreement" in whole
    assert "Rebuilding." in whole
    with far.elm.within:
        assert queries.partner(far.coop.did) is None
        pausing.pause_agreement(
            far.sides().agreement, reason="Stocktaking.", visits_too=False, by=far.elm.staff
        )
    outbox.drain()
    assert far.heard()["paused"]["reason"] == "Stocktaking."

    far.publish(paper, agreed=confirmed)
    far.news()
    assert [pause.reason for pause in far.sides().pauses] == ["Stocktaking."]
    with far.elm.within:
        pausing.resume_agreement(far.sides().agreement, by=far.elm.staff)
    outbox.drain()
    assert far.heard()["paused"] is None
    with far.elm.within:
        assert queries.partner(far.coop.did) is not None


def test_the_end_is_followed_whoever_says_it(far):
    _browser, _page, paper = in_force(far)
    far.publish(paper, agreed=far.confirms(paper), ended=far.word("We merge."))
    far.news()
    sides = far.sides()
    assert (sides.state, sides.agreement.end_reason) == ("ended", "We merge.")

    other = Far(far.coop, far.elm)
    browser, page, _paper = in_force(other)
    browser.post(f"{page}end/", {"reason": "We close."})
    outbox.drain()
    assert other.heard()["ended"]["reason"] == "We close."


def test_other_terms_come_as_a_new_version_in_either_direction(far):
    browser, page, paper = in_force(far)
    later = far.paper(number=2, days=30, starts_on=timezone.localdate() + timedelta(40))
    far.publish(paper, later, agreed=far.confirms(paper))
    far.news()
    whole = browser.get(page).content.decode()
    assert "What Oak Street Food Co-op asks to change" in whole
    assert "for 30 days" in whole
    browser.post(f"{page}accept/", {"version": "2"})
    outbox.drain()
    far.publish(paper, later, agreed=far.confirms(paper, later))
    far.news()
    assert (far.sides().ruling.number, far.sides().coming.number) == (1, 2)

    with far.elm.within:
        change = draft(far.elm, starts_on=timezone.localdate() + timedelta(80))
        agreements.suggest_change(far.sides().agreement, number=2, draft=change, by=far.elm.staff)
    outbox.drain()
    far.publish(paper, later, ours(far, 3), agreed=far.confirms(paper, later))
    far.news()
    assert far.sides().coming.number == 3
    assert far.heard()["agreed"][0]["digest"] == ours(far, 3).digest


@pytest.mark.parametrize("who", ["they", "we"])
def test_of_two_changes_at_once_the_first_proposers_stands(far, who):
    if who == "they":
        _browser, _page, paper = in_force(far)
    else:
        proposed(far)
        paper = ours(far)
        far.publish(paper)
        far.news()
    with far.elm.within:
        agreements.suggest_change(
            far.sides().agreement, number=1, draft=draft(far.elm), by=far.elm.staff
        )
    outbox.drain()
    theirs = replace(far.paper(number=2, days=30), parties=paper.parties, agreement=paper.agreement)
    confirmed = far.confirms(paper) if who == "they" else ()
    far.publish(paper, theirs, agreed=confirmed)
    far.news()

    expected = far.coop.did if who == "they" else far.elm.coop.did
    assert (far.sides().open.number, far.sides().open.proposed_by) == (2, expected)
    assert far.trouble() == ""


def test_our_own_word_gives_way_to_an_agreement(far):
    recognised(far.coop, far.elm)
    in_force(far)
    with far.elm.within:
        assert queries.partner(far.coop.did).agreement.code == far.code


def test_a_new_key_signs_anew_what_stands_published(far):
    in_force(far)
    before = far.heard()
    with far.elm.within:
        keys.rotate_signing_key(by=far.elm.staff)
        keys.activate_due_keys(now=timezone.now() + keys.ANNOUNCED_FOR)
    outbox.drain()
    after = far.heard()

    assert after["proof"]["verificationMethod"] != before["proof"]["verificationMethod"]
    assert after["sequence"] > before["sequence"]
    assert after["signed"] == before["signed"]


def test_silence_changes_nothing_and_stands_on_the_page(far, server):
    browser, page, _paper = in_force(far)
    far.coop.down = True
    far.news()

    assert far.sides().state == "in_force"
    assert "Its portal did not answer at the last look." in browser.get(page).content.decode()


def test_members_see_that_they_are_welcome_on_the_other_portal(far):
    in_force(far)
    user, card = member(far.elm, "bea@example.org")
    browser = Client()
    browser.force_login(user)
    shown = browser.get(f"/me/cards/{card.code}/").content.decode()

    assert f"On {NAME}" in shown
    assert f'href="https://{NAME}/c/oak/visit/"' in shown
    mine = browser.get("/me/benefits/").content.decode()
    assert f"On {NAME}, with your card of Elm Books" in mine
    assert "A visiting membership for 60 days, without a vote." in mine
    assert f'href="https://{NAME}/c/oak/visit/"' in Client().get("/c/elm/").content.decode()


def test_a_portal_that_was_put_back_from_a_copy_goes_on_by_the_clock(far):
    """The other side remembers a higher number than the copy does."""
    in_force(far)
    said = far.heard()["sequence"]
    with far.elm.within:
        agreement = far.sides().agreement
        AgreementParty.everyone.filter(pk=far.sides().ours.pk).update(sequence=said - 100_000)
        pausing.pause_agreement(agreement, reason="Stock.", visits_too=False, by=far.elm.staff)
    outbox.drain()

    assert far.heard()["paused"]["reason"] == "Stock."
    assert far.heard()["sequence"] >= said - 10, "all of this test took seconds"
