from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits.cards import Card
from benefits.eligibility import Evidence, Standing
from benefits.errors import NoVisitingClassError, VisitSpentError
from benefits.models import Decision, Grant
from benefits.services import agreements
from benefits.services.visits import pseudonym
from credentials.errors import RequestSpentError
from credentials.models import PresentationRequest, Reliance
from tenants import outbox
from tenants.models import Event, Member, Membership, MembershipClass, Seat
from tests.benefits import scene, visiting

STRANGER = {"id": "did:web:stranger.example", "name": "Stranger"}
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_live_answer_becomes_a_visiting_membership(elm, home, alice):
    decision = visiting.visit(elm, home.card(), alice)
    with elm.within:
        assert Grant.objects.get().state == Grant.State.PREPARED
    outbox.drain()

    grant = visiting.grant_of(elm)
    membership = grant.membership
    until = timezone.localdate() + timedelta(89)
    assert (decision.outcome, decision.reason) == ("allow", "welcome")
    assert "visiting member until" in decision.sentence
    assert (grant.state, grant.ends_on, grant.times_shown) == (Grant.State.ACTIVE, until, 1)
    assert (membership.ends_on, membership.standing) == (until, "good")
    with elm.within:
        assert membership.membership_class == elm.visiting
        assert not membership.membership_class.has_vote
        assert membership.member.name == "Alice Ashe"
        assert membership.member.number == "EL-000001"
        names = list(Event.objects.order_by("id").values_list("name", flat=True))
    assert names[-5:] == [
        "BenefitGranted",
        "MembershipStarted",
        "CredentialIssued",
        "CredentialChecked",
        "LetterWritten",
    ]
    assert Seat.objects.filter(user=alice, cooperative=elm.coop, kind="member").exists()


def test_the_grant_keeps_no_name_and_no_identifier(elm, home, alice):
    card = home.card(membership_id="opaque-identifier")
    visiting.visit(elm, card, alice)
    outbox.drain()

    grant = visiting.grant_of(elm)
    kept = " ".join(str(value) for key, value in vars(grant).items() if key != "_state")
    assert grant.visitor == {}
    for secret in ("opaque-identifier", "Alice", "alice@example.org", card["id"]):
        assert secret not in kept


def test_two_hosts_know_one_person_by_different_pseudonyms(oak, elm, home):
    card = Card.read(home.card())

    assert pseudonym(elm.coop, card) != pseudonym(oak.coop, card)
    assert pseudonym(elm.coop, card) == pseudonym(elm.coop, Card.read(home.card()))


def test_the_same_person_again_keeps_the_one_grant(elm, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()
    renewed = home.card(index=99, validUntil="2030-01-31T23:59:59+00:00")

    again = visiting.visit(elm, renewed, alice)
    outbox.drain()

    grant = visiting.grant_of(elm)
    assert (again.outcome, again.reason) == ("allow", "welcome_back")
    assert grant.times_shown == 2
    assert grant.home_valid_until.year == 2030
    assert {entry["index"] for entry in grant.status} == {99}
    with elm.within:
        assert Membership.objects.count() == 1
        assert Decision.objects.count() == 2
    assert Reliance.objects.filter(host=elm.coop).count() == 2


def test_two_answers_of_one_person_make_one_grant(elm, home, alice):
    first, second = visiting.ask(elm), visiting.ask(elm)

    visiting.answer(elm, first, home.card(), alice)
    visiting.answer(elm, second, home.card(), alice)
    outbox.drain()

    assert visiting.grant_of(elm).times_shown == 2


def test_an_answer_given_twice_is_refused_with_a_sentence(elm, home, alice):
    asked = visiting.ask(elm)
    visiting.answer(elm, asked, home.card(), alice)

    with pytest.raises(VisitSpentError):
        visiting.answer(elm, asked, home.card(), alice)

    with elm.within:
        assert Decision.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"nonce": "another"}, {"audience": "did:web:elsewhere"}])
def test_an_answer_to_another_question_spends_and_grants_nothing(elm, home, alice, wrong):
    asked = visiting.ask(elm)

    with pytest.raises(RequestSpentError):
        visiting.answer(elm, asked, home.card(), alice, **wrong)

    with elm.within:
        assert PresentationRequest.objects.get().answered_at is None
        assert not Decision.objects.exists()
        assert not Grant.objects.exists()


def test_an_expired_question_is_refused(elm, home, alice):
    asked = visiting.ask(elm)
    with elm.within:
        PresentationRequest.objects.update(expires_at=timezone.now())

    with pytest.raises(RequestSpentError):
        visiting.answer(elm, asked, home.card(), alice)


@pytest.mark.parametrize(
    ("reason", "values", "card"),
    [
        ("not_genuine", {"genuine": False}, {}),
        ("evidence_too_weak", {"evidence": Evidence.SHOWN}, {}),
        ("home_suspended", {"standing": Standing.SUSPENDED}, {}),
        ("home_unreachable", {"standing": Standing.UNKNOWN}, {}),
        ("class_not_covered", {}, {"subject": {"membershipClass": "worker"}}),
        ("class_not_eligible", {}, {"subject": {"reciprocity": {"eligible": False}}}),
        ("card_expired", {}, {"validUntil": "2026-01-01T00:00:00+00:00"}),
        ("not_genuine", {}, {"credentialSubject": {}}),
        ("not_genuine", {}, {"validUntil": "2030-01-01T00:00:00"}),
        ("no_agreement", {}, {"subject": {"memberOf": STRANGER}}),
    ],
)
def test_a_refusal_is_written_down_and_grants_nothing(elm, home, alice, reason, values, card):
    decision = visiting.visit(elm, home.card(**card), alice, **values)

    assert (decision.outcome, decision.reason) == ("refuse", reason)
    with elm.within:
        assert Decision.objects.get().sentence
        assert not Grant.objects.exists()


def test_what_is_not_confirmed_names_nobody_in_the_log(elm, home, alice):
    visiting.visit(elm, home.card(), alice, genuine=False)

    with elm.within:
        decision = Decision.objects.get()
    assert (decision.issuer_did, decision.agreement) == ("", None)
    assert "Oak" not in decision.sentence


def test_a_home_is_called_by_the_name_that_was_agreed(oak, elm, home, alice):
    card = home.card(issuer={"id": oak.coop.did, "name": "Somebody Famous"})

    visiting.visit(elm, card, alice)

    assert visiting.grant_of(elm).issuer_name == "Oak Street"


def test_a_member_of_the_host_is_not_entered_again(elm, home, alice):
    with elm.within:
        member = Member.objects.create(number="EL-1", name="Alice", user=alice)
        Membership.objects.create(
            member=member, membership_class=elm.consumer, ends_on=timezone.localdate()
        )

    assert visiting.visit(elm, home.card(), alice).reason == "already_member"


def test_a_co_op_without_a_class_for_visitors_cannot_sign(oak, elm):
    made = scene.proposal(oak, elm)
    with elm.within:
        MembershipClass.objects.filter(visiting=True).delete()

        with pytest.raises(NoVisitingClassError):
            agreements.accept_agreement(made, number=1, by=elm.staff)
