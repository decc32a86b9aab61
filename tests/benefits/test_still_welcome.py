"""What concerns the two co-ops is asked again while a visit runs: our rule on cards, who stands for the home."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from benefits.eligibility.partners import MutualOnly, PartnerScope, Scope
from benefits.eligibility.where import Window
from benefits.models import AgreementVersion, Grant
from benefits.services import agreements
from benefits.terms import Gives, Terms, visiting_membership
from credentials.acceptance import Policy, Word
from credentials.services.accepting import save_policy
from tenants import outbox
from tests.benefits import scene, visiting

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "did:web:commons.example"
GOOD = Word(BODY, "Commons", "COOP", "registryVerified", holds=True)
CONFIRMED = Policy(bodies=frozenset({BODY}), partners_confirmed=True)


@pytest.fixture
def oak():
    return scene.side("oak", "Oak Street")


@pytest.fixture
def elm():
    return scene.side("elm", "Elm Lane")


def visited(elm, home, *rules, oak_gives=None):
    """Alice of Oak Street visits Elm Lane, which gives visiting memberships by these rules."""
    stay = visiting_membership({"consumer"}, 90)
    gives = {elm.coop.did: Gives((replace(stay, rules=(*stay.rules, *rules)),))}
    if oak_gives is not None:
        gives[home.side.coop.did] = oak_gives
    made = scene.agreed(elm, home.side, terms=Terms(gives))
    alice = scene.person("alice@example.org", "Alice Ashe")
    bodies = frozenset(word.body for word in home.said or () if word.holds)
    visiting.visit(elm, home.card(), alice, accredited_by=bodies)
    outbox.drain()
    return made


def rule(elm, policy):
    with elm.within:
        save_policy(policy, by=None)


def test_who_is_no_longer_accepted_rests_hears_why_and_goes_on_again(oak, elm, mailoutbox):
    home = visiting.Home(oak)
    visited(elm, home)
    assert visiting.recheck(elm, home) == []

    rule(elm, Policy(denied=frozenset({oak.coop.did})))
    assert visiting.recheck(elm, home) == [("pause", "not_accepted")]
    assert visiting.recheck(elm, home) == []
    said = "The co-op you visit does not accept cards from Oak Street at present."
    assert said in mailoutbox[-1].body
    code = visiting.grant_of(elm).code
    page = elm.browser().get(f"/c/elm/staff/grants/{code}/").content.decode()
    assert "Your rule on cards does not accept Oak Street at present." in page

    rule(elm, Policy())
    assert visiting.recheck(elm, home) == [("resume", "welcome_again")]
    assert "Members of Oak Street are welcome again." in mailoutbox[-1].body


def test_a_new_rule_is_followed_at_once(oak, elm):
    home = visiting.Home(oak)
    visited(elm, home)
    rule(elm, Policy(denied=frozenset({oak.coop.did})))
    outbox.drain()

    grant = visiting.grant_of(elm)
    assert (grant.state, grant.state_reason) == ("paused", "not_accepted")


@pytest.mark.parametrize(
    ("said", "moves"),
    [
        ((GOOD,), []),
        ((replace(GOOD, holds=False),), [("pause", "not_accepted")]),
        ((replace(GOOD, category="CS"), GOOD), []),
        ((replace(GOOD, holds=None),), []),
        ((), [("pause", "not_accepted")]),
    ],
)
def test_a_partner_that_must_be_confirmed_is_asked_about_again(oak, elm, said, moves):
    home = visiting.Home(oak)
    visited(elm, home)
    rule(elm, CONFIRMED)
    home.said = said

    assert visiting.recheck(elm, home) == moves


@pytest.mark.parametrize("holds", [None, "nobody answers"])
def test_what_cannot_be_asked_pauses_only_after_the_grace(oak, elm, settings, holds):
    home = visiting.Home(oak, said=(GOOD,))
    visited(elm, home, PartnerScope(Scope.ACCREDITED, frozenset({BODY}), "Commons"))
    home.said = (replace(GOOD, holds=None),) if holds is None else None
    over = timedelta(hours=settings.GRANT_GRACE_HOURS + 1)

    assert visiting.recheck(elm, home, later=over - timedelta(hours=2)) == []
    assert visiting.recheck(elm, home, later=over) == [("pause", "home_unreachable")]


def test_a_body_that_takes_its_word_back_pauses_what_rests_on_it(oak, elm):
    home = visiting.Home(oak, said=(GOOD,))
    visited(elm, home, PartnerScope(Scope.ACCREDITED, frozenset({BODY}), "Commons"))
    assert visiting.recheck(elm, home) == []

    home.said = (replace(GOOD, holds=False),)
    assert visiting.recheck(elm, home) == [("pause", "not_confirmed")]
    home.said = (replace(GOOD, holds=None),)
    assert visiting.recheck(elm, home) == [], "not known is no good news"
    home.said = (GOOD,)
    assert visiting.recheck(elm, home) == [("resume", "welcome_again")]


def test_what_is_given_only_in_return_rests_when_nothing_comes_back(oak, elm):
    home, stay = visiting.Home(oak), visiting_membership({"consumer"}, 90)
    made = visited(elm, home, MutualOnly(), oak_gives=Gives((stay,)))
    assert visiting.recheck(elm, home) == []

    gone = timezone.localdate() - timedelta(days=2)
    over = replace(stay, rules=(*stay.rules, Window(gone, gone)))
    version = AgreementVersion.objects.get(agreement=made)
    given = dict(Terms.from_json(version.terms).gives)
    AgreementVersion.objects.update(terms=Terms(given | {oak.coop.did: Gives((over,))}).to_json())
    assert visiting.recheck(elm, home) == [("pause", "not_mutual")]


def test_an_agreement_that_ended_leaves_its_visits_the_notice(oak, elm):
    """Then the home is no partner any more, and the rule on cards would say so."""
    home = visiting.Home(oak)
    made = visited(elm, home)
    with elm.within:
        agreements.end_agreement(made, reason="Enough.", by=elm.staff)

    assert visiting.recheck(elm, home) == []
    assert visiting.grant_of(elm).state == Grant.State.ACTIVE
