"""Many at once, on a database that lets them: one agreement, one grant, one step. Run by test_races.py."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits import queries
from benefits.eligibility import Period, often
from benefits.eligibility.what import ShopCode as CodeForShop
from benefits.models import (
    Acceptance,
    Agreement,
    AgreementParty,
    AgreementVersion,
    Counter,
    Decision,
    Grant,
    Pause,
    Redemption,
)
from benefits.services import agreements, networks, pausing
from benefits.services.following import follow_grants, look_at
from benefits.services.giving import give_back_unused, void_use
from tenants import outbox
from tenants.models import Cooperative, Event, Membership
from tests.benefits import scene, visiting
from tests.benefits.giving import give
from tests.benefits.networking import join, published, standard
from tests.benefits.terms_of_all import benefit
from tests.support.racing import RACERS, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_answers_of_one_person_at_once_make_one_grant(elm, home, alice):
    asked = [visiting.ask(elm) for _ in range(RACERS)]
    cards = [home.card(index=number) for number in range(RACERS)]

    came = race(lambda number: visiting.answer(elm, asked[number], cards[number], alice).outcome)
    outbox.drain()

    assert came == {"allow": RACERS}
    with elm.within:
        assert Grant.objects.get().times_shown == RACERS
        assert Membership.objects.count() == 1
        assert Event.objects.filter(name="BenefitGranted").count() == 1


def test_one_answer_sent_many_times_is_taken_once(elm, home, alice):
    asked, card = visiting.ask(elm), home.card()

    came = race(lambda _number: visiting.answer(elm, asked, card, alice).outcome)

    assert came["allow"] == 1
    assert came["request_spent"] + came["visit_spent"] == RACERS - 1
    with elm.within:
        assert Decision.objects.count() == 1
        assert Grant.objects.get().times_shown == 1


def test_an_agreement_is_accepted_by_one_click(oak, elm):
    made = scene.proposal(oak, elm)

    def accept(_number):
        with elm.within:
            agreements.accept_agreement(Agreement.objects.get(pk=made.pk), number=1, by=elm.staff)

    came = race(accept)

    assert came == {"done": 1, "agreement_answered": RACERS - 1}
    assert Acceptance.objects.count() == 2


def test_two_sides_that_propose_at_once_make_one_proposal(oak, elm):
    sides = (oak, elm)

    came = race(lambda number: scene.proposal(sides[number % 2], sides[1 - number % 2]) and "made")

    assert came == {"made": 1, "agreement_exists": RACERS - 1}


def test_other_terms_against_a_signature_leave_one_of_the_two(oak, elm):
    made = scene.proposal(oak, elm)

    def act(number):
        if number % 2:
            with oak.within:
                wanted = scene.draft(oak, elm, notice_days=number)
                agreements.suggest_change(made, number=1, draft=wanted, by=oak.staff)
            return "other terms"
        scene.sign(made, elm)
        return "signed"

    came = race(act)

    with oak.within:
        seen = queries.sides_of(made.code)
    newest = seen.versions[0]
    assert came["agreement_answered"] >= RACERS - 2
    assert came["other terms"] == newest.number - 1
    if newest.number == 1:
        assert (newest.state, seen.state) == ("agreed", "in_force")
    else:
        # Signed first and then asked to change, or answered before anybody signed.
        assert newest.state == "proposed"
        assert seen.versions[1].state == ("agreed" if came["signed"] else "replaced")


def test_changes_from_both_sides_at_once_make_one_proposal(oak, elm):
    made = scene.agreed(oak, elm)
    sides = (oak, elm)

    def act(number):
        ours, theirs = sides[number % 2], sides[1 - number % 2]
        with ours.within:
            wanted = scene.draft(ours, theirs, notice_days=number)
            agreements.suggest_change(made, number=1, draft=wanted, by=ours.staff)

    came = race(act)

    assert came == {"done": 1, "agreement_answered": RACERS - 1}
    assert AgreementVersion.objects.count() == 2


def test_nobody_is_recognised_once_a_pause_has_begun(oak, elm, home):
    people = [scene.person(f"visitor{number}@example.org") for number in range(RACERS)]
    asked = [visiting.ask(elm) for _ in people]
    with elm.within:
        made = Agreement.objects.get()

    def act(number):
        if number == RACERS // 2:
            with oak.within:
                pausing.pause_agreement(made, reason="x", visits_too=False, by=oak.staff)
            return "paused"
        card = home.card(membership_id=f"m-{number}")
        return visiting.answer(elm, asked[number], card, people[number]).outcome

    came = race(act)

    began = Pause.objects.get().began_at
    with elm.within:
        assert Grant.objects.count() == came["allow"]
        assert not Decision.objects.filter(outcome="allow", at__gt=began).exists()


def test_rechecks_at_once_take_one_step(elm, home, alice):
    visiting.visit(elm, home.card(index=7), alice)
    outbox.drain()
    home.bits = {("suspension", 7)}

    def look(_number):
        with elm.within:
            follow_grants(look_at(Grant.objects.all(), home))

    race(look)

    with elm.within:
        assert Event.objects.filter(name="GrantPaused").count() == 1


def test_visitors_at_once_get_numbers_of_their_own(elm, home):
    people = [scene.person(f"visitor{number}@example.org") for number in range(RACERS)]
    asked = [visiting.ask(elm) for _ in people]
    race(
        lambda number: (
            visiting.answer(
                elm, asked[number], home.card(membership_id=f"m-{number}"), people[number]
            ).outcome
        )
    )

    race(lambda _number: str(bool(outbox.drain() >= 0)))

    with elm.within:
        numbers = set(Membership.objects.values_list("member__number", flat=True))
    assert len(numbers) == RACERS
    assert Cooperative.objects.get(pk=elm.coop.pk).next_number == RACERS + 1


def test_a_network_is_joined_once_and_new_terms_are_not_signed_unread(oak, elm):
    ash = scene.side("ash")
    made = published(oak, member=True)

    def act(number):
        if number == 0:
            with oak.within:
                networks.publish_terms(made, number=1, draft=standard(percent=9), by=oak.staff)
            return "published"
        join(made, (elm, ash)[number % 2])
        return "joined"

    came = race(act)

    parties = AgreementParty.everyone.filter(agreement=made)
    assert came["published"] == 1
    assert parties.count() == 1 + came["joined"]
    assert came["joined"] <= 2
    assert Acceptance.objects.filter(party__in=parties).count() == came["joined"] + 2


def test_an_unused_code_is_given_back_once(elm):
    """The counters stand higher than one, so that a use that is counted off twice shows."""
    code = benefit(often.Budget(200, Period.MONTH), parameters=CodeForShop(5, valid_days=1))
    made = timezone.now() - timedelta(3)
    given = [give(elm, code, f"holder {number}", now=made).redemption for number in range(RACERS)]
    with elm.within:
        Counter.objects.update(times=RACERS, units=RACERS)

    def act(number):
        with elm.within:
            if number % 2:
                void_use(given[number].code, reason="A mistake.", by="Pat")
                return "void"
            return str(give_back_unused(timezone.localdate()))

    race(act)

    with elm.within:
        assert not Redemption.objects.filter(voided_at=None).exists()
        assert Event.objects.filter(name="UseVoided").count() == RACERS
        lifetime = Counter.objects.filter(holder__startswith="holder").values_list("times")
        assert {times for (times,) in lifetime} == {RACERS - 1}
