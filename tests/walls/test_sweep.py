"""Every address, by every role and method: the entitled see the thing itself, the others nothing of it.

A probe counts only with its positive control: somebody entitled gets the page, with the very string
that nobody else may find in a body, a header, a redirect or a mail. Who is entitled stands in docs/routes.md.

All probes share one world, which is put back as soon as one row has moved. Here each role tries an address by one
method and each method is tried by some role; `make probe` tries every role by every method.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tenants.models import Staff
from tests.walls import world as worlds
from tests.walls.answers import told
from tests.walls.ground import Ground, lent
from tests.walls.pages import STAFF, is_classified, routes
from tests.walls.promised import roles_of

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
ROLES = tuple(Staff.Role.values)
GUARDED = {route.name: route for route in routes() if route.roles and route.of_a_cooperative}
NAMES = list(STAFF)


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), lent():
        world = worlds.build()
        world.signed_in()
        yield world, Ground()


@pytest.fixture
def _django_db_helper(shared):
    """The shared world instead of a database that is emptied after each test."""


@pytest.fixture
def ground(shared, db):
    _, ground = shared
    ground.settle()
    yield ground
    ground.settle()


@pytest.fixture
def world(shared, ground):
    return shared[0]


def address(name, world, slug=None, **others):
    arguments = {**STAFF[name].arguments(world), **others}
    return reverse(name, kwargs={"cooperative": slug or world.elm.coop.slug, **arguments})


def seen_in(answer, world):
    text = told(answer)
    return [canary for canary in world.canaries if canary in text]


def method_of(name, person):
    """One for each person, the next one for the next, and others for the next page."""
    return METHODS[(NAMES.index(name) + person) % len(METHODS)]


def test_every_address_is_classified():
    found = [route.name for route in routes()]

    assert len(found) > 20, "the URLconf was not read"
    assert [name for name in found if not is_classified(name)] == []


def test_every_guarded_page_and_only_they_are_swept():
    assert set(GUARDED) == set(STAFF)


def test_each_page_asks_for_the_roles_that_the_documentation_promises():
    asked = {name: {*route.roles, Staff.Role.OWNER} for name, route in GUARDED.items()}

    assert asked == roles_of()


def test_no_page_of_the_staff_stands_unguarded():
    open_doors = [
        route.name for route in routes() if "/staff/" in f"/{route.pattern}" and not route.roles
    ]

    assert open_doors == []


@pytest.mark.parametrize("name", STAFF)
def test_the_entitled_see_the_thing_itself(world, name):
    page = STAFF[name]
    for role in roles_of()[name]:
        answer = world.browser(world.elm, role).get(address(name, world))

        assert answer.status_code == page.get, f"{role} got {answer.status_code}"
        if page.canary is not None:
            assert page.canary(world) in told(answer), f"{role} does not see it"


@pytest.mark.parametrize("name", STAFF)
def test_strangers_find_nothing_there(world, ground, name):
    """Staff of a co-op that is no party, with every role in turn; then people with no seat at all."""
    browsers = [world.browser(world.ash, role) for role in ROLES]
    browsers += world.without_a_seat().values()
    for number, browser in enumerate(browsers):
        method = method_of(name, number)
        answer = getattr(browser, method)(address(name, world))

        assert answer.status_code == 404, f"{method}: {answer.status_code}"
        assert seen_in(answer, world) == []
    assert ground.changes() == {}


@pytest.mark.parametrize(
    "name",
    [name for name in STAFF if "<uuid:" in GUARDED[name].pattern and not STAFF[name].published],
)
def test_a_neighbours_row_is_as_absent_as_one_that_never_was(world, ground, name):
    """Within one's own co-op, by the code of another's row: the same answer as for a random code."""
    for role in roles_of()[name]:
        browser = world.browser(world.ash, role)
        for method in ("get", "post"):
            theirs = getattr(browser, method)(address(name, world, slug="ash"))
            none = getattr(browser, method)(address(name, world, slug="ash", code=uuid4()))

            assert theirs.status_code == none.status_code
            assert theirs.status_code in {404, 405}
            assert theirs.content == none.content
            assert seen_in(theirs, world) == []
    assert ground.changes() == {}


@pytest.mark.parametrize("name", STAFF)
def test_colleagues_without_the_role_are_refused_in_words(world, ground, name):
    for number, role in enumerate(sorted(set(ROLES) - roles_of()[name])):
        method = ("get", "post")[(NAMES.index(name) + number) % 2]
        answer = getattr(world.browser(world.elm, role), method)(address(name, world))

        assert answer.status_code == 403, f"{role} {method}: {answer.status_code}"
        assert world.visitor not in told(answer)
    assert ground.changes() == {}


@pytest.mark.parametrize("name", STAFF)
def test_who_is_not_signed_in_is_asked_to(world, name):
    for method in METHODS:
        answer = getattr(Client(), method)(address(name, world))

        assert answer.status_code == 302, f"{method}: {answer.status_code}"
        assert answer["Location"].startswith("/accounts/login/?next=/c/elm/")
        assert world.visitor not in told(answer)


@pytest.mark.parametrize("name", STAFF)
def test_a_click_without_the_token_changes_nothing(world, ground, name):
    """Cross-site: the entitled person's browser, sent by somebody else's page."""
    browser = world.browser(world.elm, min(roles_of()[name]))
    browser.handler.enforce_csrf_checks = True
    try:
        answer = browser.post(address(name, world), headers={"origin": "https://evil.example"})
    finally:
        browser.handler.enforce_csrf_checks = False

    assert answer.status_code == 403
    assert ground.changes() == {}


def test_the_sweep_sees_a_hole(world):
    """A seat at the neighbour is what a forgotten wall amounts to: the probe must notice it."""
    browser = world.browser(world.ash, Staff.Role.PARTNERSHIPS)
    with world.ash.within:
        user = Staff.objects.get(roles=[Staff.Role.PARTNERSHIPS], user__email__endswith=".net").user
    with world.elm.within:
        Staff.objects.create(user=user, roles=[Staff.Role.PARTNERSHIPS])

    answer = browser.get(address("benefits:grant", world))

    assert answer.status_code == 200
    assert seen_in(answer, world)


def test_the_ground_says_what_was_written_and_puts_it_back(world, ground):
    with world.elm.within:
        Staff.objects.filter(pk=world.elm.staff.pk).update(roles=[])

    gone, new = ground.changes()["tenants_staff"]
    assert len(gone) == len(new) == 1

    ground.settle()

    assert ground.changes() == {}
    with world.elm.within:
        assert Staff.objects.get(pk=world.elm.staff.pk).roles
