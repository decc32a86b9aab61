"""`make probe`: every address, person and method against the wall, and whatever else leads from one co-op to another.

Its questions are dealt out among copies of this process, with both worlds in their memory. What was answered is kept in
`var/probe.jsonl` and not asked again while the sources are the same; MINUTES=5 ends it then, and PROBE=doors asks a part.
Ends with the figures; with 1 where anything was told or written that must not be, or is not asked yet.
"""

from __future__ import annotations

import os
import sys

from tests.support.in_memory import ready
from tests.support.results import ROOT, Results, deadline, digest

KEPT = ROOT / "var" / "probe.jsonl"
SOURCES = ("tenants", "credentials", "benefits", "coopportal", "templates")
MODULES = ("tests.settings", "tests.walls.probe.chapters", "tests.walls.probe.__main__")


def main() -> int:
    until = deadline()
    results = Results(KEPT, digest(SOURCES, MODULES))
    ready()
    from scripts.figures import line, tell  # noqa: PLC0415 -- after the set-up
    from tests.walls.probe.chapters import asking, questions  # noqa: PLC0415 -- as above
    from tests.walls.probe.machines import keys_apart  # noqa: PLC0415 -- as above
    from tests.walls.probe.sweep import Sweep, ended  # noqa: PLC0415 -- as above
    from tests.walls.probe.tally import Tally  # noqa: PLC0415 -- as above

    only = os.environ.get("PROBE", "")
    asked = questions(only)
    found = Sweep(list(asked), asking(asked), results, until).go_on()
    whole = Tally.of(found.values())
    keys_apart(whole)
    said, status = ended(whole.wrong, [key for key in asked if key not in found])
    sys.stdout.write("".join(f"{each}\n" for each in (line(whole.counts), *said)))
    if only or len(found) < len(asked):  # a part is no result that anybody keeps
        sys.stdout.write(f"{line(whole.figures())}\n")
    else:
        tell("probe", "make probe", **whole.figures())
    return status


if __name__ == "__main__":
    sys.exit(main())
