"""One portal for all: it went on after its backup was made, and the backup was put back beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.restoring import drill
from tests.restoring.drill import Portal
from tests.support.setups import EMBEDDED


@dataclass
class Pair:
    """The old one, the archive and what opens it, the new one, and what had happened in between."""

    old: Portal
    archive: Path
    key: Path
    new: Portal
    later: dict[str, Any]
    list: Path
    counted: dict[str, int]


def last(said: str) -> Any:
    return json.loads(said.strip().splitlines()[-1])


def refused(portal: Portal, *asked: tuple[object, ...]) -> list[str]:
    """What each command says that refuses, in one process; nothing for one that did not."""
    words = [[str(each) for each in one] for one in asked]
    code = f"from tests.restoring.refusing import refusals; refusals({words!r})"
    return [str(each) for each in last(portal.run(code))]


@pytest.fixture(scope="session")
def pair(tmp_path_factory):
    place = tmp_path_factory.mktemp("restoring")
    old = drill.filled(place / "old", EMBEDDED, {}, 200)
    archive, key = drill.archived(old, place)
    there = drill.counted(old)
    told = place / "list.json"
    later = last(old.run(f"from tests.restoring import later; later.after({str(told)!r})"))
    new = drill.portal(place / "new", {})
    drill.bring_keys(old, new)
    new.manage("restore", str(archive), "--key", str(key))
    return Pair(old, archive, key, new, later, told, there)
