"""What programmes last reached: `tell()` prints it, keeps it with FIGURES=write, and `docs/figures.md` is made from it.

.venv/bin/python scripts/figures.py

A programme ends with `tell("probe", "make probe", triples=8421, leaks=0)`. Its last result stands in
`docs/figures/probe.json`; what a reader must know about it, if anything, in `docs/figures/probe.md` beside it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "figures.md"
KEPT = ROOT / "docs" / "figures"
# What holds a promise comes before what takes time; whatever is not named here follows by its name.
FIRST = (
    "probe",
    "mutants",
    "fuzz",
    "drill",
    "crash",
    "race",
    "backup",
    "production",
    "sbom",
    "core",
)
NAME = re.compile(r"[a-z][a-z0-9-]*")
HEADING = re.compile(r"^## (.*)$", re.MULTILINE)
HEAD = """# Figures

Written by `scripts/figures.py` from `docs/figures/`; do not edit. A programme prints its figures last, on one line;
run with `FIGURES=write` it keeps them there, and [Testing](testing.md#figures) says how. Each ends non-zero where it
finds anything wrong.

Ratios mean the same on another machine; times do not. Measured on two shared cores (AMD EPYC where nothing
else is said), Python 3.11, November 2026; SQLite in one process.

| programme | command | last result | date |
|---|---|---|---|
"""

Figure = int | float | str


def tell(programme: str, command: str, **figures: Figure) -> None:
    """Print a programme's last line, `name=value name=value`; with FIGURES=write keep it and renew the page."""
    if not NAME.fullmatch(programme):
        raise ValueError(f"{programme!r} is no name for a file.")
    shown = {name: _short(value) for name, value in figures.items()}
    print(line(figures), flush=True)
    if os.environ.get("FIGURES") == "write":
        today = datetime.now(UTC).date().isoformat()
        result = {"command": command, "date": today, "figures": shown}
        KEPT.mkdir(exist_ok=True)
        kept = json.dumps(result, indent=1, ensure_ascii=False) + "\n"
        (KEPT / f"{programme}.json").write_text(kept, encoding="utf-8")
        PAGE.write_text(page(), encoding="utf-8")


def _short(value: Figure) -> Figure:
    """Nothing that would break the line, and no more digits than anybody reads."""
    if isinstance(value, float):
        return round(value, 3) if abs(value) < 100 else round(value)  # noqa: PLR2004 -- three digits
    if isinstance(value, str) and (not value or re.search(r"[\s|=`]", value)):
        raise ValueError(f"{value!r} does not fit into one line of name=value.")
    return value


def line(figures: Mapping[str, Figure]) -> str:
    """Also for what is told and not kept, as a part of a programme."""
    return " ".join(f"{name}={_short(value)}" for name, value in figures.items())


def page() -> str:
    """The whole of `docs/figures.md`."""
    sections = {path.stem: path.read_text(encoding="utf-8").strip() for path in _kept(".md")}
    told = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in _kept(".json")}
    rows = "".join(_row(name, told[name], sections) for name in told)
    # The page lies one folder higher than its sections.
    return HEAD + rows + "".join(f"\n{each.replace('](../', '](')}\n" for each in sections.values())


def _kept(suffix: str) -> list[Path]:
    place = {name: number for number, name in enumerate(FIRST)}
    files = [path for path in KEPT.glob("*.*") if path.suffix == suffix]
    return sorted(files, key=lambda path: (place.get(path.stem, len(FIRST)), path.stem))


def _row(name: str, told: dict[str, Any], sections: dict[str, str]) -> str:
    """`desk-postgres-redis` is explained with `desk`."""
    explained = next((each for each in sections if f"{name}-".startswith(f"{each}-")), "")
    heading = HEADING.search(sections.get(explained, ""))
    link = f"[{name}](#{_anchor(heading[1])})" if heading else name
    shown = " ".join(f"`{each}={value}`" for each, value in told["figures"].items())
    return f"| {link} | `{told['command']}` | {shown} | {told['date']} |\n"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
