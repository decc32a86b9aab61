"""The demonstration: its stories, one of them half-way and walked, the web shop, and where nobody can be borrowed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.core import signing
from django.utils import timezone

from benefits import shop_codes
from benefits.models import ShopCode
from coopportal.demo import cast, offers, personas, session
from coopportal.demo.tour import STORIES
from coopportal.demo.tours.visiting import Visiting
from tenants import scope
from tenants.models import Application, Cooperative, User
from tests import build
from tests.benefits import scene
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.portal.visits import used

TITLE = "Try the portal out"
STORY = "Reciprocal membership"
SHOP = "A web shop"
PEOPLE = "main [aria-labelledby=people-title] li.card"
NAMES = {one.slug: one.name for one in cast.HOUSES}

no_page("POST only: become somebody and go on", "demo-become", "demo-step", "demo-again")
no_page("leads to the story that was looked at last", "demo-tour")


def marker() -> Path:
    return settings.DATA / "demo"


def people(*, without: str = "") -> None:
    marker().parent.mkdir(parents=True, exist_ok=True)
    marker().write_text("complete", encoding="utf-8")
    for one in personas.PERSONAS:
        if one.email:
            User.objects.create(email=one.email, name=one.name)
    for slug in sorted({slug for story in STORIES for slug in story.houses} - {without}):
        build.cooperative(slug, name=NAMES[slug])


def walk(visit) -> None:
    """Begun, and the browser's own note of it, as the first step leaves it."""
    people()
    with scope.within(Cooperative.objects.get(slug=cast.GREEN_VALLEY).pk):
        application = Application.objects.create(
            name="Isla Birch",
            email="isla.birch@example.org",
            state=Application.State.SUBMITTED,
            submitted_at=timezone.now() - timedelta(minutes=1),
        )
    name = session.cookie_of(Visiting)
    value = signing.get_cookie_signer(salt=name).sign(str(application.code))
    visit.page.context.add_cookies([{"name": name, "value": value, "url": visit.origin}])


def story(visit, slug: str = Visiting.slug) -> None:
    visit.go("demo-story", story=slug)


@shows("demo", heading=TITLE, rows=len(personas.PERSONAS), row=PEOPLE)
def before_the_first_step(visit):
    people()
    visit.go("demo")


@shows("demo", "half-way", heading=TITLE, rows=len(STORIES), row=".tour-story")
def one_story_half_way(visit):
    walk(visit)
    visit.go("demo")


@shows("demo", EMPTY, heading=TITLE, rows=0, row=PEOPLE)
def without_data(visit):
    marker().unlink(missing_ok=True)
    visit.go("demo")


@shows("demo", "from elsewhere", heading=TITLE, rows=0, row=PEOPLE)
def under_a_name_of_somebody_else(visit):
    people()
    with patch.object(session, "is_allowed", return_value=False):
        visit.go("demo")


@shows("demo-story", heading=STORY, rows=len(Visiting.steps), row=".tour > li")
def a_story(visit):
    people()
    story(visit)


@shows("demo-story", "half-way", heading=STORY, rows=1, row=".tour-done")
def half_way(visit):
    walk(visit)
    story(visit)


@shows("demo-story", "walked", heading=STORY, rows=len(Visiting.steps), row=".tour-done")
def walked(visit):
    walk(visit)
    with patch.object(Visiting, "done", [each.key for each in Visiting.steps]):
        story(visit)


@shows("demo-story", EMPTY, heading="At the door", rows=0, row=".tour > li")
def without_its_co_ops(visit):
    people(without=cast.NORTHLIGHT)
    story(visit, "at-the-door")


@shows("demo-story", "no data", heading=STORY, rows=0, row=".tour > li")
def a_story_without_data(visit):
    marker().unlink(missing_ok=True)
    story(visit)


@shows("demo-story", "from elsewhere", heading=STORY, rows=0, row=".tour > li")
def a_story_under_a_name_of_somebody_else(visit):
    people()
    with patch.object(session, "is_allowed", return_value=False):
        story(visit)


def shop(visit) -> str:
    """With a code that is good for a month."""
    marker().parent.mkdir(parents=True, exist_ok=True)
    marker().write_text("complete", encoding="utf-8")
    scene.side(offers.MUSIC, "Five Strings")
    host = scene.side(offers.HOLIDAYS, "Heatherstone")
    host.staff.roles = ["developer"]
    with host.within:
        host.staff.save(update_fields=["roles"])
        use = used("one")
        code = shop_codes.code_of(use.code)
        ShopCode.objects.create(
            redemption=use,
            digest=shop_codes.digest_of(code),
            percent_off=15,
            expires_on=use.day + timedelta(30),
        )
    visit.go("demo-shop")
    return code


def order(visit, code: str, button: str) -> None:
    visit.page.get_by_label("Code for members of partner co-ops").fill(code)
    visit.press(button)


@shows("demo-shop", heading=SHOP)
def the_shop(visit):
    shop(visit)


@shows("demo-shop", ERROR, heading=SHOP)
def an_order_without_a_code(visit):
    shop(visit)
    visit.send_nothing()


@shows("demo-shop", "good", heading=SHOP)
def a_code_that_is_good(visit):
    order(visit, shop(visit), "Only check the code")


@shows("demo-shop", "ordered", heading=SHOP)
def a_code_that_is_used_up(visit):
    order(visit, shop(visit), "Order with this code")


@shows("demo-shop", "refused", heading=SHOP)
def a_code_that_nobody_knows(visit):
    shop(visit)
    order(visit, "0000-0000-0000", "Only check the code")
