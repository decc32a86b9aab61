"""`make restore-drill`: both databases, a thousand cards each; ends with 1 where anything is not as it was."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from scripts.figures import tell
from tests.restoring.drill import drill
from tests.support.setups import EMBEDDED, SERVERS, servers_away


def main() -> None:
    cards = int(os.environ.get("CARDS", "1000"))
    figures: dict[str, int | float | str] = {}
    for name, setup in (("sqlite", EMBEDDED), ("postgresql", SERVERS)):
        if setup == SERVERS and (away := servers_away()):
            print(f"Not on PostgreSQL: {away}.")  # noqa: T201 -- it speaks to a terminal
            continue
        with tempfile.TemporaryDirectory(prefix="coopportal-drill-") as folder:
            try:
                found = drill(setup, cards, Path(folder))
            except AssertionError as error:
                print(f"{name}: what was put back is not what was there.\n{str(error)[-4000:]}")  # noqa: T201 -- as above
                sys.exit(1)
        figures |= {f"{name}_{what}": value for what, value in found.items()}
    tell("backup", "make restore-drill", **figures)


if __name__ == "__main__":
    main()
