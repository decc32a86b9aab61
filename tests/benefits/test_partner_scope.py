"""A benefit for members of a network, or of any co-op that a body stands for: asked of what is published."""

from __future__ import annotations

import pytest

from benefits import agreed, situations
from benefits.cards import Card
from benefits.eligibility import Evidence, Standing, Why
from benefits.eligibility.partners import PartnerScope, Scope
from benefits.models import Agreement
from benefits.terms import Gives, Terms
from tenants import outbox
from tenants.models import Cooperative
from tests.benefits import scene
from tests.benefits.terms_of_all import benefit
from tests.benefits.visiting import Home
from tests.credentials import accrediting

pytestmark = pytest.mark.django_db(transaction=True)


def verdict(host, home, terms):
    card = Card.read(Home(home).card())
    with host.within:
        bond = agreed.partner(home.coop.did)
        asked = situations.ask(
            host.coop, bond, card, terms, evidence=Evidence.SHOWN, standing=Standing.GOOD
        )
        return asked.verdict()


def agreed_on(elm, oak, terms):
    made = scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((terms,))}))
    outbox.drain()
    return made


@pytest.fixture
def confirming(oak, elm):
    """A federation, and the two co-ops as it knows them."""
    body = accrediting.party("commons", name="Commons", level=Cooperative.Level.SECONDARY)
    body.staff("second")
    parties = [accrediting.Party(side.coop) for side in (oak, elm)]
    third = accrediting.party("yew")
    for each in parties:
        each.staff("owner")
    return accrediting.Scene(body, *parties, third)


def test_a_body_that_stands_for_the_home_opens_the_door_and_closes_it(oak, elm, confirming):
    did = confirming.body.coop.did
    terms = benefit(PartnerScope(Scope.ACCREDITED, frozenset({did}), "Commons"))
    agreed_on(elm, oak, terms)

    before = verdict(elm, oak, terms)
    row = confirming.accredited(confirming.oak)
    outbox.drain()
    now = verdict(elm, oak, terms)
    confirming.suspend(row)
    outbox.drain()
    after = verdict(elm, oak, terms)

    assert (before.reason, now.reason, after.reason) == (
        Why.NOT_A_PARTNER,
        Why.GIVEN,
        Why.NOT_A_PARTNER,
    )
    assert before.sentence.startswith("Commons does not confirm Oak Street now")


def test_a_network_counts_by_its_name(oak, elm):
    terms = benefit(PartnerScope(Scope.NETWORK, frozenset({"Food circle"})))
    made = agreed_on(elm, oak, terms)
    assert verdict(elm, oak, terms).reason is Why.NOT_A_PARTNER

    with elm.within:
        Agreement.objects.filter(pk=made.pk).update(network=True, title="Food circle")
    assert verdict(elm, oak, terms).reason is Why.GIVEN


def test_two_co_ops_that_sign_need_nobody_else(oak, elm):
    terms = benefit(PartnerScope(Scope.BILATERAL))
    agreed_on(elm, oak, terms)

    assert verdict(elm, oak, terms).reason is Why.GIVEN
