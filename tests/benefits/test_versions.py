"""Which version rules, who has to sign what, and what happens in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits import queries, summaries
from benefits.errors import AgreementAnsweredError, AgreementExistsError, AgreementOverError
from benefits.models import Acceptance, Agreement, AgreementVersion
from benefits.services import agreements
from tenants import outbox
from tests.benefits import scene, visiting

pytestmark = pytest.mark.django_db(transaction=True)
Written = AgreementVersion.State


def suggest(made, side, others, *, number=1, days=30, **values):
    with side.within:
        wanted = scene.draft(side, *others, terms=scene.terms(side, *others, days=days), **values)
        return agreements.suggest_change(made, number=number, draft=wanted, by=side.staff)


def ruling(side, other, *, on=None):
    with side.within:
        found = queries.partner(other.coop.did, on=on)
        return found and (found.version.number, found.we_give.stay.days)


def test_an_answer_with_other_terms_needs_every_signature_anew(oak, elm):
    made = scene.proposal(oak, elm)

    suggest(made, elm, [oak])

    with oak.within:
        seen = queries.sides_of(made.code)
        assert seen.awaits_us
        assert [each.state for each in seen.versions] == [Written.PROPOSED, Written.REPLACED]
        with pytest.raises(AgreementAnsweredError):
            agreements.accept_agreement(made, number=1, by=oak.staff)
    scene.sign(made, oak, 2)
    assert ruling(oak, elm) == (2, 30)
    assert Acceptance.objects.count() == 3


def test_the_difference_is_told_in_words(oak, elm):
    made = scene.proposal(oak, elm)
    suggest(made, elm, [oak], notice_days=10)

    with oak.within:
        seen = queries.sides_of(made.code)
        first = seen.before(seen.open)
        changes = summaries.differences(first, seen.open, seen.parties)

    assert [(change.old[-40:], change.new[-40:]) for change in changes[:1]] == [
        (
            "ers of Oak Street for 90 days, without a vote."[-40:],
            "ers of Oak Street for 30 days, without a vote."[-40:],
        )
    ]
    assert len(changes) == 3
    assert "30 days of notice" in changes[2].old
    assert "10 days of notice" in changes[2].new


def test_a_change_takes_effect_after_the_notice_and_the_old_terms_rule_until_then(oak, elm):
    made = scene.agreed(oak, elm)
    today = timezone.localdate()

    suggest(made, elm, [oak])
    assert ruling(oak, elm) == (1, 90)
    version = scene.sign(made, oak, 2)

    version.refresh_from_db()
    assert version.effective_on == today + timedelta(30)
    assert ruling(oak, elm) == (1, 90)
    assert ruling(oak, elm, on=today + timedelta(29)) == (1, 90)
    assert ruling(oak, elm, on=today + timedelta(30)) == (2, 30)


def test_a_change_waits_for_its_own_day(oak, elm):
    made = scene.agreed(oak, elm)
    day = timezone.localdate() + timedelta(100)

    suggest(made, elm, [oak], starts_on=day)
    version = scene.sign(made, oak, 2)

    version.refresh_from_db()
    assert version.effective_on == day


def test_what_runs_out_before_the_notice_is_followed_without_a_gap(oak, elm):
    today = timezone.localdate()
    made = scene.agreed(oak, elm, ends_on=today + timedelta(10))

    suggest(made, oak, [elm])
    version = scene.sign(made, elm, 2)

    version.refresh_from_db()
    assert version.effective_on == today + timedelta(11)


def test_each_decision_records_the_version_of_its_day(oak, elm, alice):
    made = scene.agreed(oak, elm)
    suggest(made, oak, [elm])
    scene.sign(made, elm, 2)
    home = visiting.Home(oak)
    before = visiting.visit(elm, home.card(), alice)

    AgreementVersion.objects.filter(number=2).update(effective_on=timezone.localdate())
    after = visiting.visit(elm, home.card(membership_id="m-2"), scene.person("b@example.org"))

    assert (before.agreement_version, after.agreement_version) == (1, 2)


def test_a_refused_change_leaves_what_is_in_force(oak, elm):
    made = scene.agreed(oak, elm)
    suggest(made, elm, [oak])

    with oak.within:
        agreements.decline_agreement(made, number=2, reason="No.", by=oak.staff)

    assert ruling(oak, elm) == (1, 90)
    with oak.within:
        assert Agreement.objects.get().state == Agreement.State.IN_FORCE
        assert queries.proposals_to_answer() == 0


def test_only_what_was_read_is_answered(oak, elm):
    made = scene.proposal(oak, elm)
    suggest(made, oak, [elm])

    with elm.within, pytest.raises(AgreementAnsweredError):
        agreements.decline_agreement(made, number=1, reason="No.", by=elm.staff)
    with pytest.raises(AgreementAnsweredError):
        suggest(made, elm, [oak])


def test_what_is_over_is_not_changed(oak, elm):
    made = scene.agreed(oak, elm)
    with oak.within:
        agreements.end_agreement(made, reason="Enough.", by=oak.staff)

    with pytest.raises(AgreementOverError):
        suggest(made, elm, [oak])


def test_three_are_in_force_once_all_three_have_signed(oak, elm):
    ash = scene.side("ash", "Ash Grove")
    made = scene.proposal(oak, elm, ash)

    scene.sign(made, elm)
    assert ruling(oak, elm) is None
    with ash.within:
        assert [each.name for each in queries.sides_of(made.code).parties] == [
            "Oak Street",
            "Elm Lane",
            "Ash Grove",
        ]
        assert summaries.summary(queries.sides_of(made.code))[0] == (
            "Members of Elm Lane and Ash Grove (consumer) may be visiting members of Oak Street "
            "for 90 days, without a vote."
        )
    scene.sign(made, ash)

    for one, other in ((oak, elm), (elm, ash), (ash, oak)):
        assert ruling(one, other) == (1, 90)


def test_what_two_agreed_between_themselves_goes_before_what_they_share_with_a_third(oak, elm):
    ash = scene.side("ash")
    scene.agreed(oak, elm, ash)
    scene.agreed(oak, elm, terms=scene.terms(oak, elm, days=14))

    assert ruling(oak, elm) == (1, 14)
    assert ruling(oak, ash) == (1, 90)
    with pytest.raises(AgreementExistsError):
        scene.proposal(ash, elm, oak)


def test_one_of_three_leaves_and_the_others_go_on(oak, elm, alice):
    ash = scene.side("ash")
    made = scene.agreed(oak, elm, ash)
    home = visiting.Home(oak)
    visiting.visit(elm, home.card(), alice)
    outbox.drain()

    with oak.within:
        agreements.end_agreement(made, reason="Too far.", by=oak.staff)

    assert ruling(elm, oak) is None
    assert ruling(elm, ash) == (1, 90)
    assert visiting.recheck(elm, home, later=timedelta(29)) == []
    assert visiting.recheck(elm, home, later=timedelta(32)) == [("end", "agreement_over")]
    with oak.within:
        assert queries.sides_of(made.code).state == "ended"
        assert queries.in_force() == []
