"""The demonstration: before the first step, half-way, walked to the end, and where nobody can be borrowed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.core import signing
from django.utils import timezone

from coopportal.demo import cast, personas, session
from coopportal.demo.tour import STEPS, Run
from tenants import scope
from tenants.models import Application, User
from tests import build
from tests.look.registry import EMPTY, no_page, shows

TITLE = "Try the portal out"
PEOPLE = "main ul.list-plain > li.card"

no_page("POST only: become somebody and go on", "demo-become", "demo-step", "demo-again")


def marker() -> Path:
    return settings.DATA / "demo"


def people() -> None:
    marker().parent.mkdir(parents=True, exist_ok=True)
    marker().write_text("complete", encoding="utf-8")
    for one in personas.PERSONAS:
        if one.email:
            User.objects.create(email=one.email, name=one.name)


def begun() -> Application:
    home = build.cooperative(cast.GREEN_VALLEY, name="Green Valley Food Co-op")
    with scope.within(home.pk):
        return Application.objects.create(
            name="Isla Birch",
            email="isla.birch@example.org",
            state=Application.State.SUBMITTED,
            submitted_at=timezone.now() - timedelta(minutes=1),
        )


def walk(visit, application: Application) -> None:
    """The browser's own note of its walk, as the first step leaves it."""
    value = signing.get_cookie_signer(salt=session.COOKIE).sign(str(application.code))
    visit.page.context.add_cookies([{"name": session.COOKIE, "value": value, "url": visit.origin}])


@shows("demo", heading=TITLE, rows=len(personas.PERSONAS), row=PEOPLE)
def before_the_first_step(visit):
    people()
    visit.go("demo")


@shows("demo", "half-way", heading=TITLE, rows=1, row=".tour-done")
def half_way(visit):
    people()
    walk(visit, begun())
    visit.go("demo")


@shows("demo", "walked", heading=TITLE, rows=len(STEPS), row=".tour-done")
def walked(visit):
    people()
    walk(visit, begun())
    with patch.object(Run, "done", [each.key for each in STEPS]):
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
