"""The consultation in the demonstration: a comment in every state, told once."""

from __future__ import annotations

import pytest
from django.test import Client

from coopportal.demo import consulting
from tenants.models import Comment, CommentLetter, Proposal
from tests.demo.conftest import NOW

pytestmark = pytest.mark.usefixtures("demo")


def test_a_comment_and_a_proposal_are_in_every_state():
    assert set(Comment.objects.values_list("state", flat=True)) == set(Comment.State.values)
    assert set(Proposal.objects.values_list("state", flat=True)) >= {"open", "accepted", "declined"}


def test_told_again_nothing_is_added():
    before = (Comment.objects.count(), Proposal.objects.count())
    consulting.tell(now=NOW)

    assert (Comment.objects.count(), Proposal.objects.count()) == before
    assert before == (len(consulting.SAID), len(consulting.PROPOSED))


def test_no_letter_of_long_ago_leaves_now():
    assert not CommentLetter.objects.exclude(state=CommentLetter.State.SENT).exists()
    assert not Comment.objects.filter(answered_at__gt=NOW).exists()


def test_the_definition_shows_what_came_of_it():
    page = Client().get("/definition/").content.decode()

    for title in ("Count elders apart from adults", "Let a co-op say its own word"):
        assert title in page
    assert "Say where a co-op can be visited" in page.partition("Change log")[2]
