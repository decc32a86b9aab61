"""What went on between co-ops: totals from home to host, never who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from coopportal.network import counting
from coopportal.network.access import Viewer
from tenants.models import Cooperative

WIDEST: Final = 12  # more columns than this nobody reads; the table beside it has them all


@dataclass(frozen=True)
class Flow:
    home: str
    host: str
    visits: int
    uses: int

    @property
    def total(self) -> int:
        return self.visits + self.uses


def between(viewer: Viewer) -> list[Flow]:
    """What the hosts in view recorded; a home outside this portal is named as its card named it."""
    hosts = {each.pk: each.name for each in viewer.cooperatives()}
    names = dict(Cooperative.objects.values_list("did", "name"))
    visits = counting.visits(list(hosts))
    uses = counting.uses_between(list(hosts))
    called = {did: name for (_host, did), (name, _count) in {**uses, **visits}.items()}
    found = [
        Flow(
            names.get(did, called[did]),
            hosts[host],
            visits.get((host, did), ("", 0))[1],
            uses.get((host, did), ("", 0))[1],
        )
        for host, did in {**visits, **uses}
    ]
    return sorted(found, key=lambda flow: (-flow.total, flow.home, flow.host))


def matrix(flows: list[Flow]) -> dict[str, Any] | None:
    """Homes down, hosts across; nothing where it would be too wide to read."""
    homes = sorted({flow.home for flow in flows})
    hosts = sorted({flow.host for flow in flows})
    if not flows or len(hosts) > WIDEST:
        return None
    counted = {(flow.home, flow.host): flow.total for flow in flows}
    return {
        "hosts": hosts,
        "rows": [
            {"home": home, "cells": [counted.get((home, host), 0) for host in hosts]}
            for home in homes
        ],
    }
