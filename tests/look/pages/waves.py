"""Waves of invitations: who is invited, how, and what became of it."""

from __future__ import annotations

from uuid import uuid4

from credentials import waves
from credentials.models import Invitation
from credentials.services import inviting
from tenants import outbox
from tests.credentials import holding
from tests.credentials.members import started
from tests.look.pages.printing import go
from tests.look.pages.tenants_staff import at_office
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page(
    "POST only, leads back to where it was pressed",
    "credentials:invitation-test",
    "credentials:invitation-act",
)
PEOPLE = (
    ("Amara Okonkwo-Lindqvist", "amara@example.org"),
    ("محمد العربي", ""),
    ("Bea Lind", "both@example.org"),
    ("Cem Lind", "both@example.org"),
    ("Dora Neu", "dora@example.org"),
)


def taken_over(visit):
    """Members with cards that they do not know of."""
    valley = holding.opened()
    visit.sign_in(valley.steward.user)
    for name, email in PEOPLE:
        started(valley.coop, name=name, email=email, announce=False)
    outbox.drain()
    return valley


def begun(visit, *, at_once=50):
    valley = taken_over(visit)
    with valley.within:
        wave = inviting.begin(
            waves.plan(None, again=False),
            key=uuid4(),
            kind=None,
            at_once=at_once,
            an_hour=200,
            by=valley.steward,
        )
    outbox.drain()
    return valley, wave


@shows("credentials:invitations", heading="Invitations", rows=1)
def all_waves(visit):
    valley, _wave = begun(visit)
    go(visit, valley, page="invitations/")


@shows("credentials:invitations", EMPTY, heading="Invitations", rows=0)
def no_waves(visit):
    go(visit, at_office(visit), page="invitations/")


@shows("credentials:invitation-new", heading="Invite members", rows=5)
def planned(visit):
    go(visit, taken_over(visit), page="invitations/new/")


@shows("credentials:invitation-new", EMPTY, heading="Invite members", rows=0)
def nobody_planned(visit):
    go(visit, at_office(visit), page="invitations/new/")


@shows("credentials:invitation-new", "nobody left", heading="Invite members", rows=5)
def nobody_left(visit):
    valley, wave = begun(visit)
    with valley.within:
        Invitation.objects.update(written_at=wave.begun_at)
    go(visit, valley, page="invitations/new/")


@shows("credentials:invitation-new", ERROR, heading="Invite members", rows=0)
def planned_out_of_bounds(visit):
    go(visit, taken_over(visit), "?at_once=0&an_hour=", page="invitations/new/")


@shows("credentials:invitation-new", "changed", heading="Invite members", rows=6, status=409)
def planned_and_changed(visit):
    valley = taken_over(visit)
    go(visit, valley, page="invitations/new/")
    started(valley.coop, name="Edo Neu", email="edo@example.org", announce=False)
    visit.press("Begin: 2 emails")


@shows("credentials:invitation", heading="Invitation", rows=5)
def one_wave(visit):
    valley, wave = begun(visit)
    go(visit, valley, page=f"invitations/{wave.code}/")


@shows("credentials:invitation", "running", heading="Invitation", rows=5)
def one_wave_running(visit):
    valley, wave = begun(visit, at_once=1)
    go(visit, valley, page=f"invitations/{wave.code}/")


@shows("credentials:invitation", EMPTY, heading="Invitation", rows=0)
def nobody_left_out(visit):
    valley, wave = begun(visit)
    go(visit, valley, "?way=none", page=f"invitations/{wave.code}/")
