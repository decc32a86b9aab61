"""Celery's way in: nudges without arguments. What is owed stands in the database."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from functools import partial
from typing import Final

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from tenants import due_letters, nudging, outbox, reminders, scope, turns
from tenants.audit import reading
from tenants.everywhere import across_cooperatives
from tenants.models import AuditCheck
from tenants.services import (
    auditing,
    bounces,
    changing,
    clocks,
    forgetting,
    forgetting_members,
    importing,
    jobs,
    letters,
    mailings,
    renewing,
    sending,
    tries,
)
from tenants.services.importing import afterwards
from tenants.services.money import bank, dues

log = logging.getLogger(__name__)
LOG_READ_EVERY: Final = timedelta(hours=20)
# How far the log's chain may be behind what happens; and how many facts may overtake one that is not committed yet.
CHAIN_EVERY: Final = 5.0
OVERTAKEN: Final = 20_000
ROUNDS: Final = 20


def remind() -> None:
    """Each letter is written once, however often this is called."""
    letters.write_letters(
        reminders.KIND,
        (
            letters.Owed(row.member.email, row.code, key, row.member.language)
            for row, key in reminders.due()
        ),
    )


def remind_of_dues() -> None:
    """The same for amounts: one letter before the day, one after it, where the co-op wants them."""
    for kind in (due_letters.SOON, due_letters.OVERDUE):
        letters.write_letters(
            kind,
            (
                letters.Owed(who.email, row.code, key, who.language)
                for row, key, who in due_letters.owed(kind)
            ),
        )


def forget_leavers() -> None:
    """Person, login, answers; cards and the rest follow by the fact. Whatever is cut short goes on at the next call."""
    for login in (*forgetting_members.anonymise_due(), *forgetting_members.forget_holders_due()):
        forgetting.delete_login(login)
    forgetting.forget_applications_of_leavers()


def read_log() -> None:
    """What was overtaken by others is taken in with each stroke of the clock; once a day all of it is read again."""
    while auditing.extend_chain():
        continue
    last = AuditCheck.objects.first()
    if last is None or last.at < timezone.now() - LOG_READ_EVERY:
        auditing.keep_reading(reading.read_chain())


# What goes on by itself is renewed before what has come to its end is ended, and that before what begins today.
TURNS: Final = (
    renewing.renew_by_rule,
    dues.charge_terms,
    clocks.end_due_memberships,
    changing.make_due_class_changes,
    remind,
    remind_of_dues,
    forgetting.delete_old_applications,
    forget_leavers,
    jobs.forget_old_items,
    importing.forget_imports,
    sending.forget_old_letters,
    mailings.forget_old_mailings,
    bounces.forget_old_marks,
    afterwards.make_cards_of_old_imports,
    read_log,
    bank.forget_lines,
)


# A nudge is acknowledged at once: losing it costs a second, holding it through a crash ten.
@shared_task(name=nudging.NUDGE, acks_late=False)
def drain() -> None:
    """Work off what is owed, however often and by however many this is called. What is left is another's spell."""
    begun = time.monotonic()
    with scope.nowhere():
        outbox.drain(at_most=turns.SPELL)
    if time.monotonic() - begun >= turns.SPELL.total_seconds():
        nudging.nudge()


@shared_task(name="tenants.tasks.chain")
def chain() -> None:
    """Take what was recorded into the chains of the logs. Behind what happens, so that nobody waits for it."""
    if not cache.add("tenants.chain", 1, CHAIN_EVERY):
        return
    until = time.monotonic() + CHAIN_EVERY
    with (
        scope.nowhere(),
        across_cooperatives("Whose log has facts that are in no chain yet is a question to all."),
    ):
        newest = reading.newest_linked()
        if newest == reading.newest():
            return
        since = newest - OVERTAKEN
        rows = reading.unlinked(since).order_by().values_list("cooperative", flat=True)
        behind = list(rows.distinct())
    take_in = partial(_take_in, since, until)
    turns.go_round("tenants.chain", [take_in], at_most=timedelta(seconds=CHAIN_EVERY), among=behind)


def _take_in(since: int, until: float) -> None:
    for _round in range(ROUNDS):
        if time.monotonic() > until or not auditing.extend_chain(since=since):
            break


@shared_task(name="tenants.tasks.daily", **nudging.CLOCK)
def daily() -> None:
    """The calendar's clocks. Each is idempotent, so an hourly call is harmless."""
    with scope.nowhere():
        tries.forget_old_tries()
    turns.go_round("tenants.daily", TURNS, at_most=turns.LONG_SPELL)
