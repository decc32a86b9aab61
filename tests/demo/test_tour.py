"""The tour's pages, their steps and people: ticks follow facts, and nobody is borrowed from elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from coopportal.demo import cast, personas
from coopportal.demo.tour import STORIES
from tenants import outbox, scope
from tenants.models import Application, Cooperative, Letter, Staff, User
from tenants.secrets import confirmation_code
from tenants.services.decisions import approve_application

VISITING, SELLING, DOOR, FEDERATION = (each.slug for each in STORIES)


class Walk:
    def __init__(self, story=VISITING):
        self.client = Client(SERVER_NAME="localhost")
        self.story = story

    def page(self):
        answer = self.client.get(reverse("demo-story", args=[self.story]))
        assert answer.status_code == 200
        return answer

    def steps(self, what):
        return [each["step"].key for each in self.page().context["steps"] if each[what]]

    def done(self):
        return self.steps("done")

    def open(self):
        return self.steps("open")

    def step(self, key):
        return self.client.post(reverse("demo-step", args=[self.story, key]))

    def go(self, key):
        """As the browser does: the button, and the page that it leads to."""
        answer = self.client.post(reverse("demo-step", args=[self.story, key]), follow=True)
        assert answer.status_code == 200, answer.redirect_chain
        return answer

    def be(self, key):
        return self.client.post(reverse("demo-become", args=[key]))

    def who(self):
        return User.objects.filter(pk=self.client.session.get("_auth_user_id")).first()

    @property
    def application(self):
        with at(cast.GREEN_VALLEY):
            return Application.objects.order_by("-pk").first()

    def send(self):
        here = f"/c/{cast.GREEN_VALLEY}/join"
        sent = self.client.post(
            f"{here}/check/",
            {"share_name": "yes", "accept": "on", "version": 1, "notice": 1, "of_age": "on"},
        )
        assert sent.status_code == 302, sent.context["form"].errors
        code = confirmation_code(self.application.code, 1)
        assert self.client.post(f"{here}/verify/", {"code": code}).status_code == 302


def at(slug):
    return scope.within(Cooperative.objects.get(slug=slug).pk)


@pytest.fixture
def walk(demo):
    return Walk()


def test_the_first_step_is_open_and_nothing_is_done(walk):
    assert walk.open() == ["join"]
    assert walk.done() == []


def test_joining_begins_with_a_form_that_is_filled_in(walk):
    answer = walk.step("join")
    assert answer.url == f"/c/{cast.GREEN_VALLEY}/join/check/"
    page = walk.client.get(answer.url)
    assert walk.application.email in page.content.decode()
    assert walk.done() == []


def test_a_step_is_done_by_its_fact_alone(walk):
    walk.step("join")
    walk.send()
    assert walk.done() == ["join"]
    with at(cast.GREEN_VALLEY):
        bo = Staff.objects.get(user__email="bo@example.org")
        approve_application(walk.application, by=bo, undo=timedelta())
    assert walk.done() == ["join", "approve"]
    outbox.drain()
    assert "mail" not in walk.done()


def test_the_mail_is_read_when_its_page_was_shown(walk):
    walk.step("join")
    walk.send()
    with at(cast.GREEN_VALLEY):
        bo = Staff.objects.get(user__email="bo@example.org")
        approve_application(walk.application, by=bo, undo=timedelta())
    outbox.drain()
    with at(cast.GREEN_VALLEY):
        assert Letter.objects.filter(kind="card", to=walk.application.email).exists()
    assert walk.open() == ["join", "approve", "mail"]
    to = walk.step("mail").url
    assert "mail" not in walk.done()
    assert walk.client.get(to).status_code == 200
    assert walk.done() == ["join", "approve", "mail"]
    card = walk.step("card").url
    assert walk.who().email == walk.application.email
    assert walk.client.get(card).status_code == 200
    assert walk.done() == ["join", "approve", "mail", "card"]


def test_a_step_that_is_not_open_leads_back_and_changes_nobody(walk):
    for key in ("approve", "mail", "card", "verify", "present", "end"):
        assert walk.step(key).url == reverse("demo-story", args=[VISITING])
    assert walk.who() is None


def test_starting_again_gives_somebody_else(walk):
    walk.step("join")
    first = walk.application
    walk.send()
    again = walk.client.post(reverse("demo-again", args=[VISITING]))
    assert again.url == reverse("demo-story", args=[VISITING])
    assert walk.done() == []
    walk.step("join")
    assert walk.application.pk != first.pk
    assert walk.application.email != first.email


def test_htmx_gets_the_steps_alone(walk):
    here = reverse("demo-story", args=[VISITING])
    part = walk.client.get(here, headers={"HX-Request": "true"}).content.decode()
    assert 'id="tour"' in part
    assert "<html" not in part


def test_each_persona_can_be_become(walk):
    for one in personas.PERSONAS:
        if one.email and personas.login_of(one) is None:
            continue  # works at a co-op that this small demonstration leaves out
        answer = walk.be(one.key)
        assert answer.status_code == 302
        assert (walk.who().email if one.email else walk.who()) == (one.email or None)
    assert walk.be("nobody-there").status_code == 404


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("demo-become", ["steward"]),
        ("demo-step", [VISITING, "join"]),
        ("demo-again", [VISITING]),
        ("demo-shop", []),
    ],
)
def test_nobody_is_borrowed_under_a_foreign_name(walk, settings, name, arguments):
    settings.ALLOWED_HOSTS = ["*"]
    foreign = {"host": "evil.example.com"}
    refused = walk.client.post(reverse(name, args=arguments), headers=foreign)
    assert refused.status_code == 403
    assert walk.who() is None
    assert b"data-persona" not in walk.client.get(reverse("demo"), headers=foreign).content
    story = walk.client.get(reverse("demo-story", args=[VISITING]), headers=foreign)
    assert b"data-step" not in story.content


def test_nobody_is_borrowed_without_demo_data(walk, settings):
    (settings.DATA / "demo").unlink()
    assert walk.be("steward").status_code == 403
    assert b"data-persona" not in walk.client.get(reverse("demo")).content
    assert b"data-step" not in walk.page().content


def test_buttons_need_a_post(walk):
    for name, arguments in [
        ("demo-become", ["steward"]),
        ("demo-step", [VISITING, "join"]),
        ("demo-again", [VISITING]),
    ]:
        assert walk.client.get(reverse(name, args=arguments)).status_code == 405


def test_the_overview_says_how_far_each_story_has_come(walk):
    walk.step("join")
    walk.send()
    found = {
        each["story"].slug: each for each in walk.client.get(reverse("demo")).context["stories"]
    }
    assert SELLING not in found  # its co-ops are not in this small demonstration
    assert (found[VISITING]["done"], found[VISITING]["of"]) == (1, 7)
    assert found[DOOR]["begun"] is None


def test_the_banner_leads_back_to_the_story_one_is_in(walk):
    assert walk.client.get(reverse("demo-tour")).url == reverse("demo")
    Walk.page(walk)
    assert walk.client.get(reverse("demo-tour")).url == reverse("demo-story", args=[VISITING])


def test_an_unknown_story_or_step_is_not_there(walk):
    assert walk.client.get(reverse("demo-story", args=["sign-in"])).status_code == 404
    assert walk.step("nothing").status_code == 404


def test_a_story_without_its_co_ops_begins_nothing(demo):
    walk = Walk(SELLING)
    assert "Its co-ops are not here" in walk.page().content.decode()
    assert walk.step("agree").url == reverse("demo-story", args=[SELLING])
    assert not [name for name in walk.client.cookies if name.endswith(SELLING)]


def test_every_page_says_that_it_is_a_demonstration(walk):
    assert b"demo-banner" in walk.client.get("/").content


PRODUCTION = """
import django
django.setup()
from django.conf import settings
from django.urls import get_resolver
names = [str(key) for key in get_resolver().reverse_dict]
assert "landing" in names
assert not [name for name in names if name.startswith(("demo", "dev-"))]
assert not [one for one in settings.MIDDLEWARE if "demo" in one]
"""


def test_production_knows_no_tour(tmp_path):
    looked = subprocess.run(
        [
            sys.executable,
            "-c",
            PRODUCTION,
        ],
        env={
            **os.environ,
            "PRODUCTION": "yes",
            "DEMO": "yes",
            "DATA": str(tmp_path),
            "SECRET_KEY": "k" * 60,
            "CANONICAL_ORIGIN": "https://portal.example.org",
            "EMAIL_HOST": "mail.example.org",
            "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert looked.returncode == 0, looked.stderr
