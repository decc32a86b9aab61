"""After a backup was put back: who was left out of a network is left out, and cards that were not accepted are not."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from benefits.models import AgreementParty, PairException
from benefits.services import exceptions
from coopportal.backup import replaying, since
from credentials.acceptance import Policy
from credentials.models import AcceptancePolicy
from credentials.services.accepting import save_policy
from credentials.verifying.accepting import policy_here
from tenants import outbox
from tenants.models import Event, Letter
from tests.benefits import scene as partners

pytestmark = pytest.mark.django_db(transaction=True)
Kind = PairException.Kind
ASH = "did:web:ash.example"


@pytest.fixture
def oak():
    return partners.side("oak")


@pytest.fixture
def elm():
    return partners.side("elm")


@pytest.fixture
def network(oak, elm):
    made, near = partners.networked(oak, elm)
    with elm.within:
        exceptions.agree_exception(near, by=elm.staff)
    outbox.drain()
    return made


def the_list():
    return json.loads(json.dumps(since.gather()))


def exclude(oak, elm, network):
    with oak.within:
        other = AgreementParty.everyone.get(agreement=network, cooperative=elm.coop)
        return exceptions.except_pair(
            network, other=other, kind=Kind.EXCLUDED, reason="Debts.", by=oak.staff
        )


def facts_of(side, name):
    with side.within:
        return list(Event.objects.filter(name=name).order_by("pk").values_list("data", flat=True))


def test_who_was_left_out_is_left_out_again_and_the_one_who_did_it_lifts_it(oak, elm, network):
    made = exclude(oak, elm, network)
    told = the_list()
    with oak.within:
        PairException.objects.filter(pk=made.pk).delete()
        outbox.drain()
    with elm.within:
        before = Letter.objects.count()

    assert replaying.replay(told)["exclusions in networks"] == 1
    assert replaying.replay(told)["exclusions in networks"] == 0

    outbox.drain()
    with elm.within:
        assert Letter.objects.count() == before, "they were told the first time"
    with oak.within:
        again = PairException.objects.get(kind=Kind.EXCLUDED)
        assert (again.code, again.other_id, "backup" in again.reason) == (
            made.code,
            made.other_id,
            True,
        )
        exceptions.end_exception(again, by=oak.staff)
    assert {"agreement": str(network.code)} in facts_of(oak, "AgreementStoppedAgain")


def test_what_was_lifted_since_is_lifted_by_people(oak, elm, network):
    """A list takes away only."""
    made = exclude(oak, elm, network)
    with oak.within:
        exceptions.end_exception(made, by=oak.staff)
        told = the_list()
        PairException.objects.filter(pk=made.pk).update(ended_at=None)

    replaying.replay(told)

    made.refresh_from_db()
    assert made.ended_at is None


def test_nearness_that_was_over_is_over_again_and_what_was_agreed_since_is_not(oak, elm, network):
    near = PairException.objects.get()
    agreed = the_list()
    with elm.within:
        exceptions.end_exception(near, by=elm.staff)
    ended = the_list()
    PairException.objects.filter(pk=near.pk).update(ended_at=None)

    assert replaying.replay(ended)["nearness within networks"] == 1
    near.refresh_from_db()
    assert near.ended_at is not None
    PairException.objects.filter(pk=near.pk).update(agreed_at=None, ended_at=None)
    replaying.replay(agreed)
    near.refresh_from_db()
    assert near.agreed_at is None


def test_a_list_lays_exclusions_for_its_own_co_op_alone(oak, elm, network):
    """Elm's part of the list cannot say that Oak leaves somebody out."""
    made = exclude(oak, elm, network)
    told = the_list()
    mine = told["cooperatives"][str(oak.coop.pk)]
    told["cooperatives"][str(elm.coop.pk)]["exclusions"] = mine["exclusions"]
    mine["exclusions"] = {}
    with oak.within:
        PairException.objects.filter(pk=made.pk).delete()

    done = replaying.replay(told)

    assert done["exclusions in networks"] == 0
    page = f"/c/elm/staff/agreements/{network.code}/"
    assert done[f"elm: an EXCLUSION could not be laid again, look at {page}"] == 1


def test_the_log_says_what_was_changed_between_whom(oak, elm, network):
    exclude(oak, elm, network)

    asked, excluded = facts_of(oak, "ExceptionChanged")
    [agreed] = facts_of(elm, "ExceptionChanged")
    assert [each["state"] for each in (asked, agreed, excluded)] == ["asked", "agreed", "agreed"]
    assert (excluded["kind"], excluded["asked_by"], excluded["other"]) == (
        "excluded",
        oak.coop.did,
        elm.coop.did,
    )


def saved(side, **rule):
    with side.within:
        save_policy(Policy(**rule), by=side.staff)


def rule_of(side):
    with side.within:
        return policy_here()


def test_a_rule_that_was_tightened_is_as_strict_again_and_no_wider(oak):
    saved(oak, allowed=frozenset({ASH, oak.coop.did}))
    saved(oak, denied=frozenset({ASH}), allowed=frozenset({"did:web:new.example"}))
    told = the_list()
    with oak.within:
        AcceptancePolicy.objects.filter(number=2).delete()

    done = replaying.replay(told)

    assert done["rules on whose cards are accepted"] == 1
    said = "stricter again in allowed, denied"
    assert done[_look(said)] == 1
    assert rule_of(oak) == Policy(denied=frozenset({ASH}))
    assert facts_of(oak, "AcceptanceChanged")[-1] == {
        "number": "3",
        "stricter": "allowed denied",
        "wider": "",
    }
    assert not replaying.replay(told)["rules on whose cards are accepted"]


def _look(said):
    return f"oak: the rule on WHOSE CARDS ARE ACCEPTED is {said}, look at /c/oak/staff/acceptance/"


def test_a_rule_that_was_widened_stays_as_it_was_and_is_named(oak):
    saved(oak, denied=frozenset({ASH}))
    saved(oak, allowed=frozenset({ASH}))
    told = the_list()
    with oak.within:
        AcceptancePolicy.objects.filter(number=2).delete()

    done = replaying.replay(told)

    assert done[_look("of the day of the backup")] == 1
    assert rule_of(oak) == Policy(denied=frozenset({ASH}))
    assert facts_of(oak, "AcceptanceChanged")[-1]["wider"] == "allowed denied"


def test_a_first_rule_counts_against_none(oak):
    saved(oak, denied=frozenset({ASH}))
    told = the_list()
    with oak.within:
        AcceptancePolicy.objects.all().delete()

    replaying.replay(told)

    assert rule_of(oak) == Policy(denied=frozenset({ASH}))
    assert facts_of(oak, "AcceptanceChanged")[0]["stricter"] == "denied"


def test_a_list_of_an_older_portal_does_neither(oak, elm, network):
    exclude(oak, elm, network)
    saved(oak, denied=frozenset({ASH}))
    told = the_list()
    for here in told["cooperatives"].values():
        for name in ("exclusions", "nearnessOver", "accepts"):
            here.pop(name)
    with oak.within:
        PairException.objects.filter(kind=Kind.EXCLUDED).update(ended_at=timezone.now())
        AcceptancePolicy.objects.all().delete()

    done = replaying.replay(told)

    assert rule_of(oak) == Policy()
    assert not PairException.objects.filter(kind=Kind.EXCLUDED, ended_at=None).exists()
    assert done[_look("of the day of the backup")] == 1
