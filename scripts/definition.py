"""Make the examples, vectors and bundle of the definition again, from fixed keys at a fixed moment.

.venv/bin/python scripts/definition.py FOLDER

A version that was published is never changed: this writes into any folder but its own, to compare, and only
with `--publish` into that of a version that has no bundle yet.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.definition.files import FOLDER, made  # noqa: PLC0415 -- found only by the line above

    if len(sys.argv) != 2:  # noqa: PLR2004 -- its own name, and one word
        sys.exit(__doc__)
    publish = sys.argv[1] == "--publish"
    if publish and (FOLDER / "bundle.json").exists():
        sys.exit(f"{FOLDER.name} is published, and is never changed again. Begin a new version.")
    folder = FOLDER if publish else Path(sys.argv[1])
    for name, data in made().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"Written to {folder}.")


if __name__ == "__main__":
    main()
