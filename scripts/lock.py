"""`make lock`: write the exact versions, with hashes and without any host, from pyproject.toml."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = (
    *("pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11", "--quiet"),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock"),
    "pyproject.toml",
)


def main() -> None:
    uv = shutil.which("uv")
    if not uv:
        sys.exit("make lock needs uv (https://docs.astral.sh/uv/). Only this target does.")
    for extra, file in (
        ((), "requirements.txt"),
        (("--group", "dev", "--constraint", "requirements.txt"), "requirements-dev.txt"),
    ):
        subprocess.run([uv, *COMPILE, *extra, "--output-file", file], cwd=ROOT, check=True)
        print(f"{file} is written.")


if __name__ == "__main__":
    main()
