"""What must notice a mutant: the sweep of its page, the rows of its model, or the tests that hold its module."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from django.test import Client
from django.urls import reverse

from tenants import scope
from tenants.errors import OutsideCooperativeError
from tenants.models import Staff
from tests.mutants import rows
from tests.mutants.guards import ROOT
from tests.mutants.mutant import Mutant
from tests.walls.answers import told
from tests.walls.pages import STAFF
from tests.walls.promised import roles_of
from tests.walls.rows import within_names_its_cooperative
from tests.walls.world import World

EVIL = {"origin": "https://evil.example"}


def notices(mutant: Mutant, world: World) -> str:
    """The first thing that is wrong; nothing where the mutant lives."""
    if mutant.tests:
        return failing(mutant.tests, mutant.key)
    if mutant.kind == "manager":
        return next(_rows(mutant, world), "")
    return next(page(world, mutant.place), "")


def page(world: World, name: str) -> Iterator[str]:
    """As the sweep holds one address: who is entitled, colleagues, strangers, nobody known, a forged click."""
    path = reverse(
        name, kwargs={"cooperative": world.elm.coop.slug, **STAFF[name].arguments(world)}
    )
    promised = roles_of()[name]
    for role in sorted(promised):
        yield from _wrong(
            world.browser(world.elm, role), "get", path, STAFF[name].get, f"entitled {role}"
        )
    for role in sorted(set(Staff.Role.values) - promised):
        for method in ("get", "post"):
            yield from _wrong(
                world.browser(world.elm, role), method, path, 403, f"colleague {role}"
            )
    strangers = [world.browser(world.ash, role) for role in Staff.Role.values]
    for stranger in (*strangers, *world.without_a_seat().values()):
        yield from _wrong(stranger, "get", path, 404, "stranger", world.canaries)
    for method in ("get", "post"):
        yield from _wrong(Client(raise_request_exception=False), method, path, 302, "nobody known")
    forger = world.browser(world.elm, min(promised))
    forger.handler.enforce_csrf_checks = True
    try:
        yield from _wrong(forger, "post", path, 403, "forged", headers=EVIL)
    finally:
        forger.handler.enforce_csrf_checks = False


def _wrong(
    client: Client,
    method: str,
    path: str,
    status: int,
    who: str,
    hidden: tuple[str, ...] = (),
    **more: Any,
) -> Iterator[str]:
    client.raise_request_exception = False
    answer = getattr(client, method)(path, **more)
    if answer.status_code != status:
        yield f"{who}, {method}: {answer.status_code} for {status}"
    elif any(each in told(answer) for each in hidden):
        yield f"{who}, {method}: is told"


def _rows(mutant: Mutant, world: World) -> Iterator[str]:
    model = rows.models()[mutant.place]
    for manager in (model._default_manager, model._base_manager):
        try:
            manager.exists()
        except OutsideCooperativeError:
            pass
        else:
            yield "rows are read outside every co-op"
        with scope.within(world.elm.coop.pk):
            if not within_names_its_cooperative(manager.all()):
                yield "a query within a co-op does not name it"


def failing(tests: Sequence[str], change: str = "") -> str:
    """The tests in a process of their own, which changes itself before the first of them (`plugin.py`), or stays as it is."""
    # In ours, what one counts is cleared away by the next that runs beside it.
    ours = ("DATA", "DATA_OF_WORKER")
    without = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.mutants.plugin",
            *tests,
        ],
        cwd=ROOT,
        env={**without, "MUTANT": change},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    if done.returncode != 1:
        return (
            f"broke: pytest ended with {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}"
        )
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[0][:200] if failed else "fails"
