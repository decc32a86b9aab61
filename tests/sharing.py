"""`pytest -n 3 --dist loadscope`: what stays together in one worker, and what is begun first.

Everything with processes or servers of its own is one row, begun at once, so that nobody empties a
broker under somebody else. The other modules follow beside it; the pages' states, each by itself, fill
up what is left, so that all workers end together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ROW = "processes"
FOLDERS = tuple(
    f"tests/{name}/"
    for name in ("drill", "flows", "kills", "interop", "migrations", "postgresql", "restoring")
)
RACES = "races.py"
SERVERS = {"postgres", "redis"}
ALONE = "tests/look/"
DEMO = "tests/demo/"  # one demonstration for all its modules


def row_of(nodeid: str) -> str:
    module = nodeid.partition("::")[0]
    if module.startswith(FOLDERS) or module.endswith(RACES):
        return ROW
    if module.startswith(DEMO):
        return DEMO
    return nodeid if module.startswith(ALONE) else module


class Rows(LoadScopeScheduling):  # type: ignore[misc]  # -- xdist is not typed
    """Rows are handed out in the order in which the workers have put them."""

    def _split_scope(self, nodeid: str) -> str:
        return row_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Rows | None:
    return Rows(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Put in order after pytest-django has put its own."""
    yield
    for item in items:
        if row_of(item.nodeid) != ROW and any(mark.name in SERVERS for mark in item.iter_markers()):
            raise pytest.UsageError(
                f"{item.nodeid} uses a server, so its module's name ends in {RACES}"
            )
    if hasattr(config, "workerinput"):
        items.sort(key=_begun)


def _begun(item: pytest.Item) -> int:
    """First the one row, then other journeys, because they wait; then modules, and single pages last."""
    if row_of(item.nodeid) == ROW:
        return 0
    if item.get_closest_marker("flow"):
        return 1
    return 3 if item.nodeid.startswith(ALONE) else 2
