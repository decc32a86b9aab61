"""A network: published by one, joined and left by others; everyone in it recognises everyone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from benefits import networks as reads
from benefits import queries, together
from benefits.eligibility.partners import MutualOnly, NotNear
from benefits.eligibility.what import Discount
from benefits.errors import (
    AgreementAnsweredError,
    AgreementExistsError,
    ExceptionOverError,
    NotAPartyError,
)
from benefits.models import Agreement, AgreementParty, AgreementVersion, PairException
from benefits.services import agreements, calendar, exceptions, networks, pausing
from benefits.tasks import daily
from benefits.terms import Draft, Gives, Terms
from tenants import outbox
from tests.benefits import scene, visiting
from tests.benefits.networking import join, published, standard
from tests.benefits.terms_of_all import benefit

pytestmark = pytest.mark.django_db(transaction=True)
Kind = PairException.Kind


def partners(side):
    with side.within:
        return {
            bond.theirs.name: [each.percent for each in bond.ours_today]
            for bond in queries.in_force()
        }


@pytest.fixture
def ash():
    return scene.side("ash", "Ash Grove")


@pytest.fixture
def fed():
    return scene.side("fed", "Federation")


def test_everyone_in_it_recognises_everyone_and_who_publishes_need_not_be_in_it(oak, elm, ash, fed):
    made = published(fed, oak, elm)
    assert partners(oak) == {"Elm Lane": [5]}

    join(made, ash)

    assert partners(oak) == {"Elm Lane": [5], "Ash Grove": [5]}
    assert partners(ash) == {"Oak Street": [5], "Elm Lane": [5]}
    assert partners(fed) == {}


def test_one_joins_what_was_read_and_once(oak, elm, fed):
    made = published(fed, oak)
    with fed.within:
        networks.publish_terms(made, number=1, draft=standard(percent=7), by=fed.staff)

    with pytest.raises(AgreementAnsweredError):
        join(made, elm, number=1)
    join(made, elm, number=2)
    with pytest.raises(AgreementExistsError):
        join(made, elm, number=2)


def test_who_leaves_is_recognised_no_more_and_the_others_go_on(oak, elm, ash, fed):
    made = published(fed, oak, elm, ash)

    with oak.within:
        agreements.end_agreement(made, reason="Too many.", by=oak.staff)

    assert partners(oak) == {}
    assert partners(elm) == {"Ash Grove": [5]}
    join(made, oak)
    assert partners(elm) == {"Ash Grove": [5], "Oak Street": [5]}


def test_it_closes_for_all_with_who_published_it(oak, elm, fed):
    made = published(fed, oak, elm)

    with fed.within:
        agreements.end_agreement(made, reason="Done.", by=fed.staff)

    assert partners(oak) == {}
    with oak.within:
        assert reads.network(made.code) is None


def test_new_terms_hold_after_the_notice_and_only_the_publisher_writes_them(oak, elm, fed):
    made = published(fed, oak, elm)
    with oak.within, pytest.raises(NotAPartyError):
        networks.publish_terms(made, number=1, draft=standard(percent=9), by=oak.staff)
    with oak.within, pytest.raises(NotAPartyError):
        agreements.suggest_change(made, number=1, draft=standard(percent=9), by=oak.staff)

    with fed.within:
        networks.publish_terms(made, number=1, draft=standard(percent=7), by=fed.staff)

    assert partners(oak) == {"Elm Lane": [5]}
    AgreementVersion.objects.filter(number=2).update(effective_on=timezone.localdate())
    assert partners(oak) == {"Elm Lane": [7]}


def test_an_agreement_of_two_goes_before_the_network(oak, elm, fed):
    published(fed, oak, elm)
    own = standard(percent=20).terms.everyone
    made = scene.agreed(oak, elm, terms=Terms({oak.coop.did: own, elm.coop.did: own}))

    assert partners(oak) == {"Elm Lane": [20]}
    with elm.within:
        pausing.pause_agreement(made, reason="x", visits_too=False, by=elm.staff)
    assert partners(oak) == {}


def test_of_two_networks_the_smaller_one_rules_however_one_asks(oak, elm, ash, fed):
    published(fed, oak, elm, draft=standard(percent=7))
    published(fed, oak, elm, ash, draft=standard(percent=5))

    with oak.within:
        listed = {bond.theirs.name: bond for bond in queries.in_force()}
        asked = queries.partner(elm.coop.did)

    assert [each.percent for each in listed["Elm Lane"].ours_today] == [7]
    assert asked.agreement == listed["Elm Lane"].agreement


def test_what_is_mutual_counts_only_while_the_other_gives_something(oak, elm):
    mutual = Gives((benefit(MutualOnly(), id="discount", parameters=Discount(5)),))
    plain = Gives((benefit(id="discount", parameters=Discount(3)),))
    ash = scene.side("ash")
    scene.agreed(oak, elm, terms=Terms({oak.coop.did: mutual}))
    scene.agreed(oak, ash, terms=Terms({oak.coop.did: mutual, ash.coop.did: plain}))

    assert partners(oak) == {"Elm Lane": [], "Ash": [5]}


def test_only_two_that_are_in_one_network_are_excepted(oak, elm, ash, fed):
    """Not oneself, nobody of another network, nobody who has left, and no pair outside of one."""
    made, other = published(fed, oak, elm, ash), published(fed, oak, elm)
    two = scene.agreed(oak, elm)
    with ash.within:
        agreements.end_agreement(made, reason="Done.", by=ash.staff)

    def side(agreement, who):
        return AgreementParty.everyone.get(agreement=agreement, did=who.coop.did)

    wrong = [(made, side(made, oak)), (made, side(other, elm)), (made, side(made, ash))]
    for agreement, theirs in (*wrong, (two, side(two, elm))):
        with oak.within, pytest.raises(NotAPartyError):
            exceptions.except_pair(
                agreement, other=theirs, kind=Kind.EXCLUDED, reason="", by=oak.staff
            )


def test_whoever_is_no_party_holds_nothing_and_only_networks_are_read_by_all(oak, elm, ash, fed):
    made, two = published(fed, oak), scene.agreed(oak, elm)
    with ash.within, transaction.atomic():
        for agreement in (made, two):
            with pytest.raises(NotAPartyError):
                together.hold(agreement)
            with pytest.raises(NotAPartyError):
                together.our_side(agreement)
        assert list(Agreement.networks.all()) == [made]
        assert not Agreement.objects.exists()
    with oak.within, transaction.atomic():
        assert [together.hold(each).pk for each in (made, two)] == [made.pk, two.pk]


def test_a_pair_leaves_one_another_out_and_nobody_else(oak, elm, ash, fed):
    made = published(fed, oak, elm, ash)
    with oak.within:
        theirs = next(
            each for each in queries.sides_of(made.code).members if each.did == elm.coop.did
        )
        exception = exceptions.except_pair(
            made, other=theirs, kind=Kind.EXCLUDED, reason="We compete.", by=oak.staff
        )

    assert partners(oak) == {"Ash Grove": [5]}
    assert partners(elm) == {"Ash Grove": [5]}
    with elm.within, pytest.raises(NotAPartyError):
        exceptions.end_exception(exception, by=elm.staff)
    with oak.within:
        exceptions.end_exception(exception, by=oak.staff)
        with pytest.raises(ExceptionOverError):
            exceptions.end_exception(exception, by=oak.staff)
    assert partners(elm) == {"Ash Grove": [5], "Oak Street": [5]}


def test_the_distance_is_lifted_for_a_pair_once_both_say_so(oak, elm, ash, fed):
    made = published(fed, oak, elm, ash, draft=standard(NotNear(within_km=145)))

    def lifted(side, other):
        with side.within:
            bond = queries.partner(other.coop.did)
            return [each.rule(NotNear).lifted_for for each in bond.ours_today]

    with oak.within:
        theirs = next(
            each for each in queries.sides_of(made.code).members if each.did == elm.coop.did
        )
        exception = exceptions.except_pair(
            made, other=theirs, kind=Kind.NEAR, reason="We share a street.", by=oak.staff
        )
    assert lifted(oak, elm) == [frozenset()]
    with oak.within, pytest.raises(NotAPartyError):
        exceptions.agree_exception(exception, by=oak.staff)
    with elm.within:
        assert queries.proposals_to_answer() == 1
        exceptions.agree_exception(exception, by=elm.staff)

    assert lifted(oak, elm) == [frozenset({elm.coop.did})]
    assert lifted(elm, oak) == [frozenset({oak.coop.did})]
    assert lifted(oak, ash) == [frozenset()]


def test_the_calendar_warns_once_and_closes_after_the_last_day(oak, elm, mailoutbox):
    today = timezone.localdate()
    made = scene.agreed(oak, elm, ends_on=today + timedelta(10))
    outbox.drain()
    mailoutbox.clear()

    daily()
    daily()
    outbox.drain()

    assert sorted(mail.subject for mail in mailoutbox) == [
        "Elm Lane: Your agreement with Oak Street ends soon",
        "Oak Street: Your agreement with Elm Lane ends soon",
    ]
    AgreementVersion.objects.update(ends_on=today - timedelta(1))
    with oak.within:
        assert calendar.close_what_is_over() == 1
    with elm.within:
        assert calendar.close_what_is_over() == 0
        assert Agreement.objects.get().state == Agreement.State.ENDED
        assert queries.sides_of(made.code).over_on == today - timedelta(1)
    scene.proposal(oak, elm)


def test_a_visit_within_a_network_rests_on_it_and_ends_with_the_notice_of_who_left(
    oak, elm, fed, alice
):
    stay = Draft(
        Terms({}, Gives.visiting({"consumer"}, 90)),
        timezone.localdate(),
        timezone.localdate() + timedelta(365),
        30,
    )
    made = published(fed, oak, elm, draft=stay)
    home = visiting.Home(oak)

    answer = visiting.visit(elm, home.card(), alice)
    outbox.drain()
    with oak.within:
        agreements.end_agreement(made, reason="x", by=oak.staff)

    assert (answer.outcome, answer.agreement) == ("allow", made.code)
    assert visiting.recheck(elm, home, later=timedelta(32)) == [("end", "agreement_over")]
