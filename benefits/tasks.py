"""Celery's way in for calendar jobs."""

from __future__ import annotations

import logging

from celery import shared_task

from benefits import listening, telling
from benefits.agreed import here
from benefits.published import Published
from benefits.services import calendar, clearing, crossing, desk, following, giving, incidents
from tenants import nudging, scope
from tenants.dates import today_in
from tenants.models import Cooperative

log = logging.getLogger(__name__)


@shared_task(name="benefits.tasks.recheck_grants")
def recheck_grants() -> None:
    """Look again at what partners of other portals say and at what rests on other co-ops' published lists: one
    co-op after another, each list once."""
    lists = Published()
    with scope.nowhere():
        for pk in Cooperative.objects.order_by("pk").values_list("pk", flat=True):
            with scope.within(pk):
                try:
                    if crossing.is_any_over():
                        crossing.forget_over()
                    listening.listen_to_all()
                    following.recheck_due(lists)
                except Exception:  # one co-op's trouble is no other's
                    log.exception("The visits of a co-op could not be looked at; again next time.")


@shared_task(name="benefits.tasks.give_back_unused_codes")
def give_back_unused_codes() -> None:
    """Codes that nobody took to a shop in time count no more: one co-op after another."""
    with scope.nowhere():
        for here in Cooperative.objects.order_by("pk"):
            with scope.within(here.pk):
                try:
                    giving.give_back_unused(today_in(here.time_zone))
                except Exception:  # one co-op's trouble is no other's
                    log.exception(
                        "The unused codes of a co-op could not be given back; again next time."
                    )


@shared_task(name="benefits.tasks.daily", **nudging.CLOCK)
def daily() -> None:
    """Warn of last days that are near, close what is over, forget who came. Idempotent, so an hourly call is harmless."""
    with scope.nowhere():
        for pk in Cooperative.objects.order_by("pk").values_list("pk", flat=True):
            with scope.within(pk):
                for turn in (
                    calendar.close_what_is_over,
                    telling.warn_of_endings,
                    desk.forget_who_came,
                    incidents.forget_incidents,
                    _forget_clearances,
                ):
                    try:
                        turn()
                    except Exception:  # one co-op's trouble is no other's
                        log.exception("The agreements of a co-op were not looked at; again later.")


def _forget_clearances() -> None:
    clearing.forget_clearances(today_in(here().time_zone))
