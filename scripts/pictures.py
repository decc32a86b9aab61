"""Make `docs/pictures` from pictures of the real pages.

LOOK_PICTURES=/tmp/look .venv/bin/python -m pytest tests/look
.venv/bin/python scripts/pictures.py /tmp/look
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
THEMES = ("light", "dark")
COLOURS = 128
# Name here, page and state in tests/look, width of the screen, how much of its height is shown.
WANTED = (
    ("card", "credentials-card-filled", 390, 900),
    ("consent", "benefits-present-filled", 390, 900),
    ("verdict", "credentials-verdict-filled", 390, 900),
    ("applications", "tenants-applications-filled", 1280, 800),
)


def write(taken: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page, width, height in WANTED:
        for theme in THEMES:
            with Image.open(taken / f"{page}-{theme}-{width}.png") as picture:
                shown = picture.convert("RGB").crop((0, 0, width, min(height, picture.height)))
            target = FOLDER / f"{name}-{theme}.png"
            shown.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
            print(f"{target.relative_to(ROOT)} {target.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
