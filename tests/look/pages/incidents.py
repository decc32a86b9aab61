"""What went wrong at a desk, as both offices and the member see it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from benefits.models import Grant, Incident
from credentials.models import PresentationRequest
from tenants.models import Staff
from tests.benefits import desks, test_incident_kinds, test_incidents, visiting
from tests.credentials import holdout
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("for other portals, signed", "benefits:incident-take")


def members_office(visit, side="elm"):
    """Somebody who looks after members and partners."""
    there = getattr(visit.world, side)
    with there.within:
        there.staff.roles = [Staff.Role.MEMBERSHIP, Staff.Role.PARTNERSHIPS]
        there.staff.save()
    visit.sign_in(there.staff.user)


def given(visit):
    """Something was given at Elm's desk to a member of Ash; and who had it."""
    ash, elm = visit.world.ash, visit.world.elm
    desks.gives(ash, elm)
    user, card = visiting.member(ash, "bea@example.org")
    return user, test_incidents.had(elm, holdout.qr_text(card))


@shows("benefits:incidents", heading="Incidents", rows=1)
def incidents(visit):
    members_office(visit)
    visit.go("benefits:incidents", cooperative="elm")


@shows("benefits:incidents", EMPTY, heading="Incidents", rows=0)
def no_incidents(visit):
    members_office(visit, "ash")
    visit.go("benefits:incidents", cooperative="ash")


@shows("benefits:incident", heading="Damage or loss")
def incident(visit):
    members_office(visit)
    visit.go("benefits:incident", cooperative="elm", code=visit.world.incident)


@shows("benefits:incident", ERROR, heading="Damage or loss")
def answered_with_nothing(visit):
    incident(visit)
    visit.press("Answer and close")


@shows("benefits:incident", "reported", heading="Damage or loss")
def reported(visit):
    _user, use = given(visit)
    test_incidents.report(visit.world.elm, use)
    with visit.world.elm.within:
        ours = Incident.objects.get(side=Incident.Side.REPORTED)
    visit.sign_in(visit.world.elm.staff.user)
    visit.go("benefits:incident", cooperative="elm", code=ours.code)


@shows("benefits:use-report", heading="Report an incident")
def report(visit):
    _user, use = given(visit)
    visit.sign_in(visit.world.elm.staff.user)
    visit.go("benefits:use-report", cooperative="elm", code=use.code)


@shows("benefits:use-report", ERROR, heading="Report an incident")
def nothing_reported(visit):
    report(visit)
    visit.press("Report it")


@shows("benefits:use-report", "not-found", heading="Report an incident")
def cannot_be_reported(visit):
    visit.sign_in(visit.world.elm.staff.user)
    visit.go("benefits:use-report", cooperative="elm", code=visit.world.use)


@shows("benefits:grant-report", heading="Report an incident")
def report_visitor(visit):
    ash, elm = visit.world.ash, visit.world.elm
    test_incident_kinds.visits(ash, elm, test_incidents.signed_in(ash))
    with elm.within:
        grant = Grant.objects.first()
    visit.sign_in(elm.staff.user)
    visit.go("benefits:grant-report", cooperative="elm", code=grant.code)


@shows("benefits:grant-report", ERROR, heading="Report an incident")
def nothing_reported_of_a_visitor(visit):
    report_visitor(visit)
    visit.press("Report it")


@shows("benefits:grant-report", "not-found", heading="Report an incident")
def visitor_cannot_be_reported(visit):
    with visit.world.elm.within:
        PresentationRequest.objects.update(created_at=timezone.now() - timedelta(days=91))
    visit.sign_in(visit.world.elm.staff.user)
    visit.go("benefits:grant-report", cooperative="elm", code=visit.world.grant)


@shows("benefits:mine", "reported", heading="What you can have elsewhere")
def reported_about_me(visit):
    user, use = given(visit)
    test_incidents.report(visit.world.elm, use)
    visit.sign_in(user)
    visit.go("benefits:mine")
