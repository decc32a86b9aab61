"""Three more stories of the tour, walked by their own buttons: at the door, in the shop, in the federation."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from benefits.models import Integration, Redemption, ShopCode
from coopportal.demo import cast, offers
from coopportal.demo.building import build
from tenants import outbox
from tenants.models import Cooperative
from tests.demo.conftest import NOW
from tests.demo.test_tour import DOOR, FEDERATION, SELLING, Walk, at


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        build(
            now=NOW,
            say=lambda _line: None,
            houses=tuple(replace(one, members=2) for one in cast.HOUSES),
        )
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def whole(everybody, db, folder):
    return None


def typed(walk, key):
    [found] = [each["typed"] for each in walk.page().context["steps"] if each["step"].key == key]
    assert found
    return found


def scan(walk, key):
    return walk.client.post("/desk/", {"text": typed(walk, key)}, follow=True)


def at_the_door(walk):
    page = walk.go("pair").content.decode()
    walk.client.post(re.search(r"/desk/pair/[^\"]+", page)[0])
    walk.go("show")
    return scan(walk, "give")


def give(walk, answer):
    return walk.client.post(
        f"{answer.redirect_chain[-1][0]}give/",
        {"benefit": offers.FILM.id, "adults": 2, "children": 0, "confirmed": "on"},
        follow=True,
    ).content.decode()


def test_two_are_let_in_once_and_it_is_taken_back(whole):
    walk = Walk(DOOR)
    answer = at_the_door(walk)
    assert "Member of Hillside Tool Library" in answer.content.decode()
    assert walk.done() == ["pair", "show"]
    assert "Given" in give(walk, answer)
    assert walk.done() == ["pair", "show", "give"]

    assert "Used already" in scan(walk, "again").content.decode()
    assert walk.done() == ["pair", "show", "give", "again"]
    back = walk.go("undo")
    assert back.redirect_chain[-1][0] == answer.redirect_chain[-1][0]
    with at(cast.NORTHLIGHT):
        [use] = Redemption.objects.filter(given_by="Film night", undone_at=None)
    walk.client.post(f"{answer.redirect_chain[-1][0]}undo/", {"use": use.code})
    walk.go("sums")
    assert walk.page().context["walked"]
    assert (
        "Amara"
        not in walk.client.get(f"/c/{cast.NORTHLIGHT}/staff/uses/by-co-op/").content.decode()
    )


def test_after_a_minute_the_office_makes_the_entry_void(whole):
    walk = Walk(DOOR)
    give(walk, at_the_door(walk))
    scan(walk, "again")
    with at(cast.NORTHLIGHT):
        Redemption.objects.filter(undone_at=None).update(at=timezone.now() - timedelta(minutes=2))

    assert "The minute is over." in walk.page().content.decode()
    walk.client.post(walk.step("undo").url, {"reason": "She was only showing it."})
    assert "undo" in walk.done()


def test_the_next_evening_has_a_desk_of_its_own(whole):
    places = []
    for _time in range(2):
        walk = Walk(DOOR)
        walk.go("pair")
        places.append(walk.page().context["walk"].who())
    assert places == ["Film night", "Film night 2"]


def test_a_code_is_asked_for_used_up_in_the_shop_and_settled(whole):
    walk = Walk(SELLING)
    assert "15 %" in walk.go("agree").content.decode()
    asked = walk.go("code")
    walk.client.post(asked.redirect_chain[-1][0], {"key": "one"})
    assert walk.done() == ["agree", "code"]

    walk.go("order")
    code = walk.client.get(reverse("demo-shop")).context["form"]["code"].value()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    looked = walk.client.post(reverse("demo-shop"), {"code": code, "order": "W-1", "look": ""})
    assert "The code is good" in looked.content.decode()
    assert walk.done() == ["agree", "code"]

    paid = walk.client.post(reverse("demo-shop"), {"code": code, "order": "W-1", "pay": ""})
    assert "used up by order W-1" in paid.content.decode()
    assert json.loads(paid.context["answer"].told)["percentOff"] == 15
    assert walk.done() == ["agree", "code", "order"]
    other = walk.client.post(reverse("demo-shop"), {"code": code, "order": "W-2", "pay": ""})
    assert other.context["answer"].status == 409
    assert "used for another order already" in other.content.decode()

    given = walk.go("given").content.decode()
    assert "Rosa" not in given
    assert "£72" in given, "15 % of the order, as the shop told it"
    assert "£5" in walk.go("sums").content.decode()
    assert walk.page().context["walked"]


def test_the_shop_has_a_token_of_its_own_and_gets_another_when_that_is_removed(whole, settings):
    walk = Walk(SELLING)

    def look():
        asked = {"code": "0000-0000-0000", "order": "W-1", "look": ""}
        return walk.client.post(reverse("demo-shop"), asked).context["answer"].status

    with at(offers.HOLIDAYS):
        before = Integration.objects.count()
    assert [look(), look()] == [200, 200]
    with at(offers.HOLIDAYS):
        assert Integration.objects.count() == before + 1
        Integration.objects.update(removed_at=timezone.now())
    assert look() == 200
    kept = settings.DATA / "demo-shop-token"
    assert kept.stat().st_mode & 0o077 == 0


def test_the_shop_asks_for_the_code_that_is_missing(whole):
    answer = Walk(SELLING).client.post(
        reverse("demo-shop"), {"code": "", "order": "W-1", "pay": ""}
    )
    assert answer.status_code == 422
    assert "Enter the code." in answer.content.decode()


def test_what_was_used_before_belongs_to_another_walk(whole):
    first, other = Walk(SELLING), Walk(SELLING)
    asked = first.go("agree") and first.go("code")
    first.client.post(asked.redirect_chain[-1][0], {"key": "one"})
    assert "code" in first.done()
    other.go("agree")
    assert other.done() == ["agree"]
    with at(offers.HOLIDAYS):
        assert ShopCode.objects.filter(redeemed_at=None).exists()


def vouch(walk, key):
    walk.client.post(walk.step(key).url, {"sentence": "We share a van."})


def test_a_new_co_op_is_accredited_by_two_and_joins_the_network(whole):
    walk = Walk(FEDERATION)
    name = walk.go("ask").wsgi_request.cooperative.name
    assert name == "Fernhill Bakery"
    for key in ("vouch", "second"):
        vouch(walk, key)
    assert walk.done() == ["ask", "vouch", "second"]

    review = walk.step("propose").url
    until = timezone.localdate() + timedelta(300)
    walk.client.post(f"{review}propose/accredit/", {"assurance": "vouched", "valid_until": until})
    assert "propose" in walk.done()
    page = walk.go("confirm")
    ruling = page.context["ruling"].code
    walk.client.post(f"{review}confirm/", {"ruling": ruling})
    assert "confirm" in walk.done()
    assert walk.step("list").url == reverse("demo-story", args=[FEDERATION])  # not signed yet

    outbox.drain()
    assert name in walk.go("list").content.decode()
    network = walk.go("join")
    assert "For members of any co-op that Commonlands stands for." in network.content.decode()
    here = network.redirect_chain[-1][0]
    walk.client.post(f"{here}join/", {"version": network.context["network"].version.number})
    assert walk.page().context["walked"]
    assert Cooperative.objects.get(name=name).state == Cooperative.State.OPEN


def test_the_next_walk_is_another_co_ops(whole):
    names = [Walk(FEDERATION).go("ask").wsgi_request.cooperative.name for _time in range(6)]
    assert len(set(names)) == 6
    assert names[-1] == f"{names[0]} 2"
