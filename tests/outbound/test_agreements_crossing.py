"""An agreement across portals where two things were said before either was read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits import across
from benefits.models import AgreementVersion
from benefits.services import agreements, calendar
from benefits.statements import Paper
from tenants import outbox
from tests.benefits.scene import draft
from tests.outbound.far_side import in_force, ours, proposed, read, signed

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_they_confirm_holds_also_where_they_ask_for_other_terms_at_once(far):
    """Both stand in the first statement that we read after we have signed."""
    _browser, _page, paper = signed(far)
    later = far.paper(number=2, days=30, starts_on=timezone.localdate() + timedelta(40))
    far.publish(paper, later, agreed=far.confirms(paper))
    far.news()

    sides = far.sides()
    assert (far.trouble(), sides.state) == ("", "in_force")
    assert (sides.ruling.number, sides.open.number) == (1, 2)
    assert [each["digest"] for each in far.heard()["agreed"]] == [paper.digest]


def test_a_proposal_that_is_taken_back_while_it_is_answered_with_other_terms_is_over(far):
    paper = far.paper()
    far.publish(paper)
    read(far)
    with far.elm.within:
        agreements.suggest_change(
            far.sides().agreement, number=1, draft=draft(far.elm), by=far.elm.staff
        )
    outbox.drain()
    far.publish(declined=(far.word("We wait.", about=paper.digest),))
    far.news()

    sides = far.sides()
    assert (sides.state, sides.open) == ("declined", None)
    assert sides.agreement.end_reason == "We wait."


def test_a_proposal_that_is_taken_back_in_words_that_we_never_read_is_over_as_well(far):
    """They had answered themselves with other words, and took those back, before they read our answer."""
    far.publish(far.paper())
    read(far)
    changes(far)
    unread = far.paper(number=2, days=30)
    far.publish(declined=(far.word("We wait.", about=unread.digest),))
    far.news()

    assert (far.trouble(), far.sides().state, far.sides().open) == ("", "declined", None)


def changes(far):
    """We ask for other terms than those that stand."""
    number = far.sides().newest.number
    wanted = draft(far.elm)
    with far.elm.within:
        agreements.suggest_change(
            far.sides().agreement, number=number, draft=wanted, by=far.elm.staff
        )
    outbox.drain()


def takes_back(far):
    with far.elm.within:
        agreements.decline_agreement(
            far.sides().agreement,
            number=far.sides().open.number,
            reason="Not now.",
            by=far.elm.staff,
        )
    outbox.drain()


def ruled(far, *, by_us):
    """In force, proposed by us or by them, and what they state of it."""
    if not by_us:
        _browser, _page, paper = in_force(far)
        return [paper], far.confirms(paper)
    proposed(far)
    paper = ours(far)
    far.publish(paper)
    far.news()
    assert far.sides().state == "in_force"
    return [paper], ()


def holds_theirs(far, other):
    """It is here as they wrote it, and can be signed."""
    sides = far.sides()
    assert (far.trouble(), sides.state) == ("", "in_force")
    assert sides.open is not None
    with far.elm.within:
        assert across.paper_of(sides.open, sides).digest == other.digest
        agreements.accept_agreement(sides.agreement, number=other.number, by=far.elm.staff)
    outbox.drain()
    assert other.digest in {Paper.from_json(each["paper"]).digest for each in far.heard()["signed"]}


@pytest.mark.parametrize("by_us", [True, False])
@pytest.mark.parametrize("times", [1, 2])
def test_what_we_took_back_before_they_read_it_gives_way_to_what_they_wrote_meanwhile(
    far, by_us, times
):
    papers, agreed = ruled(far, by_us=by_us)
    for _time in range(times):
        changes(far)
        takes_back(far)
    other = far.paper(number=2, days=30, parties=papers[0].parties)
    far.publish(*papers, other, agreed=agreed)
    far.news()

    holds_theirs(far, other)


def test_what_they_wrote_while_ours_stood_is_taken_in_once_ours_is_taken_back(far):
    """They have read neither, and so have nothing new to say."""
    papers, agreed = ruled(far, by_us=True)
    changes(far)
    other = far.paper(number=2, days=30, parties=papers[0].parties)
    far.publish(*papers, other, agreed=agreed)
    far.news()
    assert far.sides().open.proposed_by == far.elm.coop.did
    takes_back(far)
    far.news()

    holds_theirs(far, other)


@pytest.mark.parametrize("by_us", [True, False])
def test_what_we_wrote_in_place_of_what_we_took_back_stands(far, by_us):
    papers, agreed = ruled(far, by_us=by_us)
    changes(far)
    takes_back(far)
    changes(far)
    other = far.paper(number=2, days=30, parties=papers[0].parties)
    far.publish(*papers, other, agreed=agreed)
    far.news()

    assert far.trouble() == ""
    assert (far.sides().open.number, far.sides().open.proposed_by) == (3, far.elm.coop.did)


def test_the_number_of_what_they_have_declined_is_used_up(far):
    papers, agreed = ruled(far, by_us=True)
    changes(far)
    read_by_them = ours(far, 2)
    other = far.paper(number=2, days=30, parties=papers[0].parties)
    far.publish(*papers, other, agreed=agreed, declined=(far.word(about=read_by_them.digest),))
    far.news()

    assert far.trouble() == "other_terms"
    assert far.sides().open.proposed_by == far.elm.coop.did


def test_what_nobody_ever_confirmed_is_closed_after_its_last_day(far):
    """Who has signed stands by it; a portal that is gone keeps nobody from beginning anew."""
    signed(far)
    far.coop.down = True
    with far.elm.within:
        assert calendar.close_what_is_over() == 0
        AgreementVersion.objects.update(ends_on=timezone.localdate() - timedelta(2))
        assert calendar.close_what_is_over() == 1
        assert calendar.close_what_is_over() == 0
    outbox.drain()

    assert (far.sides().state, far.sides().open) == ("declined", None)
