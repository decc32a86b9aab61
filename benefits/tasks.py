"""Celery's way in for calendar jobs."""

from __future__ import annotations

from functools import partial

from celery import shared_task

from benefits import listening, telling
from benefits.agreed import here
from benefits.published import Published
from benefits.services import calendar, clearing, crossing, desk, following, giving, incidents
from tenants import nudging, turns
from tenants.dates import today_in


@shared_task(name="benefits.tasks.recheck_grants")
def recheck_grants() -> None:
    """Look again at what partners of other portals say and at what rests on other co-ops' published lists: one
    co-op after another, each list once."""
    looks = (
        _forget_crossings,
        listening.listen_to_all,
        partial(following.recheck_due, Published()),
    )
    turns.go_round("benefits.grants", looks)


@shared_task(name="benefits.tasks.give_back_unused_codes", **nudging.CLOCK)
def give_back_unused_codes() -> None:
    """Codes that nobody took to a shop in time count no more: one co-op after another."""
    turns.go_round("benefits.codes", [_give_back_codes], at_most=turns.LONG_SPELL)


@shared_task(name="benefits.tasks.daily", **nudging.CLOCK)
def daily() -> None:
    """Warn of last days that are near, close what is over, forget who came. Idempotent, so an hourly call is harmless."""
    clocks = (
        calendar.close_what_is_over,
        telling.warn_of_endings,
        desk.forget_who_came,
        incidents.forget_incidents,
        _forget_clearances,
    )
    turns.go_round("benefits.daily", clocks, at_most=turns.LONG_SPELL)


def _forget_crossings() -> None:
    if crossing.is_any_over():
        crossing.forget_over()


def _give_back_codes() -> None:
    giving.give_back_unused(today_in(here().time_zone))


def _forget_clearances() -> None:
    clearing.forget_clearances(today_in(here().time_zone))
