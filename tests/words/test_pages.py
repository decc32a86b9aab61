"""Every page in a language made of brackets: nothing of ours stands outside them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from benefits.eligibility.values import CURRENCIES
from coopportal.consultation import subjects
from tenants.models import Staff
from tests.walls import world as worlds
from tests.walls.pages import EVERYBODY, STAFF
from tests.words import pseudo

pytestmark = pytest.mark.django_db(transaction=True)
# Names and signs that are the same in every language.
SAME = {"CoopPortal", "CoopPortal API"}


def found_on(browser, address, known):
    answer = browser.get(address)
    if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
        return []
    return pseudo.untranslated(answer.content.decode(), known)


def test_nothing_on_a_page_is_left_untranslated():
    world = worlds.build()
    world.browser(world.elm, Staff.Role.OWNER)
    known = [*SAME, *CURRENCIES.values(), *subjects.terms(), *pseudo.data()]
    faults = {}
    with pseudo.spoken():
        for name, page in STAFF.items():
            address = reverse(name, kwargs={"cooperative": "elm", **page.arguments(world)})
            faults[name] = found_on(world.browser(world.elm, Staff.Role.OWNER), address, known)
        for name in EVERYBODY:
            for arguments in ({}, {"cooperative": "elm"}):
                try:
                    address = reverse(name, kwargs=arguments)
                except NoReverseMatch:
                    continue
                faults[name] = found_on(Client(), address, known)
    assert {name: found for name, found in faults.items() if found} == {}
