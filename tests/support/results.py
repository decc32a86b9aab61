"""What a long programme has found out, kept line by line, so that one that was interrupted goes on where it stood."""

from __future__ import annotations

import ast
import hashlib
import json
import math
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
READ = {".py", ".html", ".txt", ".json", ".jsonld", ".typ"}
ALSO = (
    "docs/routes.md",
    "requirements-dev.txt",
)  # who may enter, and what strangers' code there is


def digest(folders: Iterable[str], modules: Iterable[str] = ()) -> str:
    """Of everything that a result rests on: whole folders, and the tests' own modules that these ones import."""
    whole = hashlib.sha256()
    for path in (*_read(folders), *imported(modules), *(ROOT / name for name in ALSO)):
        whole.update(f"{path.relative_to(ROOT)}\n".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _read(folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in READ and "node_modules" not in path.parts:
                yield path


def imported(modules: Iterable[str]) -> list[Path]:
    """Modules under `tests/` and all that they import from there, wherever in a file they do."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        path = ROOT / f"{waiting.pop().replace('.', '/')}.py"
        path = path if path.exists() else path.with_suffix("") / "__init__.py"
        if path.exists() and path not in found:
            found.add(path)
            waiting += [
                name
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                for name in _names(node)
                if name.startswith("tests.")
            ]
    return sorted(found)


def _names(node: ast.AST) -> Iterator[str]:
    """What may be a module: that from which something is imported, and the thing itself."""
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{each.name}" for each in node.names)


class Results:
    """A file under `var/`. What was found with other sources stands in it and is not looked at."""

    def __init__(self, place: Path, sources: str) -> None:
        self.place, self.sources = place, sources

    def known(self) -> dict[str, Any]:
        """By key, what was found with the same sources. A line that a killed process left half written is none."""
        if not self.place.exists():
            return {}
        found = {}
        for line in self.place.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                continue
            if told["sources"] == self.sources:
                found[told["key"]] = told["found"]
        return found

    def keep(self, key: str, found: Any) -> None:
        """At once, and by several at the same time: a line is one write, and begins anew behind half a line."""
        self.place.parent.mkdir(exist_ok=True)
        line = json.dumps({"sources": self.sources, "key": key, "found": found})
        kept = os.open(self.place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(kept, f"\n{line}\n".encode())
        finally:
            os.close(kept)


def deadline() -> float:
    """When MINUTES are over, by `time.monotonic`; without them never."""
    minutes = float(os.environ.get("MINUTES") or math.inf)
    return time.monotonic() + 60 * minutes
