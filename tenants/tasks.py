"""Celery's way in: nudges without arguments. What is owed stands in the database."""

from __future__ import annotations

import logging
from typing import Final

from celery import shared_task

from tenants import nudging, outbox, reminders, scope
from tenants.models import Cooperative
from tenants.services import (
    changing,
    clocks,
    forgetting,
    forgetting_members,
    importing,
    jobs,
    letters,
    renewing,
)
from tenants.services.importing import afterwards

log = logging.getLogger(__name__)


def remind() -> None:
    """Each letter is written once, however often this is called."""
    letters.write_letters(
        reminders.KIND,
        (
            letters.Owed(row.member.email, row.code, key, row.member.language)
            for row, key in reminders.due()
        ),
    )


def forget_leavers() -> None:
    """Person, login, answers; cards and the rest follow by the fact. Whatever is cut short goes on at the next call."""
    for login in forgetting_members.anonymise_due():
        forgetting.delete_login(login)
    forgetting.forget_applications_of_leavers()


# What goes on by itself is renewed before what has come to its end is ended, and that before what begins today.
TURNS: Final = (
    renewing.renew_by_rule,
    clocks.end_due_memberships,
    changing.make_due_class_changes,
    remind,
    forgetting.delete_old_applications,
    forget_leavers,
    jobs.forget_old_items,
    importing.forget_imports,
    afterwards.make_cards_of_old_imports,
)


# A nudge is acknowledged at once: losing it costs a second, holding it through a crash ten.
@shared_task(name=nudging.NUDGE, acks_late=False)
def drain() -> None:
    """Work off what is owed, however often and by however many this is called."""
    with scope.nowhere():
        outbox.drain()


@shared_task(name="tenants.tasks.daily")
def daily() -> None:
    """The calendar's clocks. Each is idempotent, so an hourly call is harmless."""
    with scope.nowhere():
        for pk in Cooperative.objects.order_by("pk").values_list("pk", flat=True):
            with scope.within(pk):
                for turn in TURNS:
                    try:
                        turn()
                    except Exception:  # one co-op's trouble is no other's
                        log.exception("The clocks of a co-op stood still; again at the next call.")
