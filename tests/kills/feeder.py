"""A process that accepts members until told that it is enough; every third click comes twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings

from coopportal.services.opening import Opening, open_with_steward
from tenants import scope
from tenants.errors import AlreadyDecidedError
from tenants.models import Application, Bylaws, MembershipClass, Staff
from tenants.services.applying import submit_trusted
from tenants.services.decisions import approve_application
from tests.kills import plain

PACE = 0.4
OPENING = Opening(
    slug="killed",
    name="Killed",
    number_prefix="K",
    preset="consumer",
    email="office@killed.example.org",
    steward_email="bo@killed.example.org",
)


def feed(way: str) -> None:
    """`real` through the portal's services, `plain` as it must not be done."""
    if way == "plain":
        here, approve, apply = plain.open_cooperative(), plain.approve, plain.apply
    else:
        here, approve, apply = open_with_steward(OPENING), _approve, _apply
    with scope.within(here.pk):
        _feed(apply, approve)


def _feed(apply: Callable[[int], Application], approve: Callable[[Application], bool]) -> None:
    number = 0
    while not (settings.DATA / "enough").exists():
        number += 1
        application = apply(number)
        assert approve(application)
        if number % 3 == 0:
            assert not approve(application)
        time.sleep(PACE)


def _apply(number: int) -> Application:
    return submit_trusted(
        name=f"No. {number}",
        name_on_card=f"No. {number}",
        email=f"{number}@example.org",
        share_name=True,
        bylaws=Bylaws.objects.first(),
        membership_class=MembershipClass.objects.filter(visiting=False)[0],
    )


def _approve(application: Application) -> bool:
    """The same click twice: the second meets a sentence, never a second membership."""
    try:
        approve_application(application, by=Staff.objects.all()[0], undo=timedelta())
    except AlreadyDecidedError:
        return False
    return True
