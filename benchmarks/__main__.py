"""`python -m benchmarks [names]`: one after another, each in a process of its own; all of them without a name."""

from __future__ import annotations

import subprocess
import sys
from time import monotonic
from typing import Final

ALL: Final = (
    "core",
    "lists",
    "cold",
    "memory",
    "issuing",
    "bulk",
    "benefits",
    "pages",
    "demonstration",
    "verdict",
    "mail",
    "giving",
    "desk",
    "revoking",
    "importing",
    "printing",
    "growth",
    "office",
)
NAMED: Final = {"import": "importing"}  # a word that no module may have


def main() -> None:
    failed = []
    for name in sys.argv[1:] or ALL:
        print(f"== {name} ==", flush=True)
        begun = monotonic()
        module = f"benchmarks.{NAMED.get(name, name)}"
        if subprocess.run([sys.executable, "-m", module], check=False).returncode:
            failed.append(name)
        print(f"{monotonic() - begun:.0f} s\n", flush=True)
    if failed:
        sys.exit(f"Not reached: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
