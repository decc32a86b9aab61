"""A visitor whose card a federation signed: the home is the co-op, the status is the signer's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benefits.models import Decision, Grant
from credentials.services import ordering
from tenants import outbox
from tenants.models import Membership
from tenants.services import members
from tests.benefits import scene, visiting
from tests.benefits.test_real_visits import at_home, looked, show
from tests.benefits.visiting import grant_of, member, recheck, visit
from tests.credentials import accrediting
from tests.credentials.members import card_of

pytestmark = pytest.mark.django_db(transaction=True)
FEDERATION = "did:web:portal.example:c:commonlands"
OTHER = "did:web:portal.example:c:hearthlands"


@pytest.fixture
def oak():
    return scene.side("oak", "Oak Street")


@pytest.fixture
def elm():
    return scene.side("elm", "Elm Lane")


@pytest.fixture
def home(oak, elm):
    scene.agreed(oak, elm)
    return visiting.Home(oak, speakers={FEDERATION})


@pytest.fixture
def alice():
    return scene.person("alice@example.org", "Alice Ashe")


def signed_by(home, signer, **values):
    return home.card(issuer={"id": signer, "name": "Commonlands"}, **values)


def test_the_agreement_is_with_the_co_op_and_the_status_of_the_signer(elm, oak, home, alice):
    decision = visit(elm, signed_by(home, FEDERATION), alice)

    assert decision.outcome == Decision.Outcome.ALLOW
    assert decision.issuer_did == oak.coop.did
    grant = grant_of(elm)
    assert (grant.issuer_did, grant.signer_did) == (oak.coop.did, FEDERATION)
    assert grant.issuer_name == "Oak Street"


def test_an_agreement_with_the_federation_says_nothing_of_its_co_ops(elm, oak):
    commonlands = scene.side("commonlands", "Commonlands")
    scene.agreed(commonlands, elm)
    home = visiting.Home(oak)

    decision = visit(
        elm, signed_by(home, commonlands.coop.did), scene.person("bo@example.org", "Bo Birch")
    )

    assert (decision.outcome, decision.reason) == (Decision.Outcome.REFUSE, "no_agreement")


@pytest.mark.parametrize("later", [OTHER, None])
def test_a_person_stays_the_same_when_another_signs_their_cards(elm, oak, home, alice, later):
    """The federation changes, or the co-op signs for itself from now on: no second visit, no second count."""
    visit(elm, signed_by(home, FEDERATION), alice)
    outbox.drain()
    before = grant_of(elm)

    decision = visit(elm, signed_by(home, later or oak.coop.did, index=9), alice)

    after = grant_of(elm)
    assert decision.outcome == Decision.Outcome.ALLOW
    assert (after.pk, after.pseudonym, after.times_shown) == (before.pk, before.pseudonym, 2)
    assert after.signer_did == (later or oak.coop.did)
    assert {entry["index"] for entry in after.status} == {9}


def test_who_was_sent_away_is_not_let_in_by_another_signature(elm, oak, home, alice):
    visit(elm, signed_by(home, FEDERATION), alice)
    outbox.drain()
    with elm.within:
        Grant.objects.update(state=Grant.State.ENDED, state_reason="by_host")

    decision = visit(elm, home.card(), alice)

    assert decision.outcome == Decision.Outcome.REFUSE


def test_the_same_identifier_at_two_co_ops_is_two_persons(elm, home, alice):
    fir = scene.side("fir", "Fir Hill")
    scene.agreed(fir, elm)
    visit(elm, signed_by(home, FEDERATION), alice)
    visit(elm, signed_by(visiting.Home(fir), FEDERATION), scene.person("bo@example.org", "Bo"))

    with elm.within:
        assert Grant.objects.values("pseudonym").distinct().count() == 2


def test_the_lists_of_a_signer_that_may_speak_are_followed(elm, home, alice):
    visit(elm, signed_by(home, FEDERATION, index=5), alice)
    outbox.drain()
    home.bits = {("suspension", 5)}

    assert recheck(elm, home) == [("pause", "home_suspended")]


def test_the_lists_of_a_signer_that_may_no_longer_speak_say_nothing(elm, home, alice, settings):
    """Neither good news nor bad; the visit rests when the grace is over, until a new card is shown."""
    visit(elm, signed_by(home, FEDERATION, index=5), alice)
    outbox.drain()
    home.speakers = set()
    grace = timedelta(hours=settings.GRANT_GRACE_HOURS + 1)

    assert recheck(elm, home) == []
    assert recheck(elm, home, later=grace) == [("pause", "home_unreachable")]
    visit(elm, home.card(), alice)
    assert recheck(elm, home, later=grace) == [("resume", "restored")]


def shown_at_elm(oak, elm):
    """Commons signs for Oak Street; a member shows the card at Elm Lane. The body, the card, the decision."""
    user, own = member(oak, "alma@example.org")
    made = accrediting.Scene(
        accrediting.party("commons", name="Commons Federation", level="secondary"),
        *(accrediting.Party(each.coop) for each in (oak, elm, scene.side("ash"))),
    )
    row = made.ask(body_may_issue=True)
    made.see(row)
    made.decide(row, assurance="registryVerified")
    outbox.drain()
    with oak.within:
        ordering.let_sign(made.body.coop, by=made.oak.owner)
    outbox.drain()
    card = card_of(own.membership)

    return made.body, card, show(oak, elm, card, user)


def test_a_partner_recognises_a_card_that_a_federation_signed(oak, elm, home):
    """The agreement is Oak Street's, and so is the register."""
    body, card, decision = shown_at_elm(oak, elm)

    assert card.signer == body.coop.did
    assert decision.outcome == Decision.Outcome.ALLOW
    grant = grant_of(elm)
    assert (grant.issuer_name, grant.signer_did) == (oak.coop.name, body.coop.did)
    at_home(oak, card, members.suspend_membership, reason="unpaid")
    looked(elm)
    assert grant_of(elm).state == Grant.State.PAUSED


@pytest.mark.parametrize("hints", [True, False])
def test_a_partner_is_told_at_once_what_the_federation_publishes(oak, elm, home, settings, hints):
    """The hint follows the lists: whoever looks then finds the news there."""
    settings.STATUS_HINTS = hints
    _body, card, _decision = shown_at_elm(oak, elm)

    at_home(oak, card, members.suspend_membership, reason="unpaid")
    assert (grant_of(elm).state == Grant.State.PAUSED) is hints
    at_home(oak, card, members.end_membership, reason=Membership.EndReason.RESIGNED)
    assert (grant_of(elm).state == Grant.State.ENDED) is hints
