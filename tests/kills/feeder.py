"""A process that approves until told that it is enough; nearly every third click comes twice."""

from __future__ import annotations

import time

from django.conf import settings

from tenants import scope
from tests.kills import probe

PACE = 0.08


def feed(way: str) -> None:
    approve = {"outbox": probe.approve, "plain": probe.approve_plainly}[way]
    here = probe.open_cooperative()
    number = 0
    while not (settings.DATA / "enough").exists():
        number += 1
        with scope.within(here.pk):
            application = probe.apply(number)
            assert approve(application)
            if number % 3 == 0:
                assert not approve(application)
        time.sleep(PACE)
