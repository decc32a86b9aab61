from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from coopportal.network import counting
from coopportal.onboarding import facts, steps
from coopportal.services import interest as service
from coopportal.services.opening import Opening, open_with_steward
from credentials.models import Accreditation
from tenants import outbox, scope
from tenants.models import Cooperative, Event, Seat, Staff, User
from tenants.services.cooperatives import describe_cooperative
from tenants.services.texts import publish_bylaws
from tests import build
from tests.benefits import scene, visiting
from tests.credentials.members import carded
from tests.outbound.abroad import oak_abroad, recognised
from tests.portal.interests import interested

pytestmark = pytest.mark.django_db(transaction=True)


def opened():
    wanted = Opening("brook", "Brook Lane", "BL", "consumer", "b@example.org", "ada@example.org")
    return open_with_steward(wanted)


def stands(coop):
    with scope.within(coop.pk):
        return {each.key: each for each in steps.of(facts.of([coop])[0])}


def done(coop):
    return [key for key, stand in stands(coop).items() if stand.done]


def described(coop):
    with scope.within(coop.pk):
        by = Staff.objects.get()
        describe_cooperative(by=by, about="A bakery.", colour="#7A1F3D")
    coop.refresh_from_db()


def accredited(coop, body, **values):
    with scope.within(coop.pk):
        return Accreditation.objects.create(
            applicant=coop, body=body, legal_name=coop.name, registration_number="1", **values
        )


def test_an_opening_is_the_invitation_and_nothing_more():
    coop = opened()

    assert done(coop) == [steps.INVITED]
    assert "its description and colour, its own rules" in stands(coop)[steps.SET_UP].waits


def test_it_is_set_up_with_a_description_and_rules_of_its_own():
    coop = opened()
    described(coop)
    assert done(coop) == [steps.INVITED]

    with scope.within(coop.pk):
        publish_bylaws("Rules", "We bake at night.")
    assert done(coop) == [steps.INVITED, steps.SET_UP]


def test_an_accreditation_counts_while_it_is_in_force():
    coop, body = opened(), build.cooperative("commons", name="Commons", level="secondary")
    assert "has to ask a federation" in stands(coop)[steps.ACCREDITED].waits
    row = accredited(coop, body)
    assert stands(coop)[steps.ACCREDITED].waits == "Commons is looking at it."

    with scope.within(coop.pk):
        Accreditation.objects.update(state=Accreditation.State.IN_FORCE, since=timezone.localdate())
    assert steps.ACCREDITED in done(coop)
    with scope.within(coop.pk):
        Accreditation.objects.filter(pk=row.pk).update(state=Accreditation.State.SUSPENDED)
    assert steps.ACCREDITED not in done(coop)
    assert stands(coop)[steps.ACCREDITED].waits == "Commons has suspended the accreditation."
    with scope.within(coop.pk):
        Accreditation.objects.filter(pk=row.pk).update(state=Accreditation.State.LAPSED)
    assert steps.ACCREDITED not in done(coop)


def test_an_agreement_counts_once_both_have_signed_and_each_waits_for_the_right_one():
    oak, elm = scene.side("oak", "Oak"), scene.side("elm", "Elm")
    assert stands(oak.coop)[steps.AGREED].waits == "Oak has to propose an agreement."

    scene.proposal(oak, elm)
    assert "partner has to answer the proposal of Oak" in stands(oak.coop)[steps.AGREED].waits
    assert stands(elm.coop)[steps.AGREED].waits == "Elm has to answer a proposal."


def test_our_own_word_about_a_co_op_elsewhere_is_no_agreement():
    oak = scene.side("oak", "Oak")
    recognised(oak_abroad(), oak)

    assert not stands(oak.coop)[steps.AGREED].done


def test_a_card_a_visitor_and_a_busy_week_are_each_a_fact():
    oak, elm = scene.side("oak"), scene.side("elm")
    scene.agreed(oak, elm)
    carded(oak.coop)
    assert steps.CARDED in done(oak.coop)
    assert steps.GRANTED not in done(elm.coop)
    assert stands(elm.coop)[steps.GRANTED].waits == "A member of a partner has to come."

    visiting.visit(elm, visiting.Home(oak).card(), scene.person("visitor@example.net"))
    outbox.drain()
    assert {steps.AGREED, steps.GRANTED, steps.ACTIVE} <= set(done(elm.coop))

    with elm.within:
        Event.objects.update(at=timezone.now() - timedelta(days=9))
    assert stands(elm.coop)[steps.ACTIVE].waits == "Nothing has happened for 9 days."


