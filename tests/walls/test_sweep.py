"""Every address, by every role and method: the entitled see the thing itself, the others nothing of it.

A probe counts only with its positive control: somebody entitled gets the page, with the very string
that nobody else may find in a body, a header, a redirect or a mail.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tenants import scope
from tenants.models import Event, OutboxEntry, Staff
from tests.walls import world as worlds
from tests.walls.pages import STAFF, is_classified, routes

pytestmark = pytest.mark.django_db(transaction=True)

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
ROLES = tuple(Staff.Role.values)
GUARDED = {route.name: route for route in routes() if route.roles and route.of_a_cooperative}


@pytest.fixture
def world():
    return worlds.build()


def address(name, world, slug=None, **others):
    arguments = {**STAFF[name].arguments(world), **others}
    return reverse(name, kwargs={"cooperative": slug or world.elm.coop.slug, **arguments})


def told(answer):
    """Everything an answer tells: body, headers, cookies, redirect."""
    body = b"".join(answer) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{answer.cookies}\n{body.decode(errors='replace')}"


def traces(world):
    """What has been written, by anybody, and what was mailed."""
    kept = []
    for side in (world.oak, world.elm):
        with scope.within(side.coop.pk):
            kept.append(Event.objects.count())
    return (*kept, OutboxEntry.objects.count(), len(mail.outbox))


def test_every_address_is_classified():
    found = [route.name for route in routes()]

    assert len(found) > 20, "the URLconf was not read"
    assert [name for name in found if not is_classified(name)] == []


def test_every_guarded_page_and_only_they_are_swept():
    assert set(GUARDED) == set(STAFF)


def test_no_page_of_the_staff_stands_unguarded():
    open_doors = [
        route.name for route in routes() if "/staff/" in f"/{route.pattern}" and not route.roles
    ]

    assert open_doors == []


@pytest.mark.parametrize("name", STAFF)
def test_the_entitled_see_the_thing_itself(world, name):
    page, roles = STAFF[name], {*GUARDED[name].roles, Staff.Role.OWNER}
    for role in roles:
        answer = world.browser(world.elm, role).get(address(name, world))

        assert answer.status_code == page.get, f"{role} got {answer.status_code}"
        if page.canary is not None:
            assert page.canary(world) in told(answer), f"{role} does not see it"


@pytest.mark.parametrize("name", STAFF)
def test_strangers_find_nothing_there(world, name):
    """Staff of a co-op that is no party, with every role in turn, and a person with no seat at all."""
    browsers = [world.browser(world.ash, role) for role in ROLES] + [world.nobody()]
    before = traces(world)
    for browser in browsers:
        for method in METHODS:
            answer = getattr(browser, method)(address(name, world))

            assert answer.status_code == 404, f"{method}: {answer.status_code}"
            assert not [canary for canary in world.canaries if canary in told(answer)]
    assert traces(world) == before


@pytest.mark.parametrize(
    "name",
    [name for name in STAFF if "<uuid:" in GUARDED[name].pattern and not STAFF[name].published],
)
def test_a_neighbours_row_is_as_absent_as_one_that_never_was(world, name):
    """Within one's own co-op, by the code of another's row: the same answer as for a random code."""
    before = traces(world)
    for role in (*GUARDED[name].roles, Staff.Role.OWNER):
        browser = world.browser(world.ash, role)
        for method in ("get", "post"):
            theirs = getattr(browser, method)(address(name, world, slug="ash"))
            none = getattr(browser, method)(address(name, world, slug="ash", code=uuid4()))

            assert theirs.status_code == none.status_code
            assert theirs.status_code in {404, 405}
            assert theirs.content == none.content
            assert not [canary for canary in world.canaries if canary in told(theirs)]
    assert traces(world) == before


@pytest.mark.parametrize("name", STAFF)
def test_colleagues_without_the_role_are_refused_in_words(world, name):
    before = traces(world)
    for role in set(ROLES) - {*GUARDED[name].roles, Staff.Role.OWNER}:
        for method in ("get", "post"):
            answer = getattr(world.browser(world.elm, role), method)(address(name, world))

            assert answer.status_code == 403, f"{role} {method}: {answer.status_code}"
            assert world.visitor not in told(answer)
    assert traces(world) == before


@pytest.mark.parametrize("name", STAFF)
def test_who_is_not_signed_in_is_asked_to(world, name):
    for method in METHODS:
        answer = getattr(Client(), method)(address(name, world))

        assert answer.status_code == 302, f"{method}: {answer.status_code}"
        assert answer["Location"].startswith("/accounts/login/?next=/c/elm/")
        assert world.visitor not in told(answer)


@pytest.mark.parametrize("name", STAFF)
def test_a_click_without_the_token_changes_nothing(world, name):
    """Cross-site: the entitled person's browser, sent by somebody else's page."""
    browser = world.browser(world.elm, GUARDED[name].roles[0])
    browser.handler.enforce_csrf_checks = True
    before = traces(world)
    answer = browser.post(address(name, world), headers={"origin": "https://evil.example"})

    assert answer.status_code == 403
    assert traces(world) == before


def test_the_sweep_sees_a_hole(world):
    """A seat at the neighbour is what a forgotten wall amounts to: the probe must notice it."""
    browser = world.browser(world.ash, Staff.Role.PARTNERSHIPS)
    with world.ash.within:
        user = Staff.objects.get(roles=[Staff.Role.PARTNERSHIPS], user__email__endswith=".net").user
    with world.elm.within:
        Staff.objects.create(user=user, roles=[Staff.Role.PARTNERSHIPS])

    answer = browser.get(address("benefits:grant", world))

    assert answer.status_code == 200
    assert [canary for canary in world.canaries if canary in told(answer)]
