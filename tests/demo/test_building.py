"""The invented co-ops: the same each time, somebody in every state, and completed after an interruption."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from benefits.models import Agreement, Grant
from coopportal.demo import building, cast, entries, fates, personas
from credentials.models import Credential
from tenants import nudging, scope
from tenants.models import (
    Application,
    Cooperative,
    Event,
    Holder,
    Letter,
    Member,
    Membership,
    OutboxEntry,
    Staff,
    User,
)
from tests.demo.conftest import HOUSES, NOW, build_small


def digest():
    """Everything that people can see, and nothing that is drawn at random to be unguessable."""
    seen = []
    for here in Cooperative.objects.order_by("slug"):
        with scope.within(here.pk):
            seen += [
                (here.slug, here.state, here.opened_at),
                *Member.objects.order_by("number").values_list(
                    "number", "name", "email", "phone", "postcode", "share_name", "joined_on"
                ),
                *Membership.objects.order_by("pk").values_list(
                    "member__number", "starts_on", "ends_on", "standing", "end_reason"
                ),
                *Application.objects.order_by("pk").values_list("name", "state", "submitted_at"),
                *Credential.objects.order_by("pk").values_list(
                    "membership__member__number", "generation"
                ),
                *Agreement.objects.order_by("pk").values_list("state", "versions__terms"),
                *Grant.objects.order_by("pk").values_list("state", "ends_on"),
                *Staff.objects.order_by("pk").values_list("user__email", "roles"),
                *Letter.objects.order_by("kind", "to").values_list("kind", "to"),
            ]
    return seen


def everywhere(model, field):
    found = set()
    for here in Cooperative.objects.all():
        with scope.within(here.pk):
            found |= set(model.objects.values_list(field, flat=True))
    return found


@pytest.fixture(scope="module")
def whole(django_db_setup, django_db_blocker):
    """What a building that nobody interrupts looks like."""
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        build_small()
        seen = digest()
        call_command("flush", interactive=False, verbosity=0)
    return seen


@pytest.fixture
def nothing(transactional_db):
    call_command("flush", interactive=False, verbosity=0)


def test_two_buildings_are_alike_and_a_third_adds_nothing(whole, nothing):
    build_small()
    assert digest() == whole
    owed = OutboxEntry.objects.count()
    build_small()
    assert digest() == whole
    assert OutboxEntry.objects.count() == owed


class PlugPulledError(Exception):
    pass


@pytest.mark.parametrize("after", [1, 9, 44, 47])
def test_an_interrupted_building_is_completed(whole, nothing, monkeypatch, after):
    left = [after]

    def pull_the_plug(*arguments, really, **values):
        left[0] -= 1
        if left[0] == 0:
            raise PlugPulledError
        return really(*arguments, **values)

    for module, name in [
        (building, "submit_trusted"),
        (building, "approve_application"),
        (fates.members, "suspend_membership"),
    ]:
        really = getattr(module, name)
        monkeypatch.setattr(
            module,
            name,
            lambda *args, _really=really, **values: pull_the_plug(*args, really=_really, **values),
        )
    with pytest.raises(PlugPulledError):
        build_small()
    build_small()
    assert digest() == whole


def test_every_state_has_somebody(demo):
    assert everywhere(Application, "state") == set(Application.State.values)
    assert everywhere(Membership, "standing") == set(Membership.Standing.values)
    assert everywhere(Grant, "state") >= {Grant.State.ACTIVE, Grant.State.PAUSED, Grant.State.ENDED}
    assert everywhere(Agreement, "state") >= {
        Agreement.State.PROPOSED,
        Agreement.State.IN_FORCE,
    }
    reasons = everywhere(Membership, "end_reason") - {""}
    assert reasons == set(Membership.EndReason.values)


def test_every_member_has_a_card_that_passed_its_check(demo):
    for here in Cooperative.objects.all():
        with scope.within(here.pk):
            assert Credential.objects.exists()
            assert not Credential.objects.filter(checked_at=None).exists()
            current = Credential.objects.filter(superseded_at=None)
            held = Membership.objects.exclude(end_reason=Membership.EndReason.MERGED)
            assert current.filter(holder="").count() == held.count()
            assert current.exclude(holder="").count() == Holder.objects.count()
    owed = OutboxEntry.objects.filter(done_at=None, cancelled_at=None)
    # One mailbox is full for a while, so that the list of letters shows what that looks like.
    waiting = owed.filter(handler="tenants.letters.send", due_at__gt=timezone.now())
    assert list(owed.exclude(pk__in=waiting).values_list("handler", flat=True)) == []


def test_dates_lie_in_the_past_and_nobody_was_flooded_with_mails(demo):
    green = Cooperative.objects.get(slug=cast.GREEN_VALLEY)
    with scope.within(green.pk):
        assert Member.objects.filter(joined_on__lt=NOW.date() - timedelta(days=2000)).exists()
        born = Event.objects.filter(name="MembershipStarted").order_by("at").first()
        assert born.at < NOW - timedelta(days=2000)
        assert Letter.objects.filter(kind="card").count() < 12  # those of the stories
    assert green.opened_at < NOW - timedelta(days=4000)


def test_nobody_was_approved_before_they_asked(demo):
    green = Cooperative.objects.get(slug=cast.GREEN_VALLEY)
    with scope.within(green.pk):
        told = Event.objects.filter(name__in=["ApplicationSubmitted", "ApplicationApproved"])
        at = {(each.name, each.data["application"]): each.at for each in told}
        approved = [code for name, code in at if name == "ApplicationApproved"]
        assert len(approved) > 10
        for code in approved:
            assert at["ApplicationSubmitted", code] < at["ApplicationApproved", code]


def test_the_whole_cast_is_about_1300_people():
    assert 1250 < sum(len(entries.of(one, now=NOW)) for one in cast.HOUSES) < 1350


def test_the_oldest_member_has_the_lowest_number():
    for house in cast.HOUSES:
        joined = [entry.joined_on for entry in entries.of(house, now=NOW)]
        assert joined == sorted(joined)
        assert all(entry.ends_on > NOW.date() for entry in entries.of(house, now=NOW))


def test_everybody_who_has_a_seat_can_be_become(demo):
    here = {house.slug for house in HOUSES}
    for one in personas.PERSONAS:
        if one.operator or {slug for slug, _roles in one.seats} & here:
            assert personas.login_of(one), one.key
    operators = User.objects.filter(is_staff=True)
    assert [user.email for user in operators] == ["olwen@example.org"]


def test_it_says_how_long_is_left(demo):
    assert "Green Valley Food Co-op (0 of" in demo[0]
    assert "s left)" in demo[-1]


def test_nobody_is_nudged_by_those_who_drain_themselves(nothing, monkeypatch):
    nudges = []
    monkeypatch.setattr(nudging, "nudge", lambda: nudges.append(timezone.now()))
    build_small()
    assert nudges == []


def test_a_real_portal_is_not_filled(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("demo")
