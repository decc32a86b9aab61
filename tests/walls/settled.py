"""What an office of the walls keeps: a condition, words for letters."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from tenants.models import Application, Condition, ReasonTemplate
from tenants.secrets import name_key
from tests.benefits.scene import Side
from tests.tenants import lists, tallying
from tests.walls.mail_pages import mailed
from tests.walls.page import IMPORTED

WORDS = "Bettong Canary-3f9a"


def at_the_office(side: Side) -> tuple[UUID, UUID, UUID, UUID]:
    """Long work, a list, a condition that is asked no more, and words kept for letters."""
    with side.within:
        mailed()
        waiting = (tallying.begin(side.staff).code, lists.planned(side.staff, IMPORTED).code)
        condition = Condition.objects.create(label="Came by once", ended_at=timezone.now())
        words = ReasonTemplate.objects.create(purpose="decline", title=WORDS, text="No.")
    return *waiting, condition.code, words.code


def applied(side: Side, name: str) -> Application:
    """An application to review, as it stands once the address is confirmed."""
    now = timezone.now()
    return Application.objects.create(
        state=Application.State.SUBMITTED,
        membership_class=side.consumer,
        name=name,
        name_key=name_key(name),
        name_on_card=name,
        submitted_at=now,
        email_confirmed_at=now,
    )
