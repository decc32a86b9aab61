"""Whom a rule makes us ask about a co-op of another portal: the bodies that it names, and nobody else."""

from __future__ import annotations

import pytest

from credentials.acceptance import Policy, Reason
from credentials.services.accepting import save_policy
from credentials.verifying.accepting import acceptance_of_home, confirmed_by
from tests.benefits.scene import side
from tests.outbound.abroad import Abroad, asked_for, oak_abroad, shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bodies(server):
    """Two federations that both speak for Oak, which shows both words."""
    home = oak_abroad()
    made = [Abroad(slug, slug.encode()[:1] * 32, name=slug.title()) for slug in ("fed", "guild")]
    for each in (home, *made):
        each.pages = home.pages
        each.publish(server)
    shown(home, server, *(each.accredits(home) for each in made))
    return home, *made


def test_a_body_that_the_rule_does_not_name_is_not_asked(bodies, server):
    home, trusted, other = bodies
    elm = side("elm")
    with elm.within:
        save_policy(Policy(bodies=frozenset({trusted.did})), by=None)
        told = acceptance_of_home(home.did, elm.coop)

    assert told.reason is Reason.ACCREDITED
    assert trusted.path in asked_for(server)
    assert not [path for path in asked_for(server) if path.startswith(f"/c/{other.slug}/")]


def test_a_benefit_asks_the_bodies_that_it_names(bodies, server):
    home, trusted, other = bodies
    elm = side("elm")
    with elm.within:
        found = confirmed_by(home.did, {trusted.did, "did:web:nobody.test"})

    assert found == {trusted.did}
    assert other.path not in asked_for(server)
