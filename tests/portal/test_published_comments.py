"""What everybody reads of the consultation: comments, answers, the draft, and what came of them."""

from __future__ import annotations

import pytest
from django.test import Client

from coopportal.services import consultation as service
from tenants.models import Comment, Proposal
from tests.portal.consulting import TYPED, answered, moderator, proposed, published

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/definition/consultation/"
State = Comment.State


def text_of(address):
    return Client().get(address).content.decode()


def test_a_published_comment_is_read_by_everybody_as_text_and_without_the_address():
    row = published(text=TYPED["text"], term="covers", organisation="Brook Lane Bakery")
    page = text_of(PAGE)

    assert 'id="comment-1"' in page
    assert "Ada Marsh · Brook Lane Bakery" in page
    assert "&lt;b&gt;Win&lt;/b&gt;" in page
    assert "<b>Win" not in page
    for address in (PAGE, "/definition/", f"{PAGE}?state=published"):
        assert row.email not in text_of(address)


def test_an_answer_stands_beside_it_with_what_it_led_to():
    change = proposed()
    answered("accepted", "Yes: elders are counted apart in many places.", change)
    answered("declined", "A card names no shares.", email="b@example.org", text="Put shares on it.")
    answered("later", "When wallets exist.", email="c@example.org", text="Bind it to a phone.")
    page = text_of(PAGE)

    for word in ("Accepted", "Declined", "Later", "A card names no shares."):
        assert word in page
    assert f"{PAGE}#proposal-1" in page
    assert "It comes from the comments:" in page
    only = text_of(f"{PAGE}?state=declined")
    assert "Put shares on it." in only
    assert "Bind it to a phone." not in only


def test_the_definition_carries_the_draft_the_proposals_and_what_led_to_a_version():
    coming = proposed("Count elders apart", state=Proposal.State.ACCEPTED, answer="Yes.")
    frozen = proposed("Say where a co-op can be visited", state="accepted", version="v0.1")
    proposed("Name a phone", state=Proposal.State.OPEN)
    proposed("Print shares", state=Proposal.State.DECLINED, answer="Never.")
    answered("accepted", "Yes.", coming)
    answered("accepted", "Done.", frozen, email="b@example.org")
    page = text_of("/definition/")
    draft, _, rest = page.partition("Proposed, and open for comments")
    waiting, _, log = rest.partition("Change log")

    assert "Count elders apart" in draft
    assert f'href="{PAGE}1/"' in draft
    assert "Name a phone" in waiting
    assert "Say where a co-op can be visited" in log
    assert f'href="{PAGE}2/"' in log
    assert "Print shares" not in page
    assert "2 comments and their answers" in page


def test_with_nothing_proposed_the_definition_says_so():
    assert "Nothing is proposed for it yet." in text_of("/definition/")
    assert "No comment yet" in text_of(PAGE)
    assert "None here" in text_of(f"{PAGE}?state=later")


def test_a_comment_has_an_address_for_ever():
    for number in range(23):
        published(email=f"a{number}@example.org", text=f"Comment number {number}")

    assert Client().get(f"{PAGE}23/")["Location"] == f"{PAGE}?page=1#comment-23"
    assert Client().get(f"{PAGE}1/")["Location"] == f"{PAGE}?page=2#comment-1"
    assert 'id="comment-1"' in text_of(f"{PAGE}?page=2")
    for nowhere in ("24", "0"):
        assert Client().get(f"{PAGE}{nowhere}/").status_code == 404


def test_published_again_it_keeps_its_number():
    row, by = published(), moderator()
    service.hide_comment(row, by=by, was=State.PUBLISHED)
    assert "Grandparents" not in text_of(PAGE)
    service.publish_comment(row, by=by, was=State.HIDDEN)

    assert Comment.objects.get().number == row.number == 1
    assert "Grandparents" in text_of(PAGE)


def test_the_privacy_page_says_what_is_kept():
    page = text_of("/privacy/")

    for part in ("A comment on the definition", "after 14 days", "30 days after"):
        assert part in page
