"""`make probe` finds what it looks for: each of its chapters is shown a hole, and the small ones run whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tenants import scope
from tenants.models import Staff, User
from tenants.owned import OwnedManager, OwnedQuerySet
from tests.walls.addresses import view_of
from tests.walls.ground import lent
from tests.walls.pages import ONE_PERSON, routes
from tests.walls.probe import background, commands, doors, machines, people, two_worlds, writing
from tests.walls.probe.own import OWN
from tests.walls.probe.tally import Tally


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), lent():
        yield two_worlds.build()


@pytest.fixture
def _django_db_helper(shared):
    """The shared worlds instead of a database that is emptied after each test."""


@pytest.fixture
def scene(shared, db):
    shared.ground.settle()
    yield shared
    shared.ground.settle()


def all_rows(manager):
    """As if nobody had written the filter."""
    return OwnedQuerySet(manager.model, using=manager._db)


@pytest.fixture
def leaky(monkeypatch):
    monkeypatch.setattr(OwnedManager, "get_queryset", all_rows)


def found(chapter, scene, *names):
    tally = Tally()
    chapter(scene, tally, names)
    return tally


@pytest.mark.parametrize("chapter", [machines.tokens, commands.commands, background.clocks])
def test_programs_clocks_and_commands_keep_apart(scene, chapter):
    tally = found(chapter, scene)

    assert tally.wrong == []
    assert tally.triples or tally.counts


def test_a_page_is_knocked_at_from_all_sides(scene):
    tally = found(doors.knock, scene, "tenants:membership-end")

    assert tally.wrong == []
    assert {"strangers", "beside", "colleagues", "anonymous", "forged", "controls"} <= set(
        tally.counts
    )
    assert len(tally.triples) > 300


def test_a_seat_at_the_neighbour_is_noticed(scene):
    with scene.second.world.elm.within:
        user = Staff.objects.get(
            roles=[Staff.Role.MEMBERSHIP], user__email__endswith="fir.example.net"
        ).user
    with scene.first.world.elm.within:
        Staff.objects.create(user=user, roles=[Staff.Role.MEMBERSHIP])

    tally = Tally()
    doors.strangers(tally, "tenants:membership-end", scene.first, scene.second)

    assert any("tells" in each for each in tally.wrong)


def test_a_manager_without_its_filter_is_noticed_by_every_chapter(scene, leaky):
    tally = Tally()
    doors.beside(tally, "tenants:member-name", scene.first, scene.second)

    assert tally.wrong
    assert found(machines.own_pages, scene, "tenants:members").wrong


def test_a_form_that_takes_a_neighbours_row_is_noticed(scene, monkeypatch):
    pattern = view_of("tenants:members-many")
    plain = pattern.callback

    def careless(request, *args, **kwargs):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(OwnedManager, "get_queryset", all_rows)
            return plain(request, *args, **kwargs)

    before = found(writing.reach_over, scene, "tenants:members")
    monkeypatch.setattr(pattern, "callback", careless)

    assert before.counts["values_swapped"]
    assert before.wrong == []
    assert found(writing.reach_over, scene, "tenants:members").wrong


def test_a_form_that_takes_more_than_its_fields_is_noticed(scene, monkeypatch):
    pattern = view_of("tenants:place")
    plain = pattern.callback

    def generous(request, *args, **kwargs):
        if request.POST.get("is_staff"):
            User.objects.filter(pk=request.user.pk).update(is_staff=True)
        return plain(request, *args, **kwargs)

    before = found(writing.overpost, scene, "tenants:place")
    monkeypatch.setattr(pattern, "callback", generous)
    after = found(writing.overpost, scene, "tenants:place")

    assert before.counts["forms_that_write"]
    assert before.wrong == []
    assert after.wrong


def test_a_page_that_writes_when_it_is_looked_at_is_noticed(scene, monkeypatch):
    pattern = view_of("tenants:place")
    plain = pattern.callback

    def busy(request, *args, **kwargs):
        User.objects.filter(pk=request.user.pk).update(name="Looked")
        return plain(request, *args, **kwargs)

    assert found(writing.look, scene, "tenants:place").wrong == []
    monkeypatch.setattr(pattern, "callback", busy)

    assert found(writing.look, scene, "tenants:place").wrong


def test_a_card_of_anybody_is_noticed(scene, monkeypatch):
    pattern = view_of("credentials:card")
    keeper = scene.first.keeper.session["_auth_user_id"]
    plain = pattern.callback

    def open_to_all(request, *args, **kwargs):
        request.user = User.objects.get(pk=keeper)
        return plain(request, *args, **kwargs)

    monkeypatch.setattr(people, "TRIED", ("get", "post"))
    before = found(people.one_person, scene, "credentials:card")
    monkeypatch.setattr(pattern, "callback", open_to_all)

    assert before.wrong == []
    assert before.counts["keepers_who_find"]
    assert found(people.one_person, scene, "credentials:card").wrong


def test_each_page_of_one_person_has_its_control():
    """What that person finds there, or why there is nothing to find."""
    by_code = {route.name for route in routes() if "<uuid:code>" in route.pattern}

    assert set(OWN) == by_code & set(ONE_PERSON)
    assert [name for name, own in OWN.items() if bool(own.finds) == bool(own.why)] == []
    assert len([own for own in OWN.values() if own.finds]) > 20


@pytest.mark.parametrize(
    "name",
    ["credentials:card-photo-file", "benefits:desk-check", "network-comment", "benefits:not-me"],
)
def test_a_page_that_does_not_show_its_owner_what_is_theirs_is_noticed(scene, name):
    right, wrong = Tally(), Tally()
    for sight in (scene.first, scene.second):
        people._control(right, sight, name, OWN[name])
        people._control(wrong, sight, name, replace(OWN[name], finds="Nobody Canary-0a0b"))

    assert right.wrong == []
    assert right.counts["keepers_who_find"] == 2
    assert len(wrong.wrong) == 2


def test_a_page_of_one_person_without_a_control_fails_the_sweep(scene, monkeypatch):
    monkeypatch.delitem(OWN, "network-proposal")
    monkeypatch.setattr(people, "others", lambda *_: [])

    assert any(
        "nobody says why" in each
        for each in found(people.one_person, scene, "network-proposal").wrong
    )


def test_a_reaction_reaches_no_neighbours_row(scene):
    names = ["credentials.issue", "credentials.letters.card"]

    assert found(background.reactions, scene, *names).wrong == []
    assert scope.peek() is None
