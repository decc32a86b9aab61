from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from benefits.cards import Card
from benefits.models import Grant
from benefits.services import following
from tenants import outbox
from tenants.models import Membership
from tenants.services.visiting import end_visiting_membership
from tests.benefits import scene, visiting
from tests.support.kept import kept

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    return scene.side("oak", "Oak Street")


@pytest.fixture
def elm():
    return scene.side("elm", "Elm Lane")


@pytest.fixture
@kept
def home(oak, elm):
    scene.agreed(oak, elm)
    return visiting.Home(oak)


@pytest.fixture
@kept
def visit(elm, home):
    """Alice of Oak Street visits Elm Lane; her card is the seventh of its list."""
    card = home.card(index=7)
    visiting.visit(elm, card, scene.person("alice@example.org", "Alice Ashe"))
    outbox.drain()
    with elm.within:
        return Grant.objects.get(), Card.read(card)


def test_the_periodic_look_takes_the_longest_unseen_first(elm, home, visit, settings):
    later = timezone.now() + timedelta(seconds=settings.GRANT_RECHECK_SECONDS + 1)
    home.bits = {("suspension", 7)}

    with elm.within:
        assert following.recheck_due(home) == 0
        assert following.recheck_due(home, now=later) == 1
        assert following.recheck_due(home, now=later) == 0
        assert Grant.objects.get().state == Grant.State.PAUSED


@pytest.mark.parametrize(
    ("zone", "state"), [("Pacific/Pago_Pago", "active"), ("Pacific/Kiritimati", "ended")]
)
def test_a_day_ends_where_the_co_op_is(elm, home, visit, zone, state):
    """The two places never share a date: they are 25 hours apart."""
    type(elm.coop).objects.filter(pk=elm.coop.pk).update(time_zone=zone)
    with elm.within:
        Grant.objects.update(ends_on=timezone.localdate(timezone=ZoneInfo("Pacific/Pago_Pago")))
        following.follow_grants(following.look_at(Grant.objects.all(), home))

        assert Grant.objects.get().state == state


def test_a_batch_is_worked_off_to_its_end(elm, home, settings, monkeypatch):
    monkeypatch.setattr(following, "BATCH", 2)
    for number in range(5):
        someone = scene.person(f"visitor{number}@example.org")
        visiting.visit(elm, home.card(index=number, membership_id=f"m-{number}"), someone)
    outbox.drain()
    later = timezone.now() + timedelta(seconds=settings.GRANT_RECHECK_SECONDS + 1)
    home.bits = {("revocation", 3)}

    with elm.within:
        assert following.recheck_due(home, now=later) == 5
        ended = Grant.objects.filter(state=Grant.State.ENDED)
        assert [grant.status[0]["index"] for grant in ended] == [3]


def test_a_hint_looks_now_and_believes_only_the_list(elm, home, visit):
    _grant, card = visit

    with elm.within:
        assert following.recheck_hinted([card.digest], home) == 1
        assert Grant.objects.get().state == Grant.State.ACTIVE
        home.bits = {("revocation", 7)}
        assert following.recheck_hinted(["0" * 64], home) == 0
        assert following.recheck_hinted([card.digest], home) == 1
        assert Grant.objects.get().state == Grant.State.ENDED


def test_a_membership_ended_at_the_host_ends_the_grant(elm, visit):
    with elm.within:
        end_visiting_membership(Membership.objects.get(), why=Membership.EndReason.LAPSED)
    outbox.drain()

    with elm.within:
        grant = Grant.objects.get()
        assert (grant.state, grant.state_reason) == ("ended", "days_over")


def test_staff_see_visits_and_why(elm, visit):
    grant, _card = visit
    here = elm.browser()

    listed = here.get("/c/elm/staff/grants/").content.decode()
    detail = here.get(f"/c/elm/staff/grants/{grant.code}/").content.decode()
    log = here.get("/c/elm/staff/grants/decisions/").content.decode()
    partners = here.get("/c/elm/staff/partners/").content.decode()

    assert "Alice Ashe" in listed
    assert "EL-000001" in listed
    assert "Oak Street" in detail
    assert "You are welcome at Elm Lane" in detail
    assert "You are welcome at Elm Lane" in log
    assert "Alice" not in log
    assert "1 of their members visits you now." in partners


def test_pages_without_visits_say_what_will_stand_there(elm):
    here = elm.browser()

    assert "No visits here" in here.get("/c/elm/staff/grants/").content.decode()
    assert "No card was shown yet" in here.get("/c/elm/staff/grants/decisions/").content.decode()
    assert here.get("/c/elm/staff/grants/?state=ended").status_code == 200
    assert here.get("/c/elm/staff/grants/?state=other").status_code == 404


def test_a_visit_is_ended_from_its_page_with_a_reason(elm, visit):
    grant, _card = visit
    here, page = elm.browser(), f"/c/elm/staff/grants/{grant.code}/"

    assert here.get(f"{page}end/").status_code == 200
    assert here.post(f"{page}end/", {}).status_code == 422
    assert here.post(f"{page}end/", {"reason": "House rules."}).status_code == 302
    second = here.post(f"{page}end/", {"reason": "House rules."})
    shown = here.get(page).content.decode()

    assert second.status_code == 409
    assert "This visit has ended already" in second.content.decode()
    assert "Ended by your co-op." in shown
    assert "House rules." in shown


def test_the_home_does_not_see_the_visit(oak, visit):
    grant, _card = visit

    assert oak.browser().get(f"/c/oak/staff/grants/{grant.code}/").status_code == 404
    assert "Alice" not in oak.browser().get("/c/oak/staff/grants/").content.decode()
    assert Client().get("/c/elm/staff/grants/").status_code == 302
