"""A card verified in a process of its own, beside `@digitalbazaar/vc` in one: `python -m benchmarks.cold [times]`.

Both read the card and its issuer's document from files and verify the signature, ours every other check besides. They
take turns; what counts is the middle ratio of the time that a person waits, and the peak of the memory.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from benchmarks.cards import ISSUERS, Wanted, built, claims_of
from benchmarks.report import keep
from credentials.core.data_integrity.proof import add_proof
from credentials.core.times import write_time
from tests.core.scene import NOW
from tests.interop.node import HERE, ready

TIMES: Final = 11
MOST: Final = 0.35


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    if shutil.which("node") is None:
        sys.exit("There is no Node.js to compare with.")
    ready()
    with tempfile.TemporaryDirectory(prefix="coopportal-cold-") as folder:
        card, *others = _files(Path(folder))
        at = ["--at", write_time(NOW), "--card"]
        ours = [sys.executable, "-m", "credentials.core", *at, card, *others]
        theirs = ["node", str(HERE / "cold.mjs"), card, others[0]]
        turns = [(_run(ours), _run(theirs)) for _ in range(times + 1)][1:]
    ratios = [one[0] / other[0] for one, other in turns]
    ratio = median(ratios)
    keep(
        "cold",
        {
            "ours, ms": 1000 * median(one[0] for one, _ in turns),
            "@digitalbazaar/vc, ms": 1000 * median(other[0] for _, other in turns),
            "ours ÷ @digitalbazaar/vc": ratio,
            "±": (max(ratios) - min(ratios)) / 2,
            "CPU: ours ÷ @digitalbazaar/vc": median(one[1] / other[1] for one, other in turns),
            "ours, MiB": max(one[2] for one, _ in turns),
            "@digitalbazaar/vc, MiB": max(other[2] for _, other in turns),
        },
    )
    if ratio > MOST:
        sys.exit(f"More than {MOST} of what @digitalbazaar/vc takes.")


def _files(folder: Path) -> list[str]:
    each = Wanted("card", 3)
    coop = ISSUERS.coops[each.issuer]
    card = built(each, claims_of(each, ISSUERS), ISSUERS)
    documents = [
        add_proof(card, coop.signer, created=NOW),
        coop.document,
        *(coop.status_list(purpose) for purpose in ("revocation", "suspension")),
    ]
    paths = [folder / f"{number}.json" for number in range(len(documents))]
    for path, document in zip(paths, documents, strict=True):
        path.write_text(json.dumps(document), encoding="utf-8")
    return [str(path) for path in paths]


def _run(command: Sequence[str]) -> tuple[float, float, float]:
    """Seconds on the clock, of CPU, and MiB at most."""
    # As it was installed: with that variable Python would compile every module at each start.
    environment = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    begun = perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took = perf_counter() - begun
    if process.returncode:
        raise SystemExit(f"A good card was refused by {command[0]}.")
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


if __name__ == "__main__":
    main()
