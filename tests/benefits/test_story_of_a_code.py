"""The second story, from the first page of the office to the sheet at the end of the month."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from benefits.eligibility.what import ShopCode as ShopCodeGiven
from benefits.models import Agreement, Integration
from tenants import outbox
from tenants.services.programs import add_program
from tests.benefits import scene, visiting
from tests.benefits.test_proposing import fill, typed
from tests.benefits.test_rule_pages import SEA

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/c/homes/staff/agreements/new/"
SHOP = ShopCodeGiven(percent_off=15, valid_days=14)
LETTERS = r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}"


def test_from_an_agreement_to_a_code_that_a_shop_takes_and_the_office_sees():
    homes, music = scene.side("homes", "Seaside Homes"), scene.side("music", "Music Co-op")
    office = homes.browser()
    fill(office, typed(homes, music), NEW)
    office.post(reverse("benefits:agreement-rules", args=["homes", "give", "code"]), SEA)
    office.post(f"{NEW}check/")
    with music.within:
        made = Agreement.objects.get()
    music.browser().post(f"/c/music/staff/agreements/{made.code}/accept/", {"version": "1"})
    outbox.drain()

    user, _card = visiting.member(music, "bea@example.org")
    outbox.drain()
    bea = Client()
    bea.force_login(user)
    page = bea.get("/me/benefits/").content.decode()
    link = re.search(r'href="(/me/benefits/[^"]+)"', page)[1]
    key = re.search(r'name="key" value="([^"]+)"', bea.get(link).content.decode())[1]
    done = bea.post(link, {"key": key}, follow=True).content.decode()
    code = re.search(LETTERS, done)[0]

    with homes.within:
        _shop, token = add_program(Integration, "Web shop", by=homes.staff)
    answer = Client().post(
        "/c/homes/api/v1/codes/redeem",
        {"code": code, "reference": "A-17"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (answer.status_code, answer.json()["percentOff"]) == (200, 15)

    log = office.get("/c/homes/staff/uses/").content.decode()
    sums = office.get("/c/homes/staff/uses/by-co-op/").content.decode()
    budgets = office.get("/c/homes/staff/uses/budgets/").content.decode()
    assert "15 % off a week at the sea" in log
    assert "Music Co-op" in sums
    assert "All members together may have it 200 times a month." in budgets
    assert not re.search(r"\bBea\b", log + sums + budgets)
    assert "Code used on" in bea.get("/me/benefits/").content.decode()
