"""An agreement across portals where two things were said before either was read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits.models import AgreementVersion
from benefits.services import agreements, calendar
from tenants import outbox
from tests.benefits.scene import draft
from tests.outbound.far_side import read, signed

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
