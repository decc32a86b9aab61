"""Make `docs/pictures` from pictures of the real pages.

LOOK_PICTURES=/tmp/look .venv/bin/python -m pytest tests/look
.venv/bin/python scripts/pictures.py /tmp/look [name…]
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
    ("agreement", "benefits-agreement-filled", 1280, 700),
    ("visit", "benefits-visit-filled", 390, 700),
    ("desk", "benefits-desk-check-benefit", 390, 900),
    ("benefits", "benefits-mine-filled", 390, 900),
    ("tour", "demo-half-way", 1280, 800),
    ("shop", "demo-shop-ordered", 1280, 900),
    ("review", "credentials-accreditation-review-filled", 1280, 800),
    ("trust-list", "credentials-trust-list-filled", 1280, 700),
    ("interest", "interest-filled", 390, 900),
    ("first-steps", "tenants-overview-empty", 1280, 800),
    ("adoption", "network-adoption-filled", 1280, 900),
)


def write(taken: Path, names: list[str]) -> None:
    """Those that are named, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page, width, height in WANTED:
        if names and name not in names:
            continue
        for theme in THEMES:
            with Image.open(taken / f"{page}-{theme}-{width}.png") as picture:
                shown = picture.convert("RGB").crop((0, 0, width, min(height, picture.height)))
            target = FOLDER / f"{name}-{theme}.png"
            shown.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
            print(f"{target.relative_to(ROOT)} {target.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2:])
