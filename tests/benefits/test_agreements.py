from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from benefits import queries, summaries
from benefits.errors import (
    AgreementAnsweredError,
    AgreementExistsError,
    AgreementOverError,
    NotAPartyError,
    TermsRefusedError,
)
from benefits.models import Acceptance, Agreement
from benefits.services import agreements
from benefits.terms import Gives, Terms, TermsError
from tenants.models import Event, Staff
from tests.benefits import scene, terms_of_all

db = pytest.mark.django_db(transaction=True)

kinds = st.frozensets(st.sampled_from(["consumer", "worker", "producer"]), min_size=1)
visits = st.builds(Gives.visiting, kinds, st.integers(1, 366), st.sampled_from(["", "a-class"]))
gifts = st.sampled_from(
    [Gives((terms_of_all.benefit(*rules),)) for rules in ([], terms_of_all.RULES[:3])]
)
gives = st.one_of(visits, gifts)


@given(st.dictionaries(st.text(min_size=1), gives, min_size=1, max_size=3), st.none() | gives)
def test_terms_come_back_from_json_as_they_went(sides, everyone):
    assert Terms.from_json(Terms(sides, everyone).to_json()) == Terms(sides, everyone)


def test_what_was_signed_in_the_first_shape_is_read_as_a_visiting_membership():
    first = {"classes": ["consumer"], "class": "a-class", "days": 90}

    read = Terms.from_json({"shape": 1, "gives": {"did:web:a": first}})

    assert read.gives == {"did:web:a": Gives.visiting({"consumer"}, 90, "a-class")}


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"shape": 3, "gives": {}},
        {"shape": "2", "gives": {}},
        {"shape": 2, "gives": {}},
        {"shape": 2, "gives": {"did:web:a": {"benefits": []}}},
        {"shape": 2, "gives": {"did:web:a": {"benefits": [{"id": "x"}]}}},
        {"shape": 1},
        {"shape": 1, "gives": {"did:web:a": {}}},
        {"shape": 1, "gives": {"did:web:a": {"classes": "consumer", "days": 1}}},
        {"shape": 1, "gives": {"did:web:a": {"classes": [], "days": 1}}},
        {"shape": 1, "gives": {"did:web:a": {"classes": ["consumer"], "days": 0}}},
    ],
)
def test_terms_of_another_shape_are_refused(data):
    with pytest.raises(TermsError):
        Terms.from_json(data)


@db
def test_a_proposal_is_in_force_once_both_sides_have_signed():
    oak, elm = scene.side("oak"), scene.side("elm")

    made = scene.proposal(oak, elm)
    with elm.within:
        seen = queries.sides_of(made.code)
        assert seen is not None
        assert (seen.awaits_us, seen.awaits_them, queries.partner(oak.coop.did)) == (
            True,
            False,
            None,
        )
        agreements.accept_agreement(seen.agreement, number=1, by=elm.staff)

    for one, other in ((oak, elm), (elm, oak)):
        with one.within:
            found = queries.partner(other.coop.did)
            assert found is not None
            assert found.agreement.state == Agreement.State.IN_FORCE
            assert found.theirs.name == other.coop.name
    with elm.within:
        assert Event.objects.get(name__startswith="Agreement").name == "AgreementAccepted"
    with oak.within:
        assert Event.objects.get(name__startswith="Agreement").name == "AgreementProposed"


@db
def test_both_sides_read_the_same_sentences():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    made = scene.proposal(oak, elm)

    read = []
    for each in (oak, elm):
        with each.within:
            read.append(summaries.summary(queries.sides_of(made.code)))

    assert read[0] == read[1]
    assert read[0][0] == (
        "Members of Elm Lane (consumer) may be visiting members of Oak Street for 90 days, without a vote."
    )
    assert "30 days of notice" in read[0][2]


@db
def test_a_second_answer_gets_a_sentence_and_changes_nothing():
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.agreed(oak, elm)

    with elm.within:
        for act in (
            lambda: agreements.accept_agreement(made, number=1, by=elm.staff),
            lambda: agreements.decline_agreement(made, number=1, reason="No.", by=elm.staff),
        ):
            with pytest.raises(AgreementAnsweredError):
                act()

    assert Acceptance.objects.count() == 2
    with elm.within:
        assert Agreement.objects.get().state == Agreement.State.IN_FORCE


