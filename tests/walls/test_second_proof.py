"""Every address of a team, by every method: a session that has seen a code from a mail alone gets no further."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tenants.models import Event, OutboxEntry, Staff, User
from tests.support.proven import by_mail_alone
from tests.walls import world as worlds
from tests.walls.pages import STAFF, routes
from tests.walls.test_sweep import METHODS, address, told

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/accounts/second-proof/?next="
OF_THE_PORTAL = [each for each in routes() if each.roles and not each.of_a_cooperative]


@pytest.fixture
def world():
    return worlds.build()


def owner_of(side):
    with side.within:
        team = Staff.objects.filter(removed_at=None).select_related("user")
        return next(each.user for each in team if each.may(*Staff.Role.values))


def written(world):
    with world.elm.within:
        return Event.objects.count(), OutboxEntry.objects.count()


def test_every_page_of_a_team_asks_for_a_second_proof(world):
    """The owner, to whom every one of them opens: what is answered is where to prove it, and nothing else."""
    browser, before = by_mail_alone(owner_of(world.elm)), written(world)
    names = (world.visitor, world.applicant, world.named, world.place, world.kept_words)
    missed, leaks = [], []
    for name in STAFF:
        for method in METHODS:
            answer = getattr(browser, method)(address(name, world))
            if answer.status_code != 302 or not answer["Location"].startswith(PAGE):
                missed.append((name, method, answer.status_code))
            said = told(answer)
            leaks += [(name, method) for each in names if each in said]

    assert missed == []
    assert leaks == []
    assert written(world) == before


def test_the_portals_own_pages_ask_too():
    operator = by_mail_alone(User.objects.create_superuser("olwen@example.org", name="Olwen"))
    known = {"slug": "elm", "year": 2026, "code": "6f2f0c9e-7f5e-4d8e-9a53-0a4c8c1f2d11"}
    assert len(OF_THE_PORTAL) > 10

    for route in OF_THE_PORTAL:
        wanted = {name: value for name, value in known.items() if f":{name}>" in route.pattern}
        for method in METHODS:
            answer = getattr(operator, method)(reverse(route.name, kwargs=wanted))

            assert answer.status_code == 302, f"{route.name} {method}: {answer.status_code}"
            assert answer["Location"].startswith(PAGE)


def test_whom_a_page_would_turn_away_is_not_led_anywhere(world):
    """Whether there is such a page is not to be learnt by being asked for a proof."""
    stranger = by_mail_alone(owner_of(world.ash))
    nobody = by_mail_alone(User.objects.create_user("nobody-else@example.net"))

    for name in STAFF:
        assert stranger.get(address(name, world)).status_code == 404
        assert nobody.get(address(name, world)).status_code == 404
        assert Client().get(address(name, world))["Location"].startswith("/accounts/login/")
