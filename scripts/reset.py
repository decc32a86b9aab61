"""`make reset`: throw all data of one folder away, keys and data together."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = {"origin", "port", "lock", "secrets", "keys", "portal.sqlite3"}


def main() -> None:
    data = Path(os.environ.get("DATA") or ROOT / "var").resolve()
    if not data.exists():
        print(f"There is no data in {data}: nothing to throw away.")
        return
    if not OURS & {entry.name for entry in data.iterdir()}:
        sys.exit(f"{data} does not look like a portal's data, so nothing was deleted.")
    if os.environ.get("YES") != "1" and not _agreed(data):
        sys.exit("Nothing was deleted.")
    with (data / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"A portal is running on {data}. Stop it with Ctrl-C first.")
        shutil.rmtree(data)
    print(f"{data} is gone, keys included. `make run` starts over.")


def _agreed(data: Path) -> bool:
    print(f"This deletes {data}: the database, the mails and the signing keys.")
    print("Cards signed with these keys can never be renewed or ended again.")
    try:
        return input("Type yes to go on: ").strip().lower() == "yes"
    except EOFError:
        return False


if __name__ == "__main__":
    main()
