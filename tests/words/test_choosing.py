"""Which language a page is in, and how to change it."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from tenants.countries import countries
from tenants.models import Cooperative
from tests import build
from tests.benefits import scene

pytestmark = pytest.mark.django_db
HERE = "http://testserver/privacy/?a=1"
COOKIE = settings.LANGUAGE_COOKIE_NAME


def lang(answer):
    page = answer.content.decode()
    return page[page.index('<html lang="') + 12 :][:2]


@pytest.fixture
def browser():
    return Client()


def choose(browser, language, back="http://testserver/privacy/"):
    headers = {"referer": back} if back else {}
    return browser.post("/language/", {"language": language}, headers=headers)


def test_a_choice_leads_back_and_is_kept(browser):
    assert lang(browser.get("/privacy/")) == "en"
    assert choose(browser, "de", HERE).headers["Location"] == HERE

    page = browser.get("/privacy/")

    assert lang(page) == "de"
    assert "Datenschutz" in page.content.decode()
    assert choose(browser, "en").cookies[COOKIE].value == "en"
    assert lang(browser.get("/privacy/")) == "en"


def test_every_page_offers_the_other_language_by_its_own_name(browser):
    page = browser.get("/privacy/").content.decode()

    assert '<button type="submit" class="button-link" name="language" value="de" lang="de">' in page


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_nobody_is_led_elsewhere(browser, back):
    assert choose(browser, "de", back).headers["Location"] == "/"


def test_a_language_that_nobody_speaks_is_refused(browser):
    assert choose(browser, "tlh").status_code == 404
    assert COOKIE not in browser.cookies


def test_who_is_signed_in_takes_the_language_along(browser):
    person = scene.person("anna@example.net", "Anna")
    browser.force_login(person)
    choose(browser, "de")
    person.refresh_from_db()

    assert person.language == "de"


@pytest.mark.parametrize(
    ("asked", "seen"), [("", "de"), ("xx", "de"), ("en-GB,en;q=0.8", "en"), ("de-AT", "de")]
)
def test_a_co_op_speaks_its_own_language_to_who_asks_for_none(browser, asked, seen):
    build.cooperative("oak", name="Eiche")
    Cooperative.objects.update(language="de")

    assert lang(browser.get("/c/oak/", headers={"accept-language": asked} if asked else {})) == seen


def test_german_dates_and_countries(browser):

    with translation.override("de"):
        assert date_format(date(2026, 5, 3), "DATE_FORMAT") == "3. Mai 2026"
        assert dict(countries())["DE"] == "Deutschland"
    with translation.override("en"):
        assert dict(countries())["DE"] == "Germany"
