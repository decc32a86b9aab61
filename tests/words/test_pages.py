"""Every page in a language made of brackets: nothing of ours stands outside them."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from coopportal.consultation import subjects
from tenants.countries import CURRENCIES, countries
from tenants.languages import NAMES
from tenants.models import Staff
from tests.walls import world as worlds
from tests.walls.pages import EVERYBODY, STAFF
from tests.words import pseudo

pytestmark = pytest.mark.django_db(transaction=True)
# Names and signs that are the same in every language.
SAME = {"CoopPortal", "CoopPortal API", "EUR", "CSV", "ODS", "XLSX", "K7Q2-M9XD"}
# What the job of the tests is called, and what it counts.
TESTS = {"Tally", "Added"}


def names():
    """Of countries, languages, places of time zones, money and terms: said by whoever keeps their list."""
    yield from CURRENCIES.values()
    yield from dict(countries()).values()
    yield from NAMES.values()
    yield from subjects.terms()
    for zone in available_timezones():
        yield from zone.replace("_", " ").split("/")


def found_on(browser, address, known):
    answer = browser.get(address)
    if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
        return []
    return pseudo.untranslated(answer.content.decode(), known)


def test_nothing_on_a_page_is_left_untranslated():
    world = worlds.build()
    world.browser(world.elm, Staff.Role.OWNER)
    known = [*SAME, *TESTS, *names(), *pseudo.data()]
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
    left = [f"{name}: {text}" for name, found in faults.items() for text in found]
    assert not left, "\n".join(left)