@db
def test_the_proposer_cannot_accept_for_the_other_side():
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.proposal(oak, elm)

    with oak.within, pytest.raises(AgreementAnsweredError):
        agreements.accept_agreement(made, number=1, by=oak.staff)

    with oak.within:
        assert Agreement.objects.get().state == Agreement.State.PROPOSED


@db
def test_an_unread_version_is_not_accepted():
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.proposal(oak, elm)

    with elm.within, pytest.raises(AgreementAnsweredError):
        agreements.accept_agreement(made, number=2, by=elm.staff)


@db
def test_two_co_ops_have_one_agreement_at_a_time():
    oak, elm = scene.side("oak"), scene.side("elm")
    scene.proposal(oak, elm)

    with pytest.raises(AgreementExistsError):
        scene.proposal(elm, oak)
    with pytest.raises(NotAPartyError):
        scene.proposal(oak, oak)


@db
def test_after_a_refusal_one_may_propose_again():
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.proposal(oak, elm)
    with elm.within:
        agreements.decline_agreement(made, number=1, reason="Too long.", by=elm.staff)

    again = scene.proposal(elm, oak)

    assert again.pk != made.pk


@db
def test_impossible_dates_are_refused():
    oak, elm = scene.side("oak"), scene.side("elm")
    today = timezone.localdate()

    for starts_on, ends_on in (
        (today, today - timedelta(1)),
        (today - timedelta(9), today - timedelta(1)),
    ):
        with pytest.raises(TermsRefusedError):
            scene.proposal(oak, elm, starts_on=starts_on, ends_on=ends_on)


@db
def test_either_side_ends_it_once_with_a_reason():
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.agreed(oak, elm)

    with oak.within:
        agreements.end_agreement(made, reason="We move.", by=oak.staff)
    with elm.within, pytest.raises(AgreementOverError):
        agreements.end_agreement(made, reason="We too.", by=elm.staff)

    with elm.within:
        seen = queries.sides_of(made.code)
        assert seen.agreement.end_reason == "We move."
        assert seen.over_on == seen.agreement.ended_at.date() + timedelta(30)
        assert queries.partner(oak.coop.did) is None


@db
def test_a_third_co_op_sees_and_changes_nothing():
    oak, elm, ash = scene.side("oak"), scene.side("elm"), scene.side("ash")
    made = scene.agreed(oak, elm)

    with ash.within:
        assert queries.sides_of_all() == []
        assert queries.sides_of(made.code) is None
        with pytest.raises(NotAPartyError):
            agreements.end_agreement(made, reason="x", by=ash.staff)
    page = ash.browser().get(f"/c/ash/staff/agreements/{made.code}/")

    assert page.status_code == 404


@db
def test_a_card_that_names_no_home_has_no_agreement():
    oak, elm = scene.side("oak"), scene.side("elm")
    scene.agreed(oak, elm)

    with oak.within:
        assert queries.partner("") is None


@db
@pytest.mark.parametrize("page", ["partners", "agreement-propose"])
def test_only_the_partnerships_role_enters(page):
    oak = scene.side("oak")
    url = reverse(f"benefits:{page}", args=["oak"])
    with oak.within:
        Staff.objects.update(roles=[Staff.Role.DESK])

    assert Client().get(url).status_code == 302
    assert oak.browser().get(url).status_code == 403
    stranger = Client()
    stranger.force_login(scene.person("someone@example.org"))
    assert stranger.get(url).status_code == 404


@db
def test_it_is_ended_from_its_page_only_with_a_reason():
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.agreed(oak, elm)
    here, page = oak.browser(), f"/c/oak/staff/agreements/{made.code}/end/"

    assert here.get(page).status_code == 200
    assert here.post(page, {"reason": " "}).status_code == 422
    assert here.post(page, {"reason": "We move."}).status_code == 302
    with oak.within:
        assert Agreement.objects.get().state == Agreement.State.ENDED
