"""A portal that was put back does not start before somebody has looked at what the backup could not know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from django.conf import settings

NAME: Final = "restored.json"


def path() -> Path:
    return Path(settings.DATA) / NAME


def begin(made_at: str, restored_at: str) -> None:
    path().touch(mode=0o600)
    path().write_text(json.dumps({"madeAt": made_at, "restoredAt": restored_at}), encoding="utf-8")


def told() -> dict[str, Any] | None:
    if not path().exists():
        return None
    found: dict[str, Any] = json.loads(path().read_text(encoding="utf-8"))
    return found


def settled() -> None:
    path().write_text(json.dumps({**(told() or {}), "settled": True}), encoding="utf-8")


def end() -> None:
    path().unlink(missing_ok=True)


def sentence() -> str:
    """Why no process starts, or nothing."""
    found = told()
    if found is None:
        return ""
    return (
        f"This portal was put back from a backup of {found['madeAt']} and rests. What ended or was erased since then, "
        "manage.py restore --since LIST does again; manage.py restore --go lets it start."
    )
