"""While an agreement is paused nobody new is recognised; visits go on, or rest where the pauser says so."""

from __future__ import annotations

import pytest

from benefits import queries, welcoming
from benefits.errors import AgreementAsleepError, AgreementAwakeError
from benefits.models import Pause
from benefits.services import pausing
from tenants import outbox
from tests.benefits import scene, visiting

pytestmark = pytest.mark.django_db(transaction=True)


def pause(made, side, *, visits_too=False):
    with side.within:
        return pausing.pause_agreement(
            made, reason="The shop is being rebuilt.", visits_too=visits_too, by=side.staff
        )


def resume(made, side):
    with side.within:
        pausing.resume_agreement(made, by=side.staff)


def test_nobody_new_is_recognised_in_either_direction(oak, elm, alice):
    made = scene.agreed(oak, elm)

    pause(made, oak)

    for host, home in ((oak, elm), (elm, oak)):
        person = scene.person(f"{host.coop.slug}@example.org")
        answer = visiting.visit(host, visiting.Home(home).card(), person)
        assert (answer.outcome, answer.reason) == ("refuse", "no_agreement")
        with host.within:
            assert queries.sides_of(made.code).state == "paused"
            assert welcoming.public_partners() is None

    resume(made, oak)
    assert visiting.visit(elm, visiting.Home(oak).card(), alice).outcome == "allow"


def test_visits_under_way_go_on(oak, elm, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()
    with elm.within:
        made = queries.sides_of_all()[0].agreement

    pause(made, elm)

    assert visiting.recheck(elm, home) == []


def test_visits_rest_and_wake_where_the_pauser_says_visits_too(oak, elm, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()
    with elm.within:
        made = queries.sides_of_all()[0].agreement

    pause(made, oak, visits_too=True)
    assert visiting.recheck(elm, home) == [("pause", "agreement_paused")]
    assert visiting.recheck(elm, home) == []
    assert visiting.grant_of(elm).membership.standing == "suspended"

    resume(made, oak)
    assert visiting.recheck(elm, home) == [("resume", "agreement_resumed")]
    assert visiting.grant_of(elm).membership.standing == "good"


def test_each_side_lifts_its_own_pause_alone(oak, elm):
    made = scene.agreed(oak, elm)
    pause(made, oak)

    with pytest.raises(AgreementAwakeError):
        resume(made, elm)
    with pytest.raises(AgreementAsleepError):
        pause(made, oak)
    pause(made, elm)
    resume(made, oak)

    with oak.within:
        assert queries.partner(elm.coop.did) is None
    resume(made, elm)
    with oak.within:
        assert queries.partner(elm.coop.did) is not None
    assert Pause.objects.filter(ended_at=None).count() == 0


def test_a_pause_of_one_leaves_the_others_awake(oak, elm):
    ash = scene.side("ash")
    made = scene.agreed(oak, elm, ash)

    pause(made, oak)

    with elm.within:
        assert [bond.theirs.did for bond in queries.in_force()] == [ash.coop.did]
        assert queries.sides_of(made.code).state == "in_force"
    with oak.within:
        assert queries.sides_of(made.code).state == "paused"


def test_a_paused_agreement_of_two_is_not_replaced_by_one_they_share_with_a_third(oak, elm):
    ash = scene.side("ash")
    scene.agreed(oak, elm, ash)
    made = scene.agreed(oak, elm)

    pause(made, elm)

    with oak.within:
        assert queries.partner(elm.coop.did) is None


def test_a_proposal_is_not_paused(oak, elm):
    made = scene.proposal(oak, elm)

    with pytest.raises(AgreementAsleepError):
        pause(made, oak)