def test_what_the_operator_counts_is_what_each_cooperative_sees():
    oak, elm = scene.side("oak"), scene.side("elm")
    scene.agreed(oak, elm)
    carded(oak.coop)
    coops = list(Cooperative.objects.order_by("slug"))
    counted = [steps.of(each) for each in counting.first_steps(coops)]

    assert counted == [list(stands(each).values()) for each in coops]


def test_the_count_carries_no_person():
    coop = opened()
    told = str(counting.first_steps([coop]))

    assert "ada@example.org" not in told


def test_the_checklist_stands_on_the_first_page_until_it_is_done():
    coop = opened()
    with scope.within(coop.pk):
        owner = Staff.objects.get().user
    browser = Client()
    browser.force_login(owner)
    page = browser.get("/c/brook/staff/").content.decode()

    assert "First steps for Brook Lane" in page
    assert "1 of 7 done" in page
    assert re.search(r'href="/c/brook/staff/settings/">Set up', page)


def test_the_checklist_is_for_whoever_can_do_something_about_it():
    coop = opened()
    desk = User.objects.create_user("desk@example.org")
    with scope.within(coop.pk):
        Staff.objects.create(user=desk, roles=[Staff.Role.DESK])
    browser = Client()
    browser.force_login(desk)

    assert "First steps" not in browser.get("/c/brook/staff/").content.decode()


def test_a_federation_sees_how_far_its_own_have_come_and_no_others():
    commons = build.cooperative("commons", name="Commons", level="secondary")
    owner = User.objects.create_user("dele@example.org", name="Dele")
    with scope.within(commons.pk):
        Staff.objects.create(user=owner, roles=[Staff.Role.OWNER])
    Seat.objects.create(kind=Seat.Kind.STAFF, user=owner, cooperative=commons)
    coop, other = opened(), build.cooperative("other")
    service.link_cooperative(interested(federation=commons), coop, by=owner)
    browser = Client()
    browser.force_login(owner)

    page = browser.get("/network/co-ops/brook/").content.decode()
    assert "1 of 7 done" in page
    assert "ada@example.org" not in page
    assert browser.get(f"/network/co-ops/{other.slug}/").status_code == 404
    accredited(other, commons, state=Accreditation.State.IN_FORCE)
    assert browser.get(f"/network/co-ops/{other.slug}/").status_code == 200


def test_nobody_else_finds_the_page():
    opened()
    somebody = Client()
    somebody.force_login(User.objects.create_user("nobody@example.org"))

    assert somebody.get("/network/co-ops/brook/").status_code == 404
    assert Client().get("/network/co-ops/brook/")["Location"].startswith("/accounts/login/")


def test_one_waits_since_somebody_was_asked():
    coop, body = opened(), build.cooperative("commons", level="secondary")
    described(coop)
    with scope.within(coop.pk):
        publish_bylaws("Rules", "We bake at night.")
    Cooperative.objects.filter(pk=coop.pk).update(opened_at=timezone.now() - timedelta(900))
    coop.refresh_from_db()
    accredited(coop, body, asked_at=timezone.now() + timedelta(3))
    with scope.within(coop.pk):
        found = steps.stalled(steps.of(facts.of([coop])[0]))

    assert found is not None
    assert found[0].key == steps.ACCREDITED
    assert found[1] > timezone.now()


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "0 days"), (1, "1 day"), (59, "59 days"), (60, "2 months"), (719, "23 months")],
)
def test_how_long_is_said_as_people_say_it(days, said):
    assert steps.how_long(days) == said
    assert steps.how_long(4000) == "10 years"


def test_all_done_but_a_quiet_week_does_not_bring_the_list_back():
    coop = opened()
    told = [steps.Stand(each.key, str(each.label), timezone.now(), "") for each in steps.STEPS[:-1]]

    assert not steps.is_on_its_way([*told, steps.Stand(steps.ACTIVE, "Active", None, "Quiet.")])
    assert steps.is_on_its_way(list(stands(coop).values()))
