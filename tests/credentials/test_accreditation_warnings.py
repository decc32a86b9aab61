"""What the team of a co-op sees on its first page when its accreditation is in trouble; and what the directory says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from credentials.models import Accreditation, Ruling
from credentials.services import accrediting
from tenants import outbox
from tests.credentials.accrediting import listed
from tests.credentials.deputies import hand_over, may_sign

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = "They do not count anywhere at present."
PERHAPS = "Other co-ops may not recognise your cards at present."


@pytest.fixture
def made():
    return listed()


def overview(made, name="owner", *roles):
    made.oak.staff(name, *roles)
    return made.oak.browser(name).get("/c/oak/staff/").content.decode()


def suspend(made):
    made.suspend(made.row)
    outbox.drain()


def revoke(made):
    made.decide(made.row, kind=Ruling.Kind.REVOKE, valid_until=None, assurance="", reason="Sold.")
    outbox.drain()


def ends_in(made, days):
    with made.body.within:
        last = timezone.localdate() + timedelta(days)
        Accreditation.objects.filter(pk=made.row.pk).update(valid_until=last)
        accrediting.turn_clocks()
    outbox.drain()


def test_nothing_is_said_while_all_is_well(made):
    assert "accreditation by" not in overview(made)
    assert "your accreditation" not in overview(made)


def test_everybody_on_the_team_sees_a_suspension_and_owners_where_to_go(made):
    suspend(made)
    owner, desk = overview(made), overview(made, "dee", "desk")

    for page in (owner, desk):
        assert "Commons Federation has suspended your accreditation" in page
        assert PERHAPS in page
    assert "Open the accreditation" in owner
    assert "Open the accreditation" not in desk


def test_a_revocation_and_a_lapse_are_said_for_a_while(made):
    revoke(made)
    assert "Commons Federation has revoked your accreditation" in overview(made)

    with made.body.within:
        Accreditation.objects.update(state="lapsed")
    assert "Your accreditation by Commons Federation has lapsed" in overview(made)

    with made.body.within:
        Accreditation.objects.update(ended_at=timezone.now() - timedelta(61))
    assert "has lapsed" not in overview(made)


def test_who_has_asked_again_is_not_told_of_the_last_time(made):
    revoke(made)
    made.ask()

    assert "has revoked" not in overview(made)


def test_the_end_is_announced_a_month_before(made):
    ends_in(made, 31)
    assert "ends on" not in overview(made)

    ends_in(made, 30)
    assert "Your accreditation by Commons Federation ends on" in overview(made)


@pytest.mark.parametrize("act", [suspend, revoke])
def test_where_the_federation_signs_the_cards_more_is_lost(act):
    found = may_sign()
    hand_over(found)
    act(found)

    assert f"Commons Federation signs your cards. {NOWHERE}" in overview(found)


def test_the_directory_marks_who_is_suspended(made):
    suspend(made)
    shown = Client().get("/directory/").content.decode()

    assert shown.count("Accreditation suspended") == 1
    assert "/c/oak/" not in Client().get("/directory/?accredited=yes").content.decode()
