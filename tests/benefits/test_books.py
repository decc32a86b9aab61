"""What is read of many holders and agreements at once says what asking for each of them says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benefits import agreed, books, clearances, counting
from benefits.eligibility import Period, often, proof
from benefits.eligibility.often import Budget
from benefits.eligibility.values import Across, Measure
from benefits.models import Agreement, Clearance, Counter, Desk, DeskCheck, Redemption
from benefits.services import agreements, exceptions, pausing
from benefits.services.giving import give_benefit
from benefits.terms import Gives, Terms
from tests.benefits import scene
from tests.benefits.giving import giving
from tests.benefits.terms_of_all import benefit

pytestmark = pytest.mark.django_db(transaction=True)

APPLES = benefit(
    often.Quota(3, Period.MONTH),
    Budget(900, Period.MONTH),
    Budget(50_000, Period.YEAR, Measure.VALUE, Across.ALL),
    id="apples",
)
TOOLS = benefit(proof.Approval(proof.Approver.HOST), proof.Prerequisite("an induction"), id="tools")
USES = (
    ("amara", APPLES, 0),
    ("amara", APPLES, 0),
    ("amara", TOOLS, 1),
    ("amara", APPLES, 40),
    ("ben", APPLES, 0),
    ("ben", APPLES, 2),
)
HOLDERS = ("amara", "ben", "nobody")


@pytest.fixture
def given(elm, oak):
    """Two people at Elm, over some days and visits; one use was made void."""
    terms = Terms({elm.coop.did: Gives((APPLES, TOOLS))})
    made = scene.agreed(elm, oak, terms=terms)
    with elm.within:
        now = counting.clock(elm.coop.time_zone, timezone.now())
        for number, (holder, of, days) in enumerate(USES):
            plain = replace(of, rules=of.rules_of(Budget))
            asked = giving(plain, holder, amount=7 * number, visit=f"v{number % 2}")
            here = replace(asked.situation, now=now - timedelta(days), partner=oak.coop.did)
            give_benefit(replace(asked, agreement=made.code, situation=here))
        Redemption.objects.filter(pseudonym="ben", day=now.date()).update(voided_at=now)
        desk = Desk.objects.create(place="Till")
        for _time in range(4):
            DeskCheck.objects.create(desk=desk, reason="partner", evidence="live", pseudonym="ben")
        for holder, needs, state, ends_on in [
            ("amara", "", "given", None),
            ("amara", "an induction", "given", now.date() - timedelta(1)),
            ("ben", "an induction", "given", now.date()),
            ("ben", "", "asked", None),
        ]:
            Clearance.objects.create(
                pseudonym=holder,
                needs=needs,
                state=state,
                ends_on=ends_on,
                issuer_did=oak.coop.did,
                issuer_name="Oak",
                agreement=made.code,
                benefit="tools",
                title="Tools",
            )
        yield made, agreed.partner(oak.coop.did), now


@pytest.mark.parametrize("read", [200, 3])
@pytest.mark.parametrize("counted", [True, False])
def test_the_books_say_what_asking_for_each_says(given, monkeypatch, read, counted):
    """However many rows there are, and whether the budgets have their counters yet or not."""
    made, bond, now = given
    monkeypatch.setattr(books, "READ", read)
    monkeypatch.setattr(books, "SHOWN", 2)
    if not counted:
        Counter.objects.all().delete()
    found = books.read(HOLDERS, [bond], now.date())
    partner = bond.theirs.did

    for each in (APPLES, TOOLS):
        spent = counting.spent(each, made.code, partner, now.date())
        assert found.spent(each, made.code, partner, now.date()) == spent
        for holder in HOLDERS:
            asked = {"agreement": made.code, "now": now, "visit": "v1", "budgets": spent}
            history = counting.history_of(holder, each, **asked)
            assert found.history_of(holder, each, **asked) == history
            whose = {"holder": holder, "agreement": made.code, "today": now.date()}
            assert found.known(each, **whose) == clearances.known(each, **whose)
            last = clearances.last_of(holder, made.code, each.id)
            assert found.last_of(holder, made.code, each.id) == last
    for holder in HOLDERS:
        assert found.uses[holder] == list(Redemption.objects.filter(pseudonym=holder)[:2])
        assert found.checks[holder] == list(DeskCheck.objects.filter(pseudonym=holder)[:2])
    assert any(each.times for each in found.budgets.values())


@pytest.mark.parametrize("visit", ["v1", "v2"])
def test_a_sheet_says_of_one_holder_what_asking_for_each_benefit_says(given, visit):
    made, bond, now = given
    partner, today = bond.theirs.did, now.date()
    asked = {"agreement": made.code, "now": now, "visit": visit}
    for holder in HOLDERS:
        sheet = books.sheet_of(holder, bond, (APPLES, TOOLS), today=today, visit=visit)
        for each in (APPLES, TOOLS):
            assert sheet.history_of(holder, each, **asked) == counting.history_of(
                holder, each, **asked
            )
            spent = counting.spent(each, made.code, partner, today)
            assert sheet.spent(each, made.code, partner, today) == spent
            whose = {"holder": holder, "agreement": made.code, "today": today}
            assert sheet.known(each, **whose) == clearances.known(each, **whose)
    with pytest.raises(ValueError, match="v3"):
        sheet.history_of(holder, APPLES, **{**asked, "visit": "v3"})


@pytest.mark.parametrize(("read", "most"), [(200, 4), (3, 11)])
def test_the_books_are_read_with_few_questions(given, monkeypatch, read, most):
    _made, bond, now = given
    monkeypatch.setattr(books, "READ", read)
    with CaptureQueriesContext(connection) as asked:
        books.read(HOLDERS, [bond], now.date())

    assert len(asked) <= most


def _seen(bond):
    return bond and (
        bond.agreement.pk,
        bond.version.pk,
        bond.ours.pk,
        bond.theirs.pk,
        bond.size,
        bond.is_awake,
        bond.is_paused,
        bond.ours_today,
        bond.mutual,
    )


def _alone(two, papers):
    """That both read the same in a paper: as read for the other, and as read for themselves."""
    found = []
    for one, other in (two, two[::-1]):
        with one.within:
            itself = agreed.partner_or_paused(other.coop.did)
        seen = agreed.bond_at(papers, one.coop, other.coop.did)
        assert _seen(seen) == _seen(itself)
        found.append(seen)
    return found


def _papers(side):
    with side.within:
        papers = agreed.papers()
    agreed.filled(papers)
    return papers


def test_both_sides_read_the_same_in_a_paper(elm, oak):
    ash = scene.side("ash")
    network, exception = scene.networked(elm, oak)
    assert all(_alone((elm, oak), _papers(oak)))
    with oak.within:
        exceptions.agree_exception(exception, by=oak.staff)
    assert all(_alone((elm, oak), _papers(oak)))
    assert _alone((elm, ash), _papers(oak)) == [None, None]

    own = scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((APPLES,))}))
    assert [bond.agreement for bond in _alone((elm, oak), _papers(oak))] == [own, own]
    with elm.within:
        pausing.pause_agreement(own, reason="Fire.", visits_too=False, by=elm.staff)
    assert all(bond.is_paused for bond in _alone((elm, oak), _papers(oak)))

    with elm.within:
        agreements.end_agreement(own, reason="Over.", by=elm.staff)
    assert [bond.agreement for bond in _alone((elm, oak), _papers(oak))] == [network, network]
    with oak.within:
        assert [each.name for each in agreed.parties_ever(_papers(oak), oak.coop)] == ["Elm Lane"]
        in_force = [_seen(bond) for bond in agreed.in_force()]
        assert [_seen(bond) for bond in agreed.bonds_at(_papers(oak), oak.coop)] == in_force
    assert Agreement.State.ENDED in {paper.state for paper in _papers(oak)}
