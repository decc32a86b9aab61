"""Setting type: values into one of the templates here, with the typefaces that lie beside this file.

Knows no framework, so that many pages at once can be set in a process of their own (`set_apart`): what a thousand cards
take in memory is given back when it ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

HERE: Final = Path(__file__).resolve().parent
STANDARD: Final = "ua-1"
SECONDS: Final = 40  # less than a worker has for one piece of work


class TypesettingError(RuntimeError):
    """What was to be set apart came to no end; the reason stands in the log alone."""


def source_of(template: str) -> bytes:
    """One of the templates here, which all stand behind the two sides of a card."""
    return (HERE / "face.typ").read_bytes() + (HERE / template).read_bytes()


def set_type(source: bytes, values: object, made: int) -> bytes:
    """A tagged PDF. Values travel as JSON beside the source, so that a name is never read as a command.

    Raises typst.TypstError, also where no typeface has a letter.
    """
    pdf: bytes = typst.compile(
        source,
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(values)},
        pdf_standards=[STANDARD],
        timestamp=made,
    )
    return pdf


def set_apart(template: str, values: Any, made: datetime) -> bytes:
    """The same in a process of its own. Raises TypesettingError."""
    asked = json.dumps({"template": template, "values": values, "made": int(made.timestamp())})
    try:
        done = subprocess.run(  # noqa: S603 -- this very module, by this very Python
            [sys.executable, "-m", __name__],
            input=asked.encode(),
            capture_output=True,
            cwd=HERE.parents[1],
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise TypesettingError(type(error).__name__) from error
    return done.stdout


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Read once. What the machine has is left alone, so that cards look alike everywhere."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")]
    )


def main() -> None:
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(set_type(source_of(asked["template"]), asked["values"], asked["made"]))


if __name__ == "__main__":
    main()
