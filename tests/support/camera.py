"""A browser whose camera sees what we hold in front of it: a QR code, as large as a phone would show it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from credentials.card import qr
from tests.support.browser import launched

WIDTH, HEIGHT = 1280, 720
WALL = 110  # the grey of what stands behind the card
GREY = b"\x80"


def hold(film: Path, text: str = "") -> None:
    """Hold the QR code of this text in front of the camera, or nothing; it is read when the camera starts."""
    picture = Image.new("L", (WIDTH, HEIGHT), WALL)
    if text:
        code = Image.open(io.BytesIO(qr.png(text))).convert("L")
        side = HEIGHT * 3 // 4
        code = code.resize((side, side), Image.Resampling.BILINEAR)
        picture.paste(code, ((WIDTH - side) // 2, (HEIGHT - side) // 2))
    frame = b"FRAME\n" + picture.tobytes() + GREY * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    film.write_bytes(head + frame * 2)


@contextmanager
def with_camera(browser: Browser, film: Path) -> Iterator[Browser]:
    """Beside the shared browser, one that is allowed to use its camera, which shows this film."""
    with launched(
        browser.browser_type,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ) as seeing:
        yield seeing


@contextmanager
def with_camera_off(browser: Browser) -> Iterator[Browser]:
    """There is a camera, and its person says no."""
    with launched(
        browser.browser_type,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream=deny",
    ) as blind:
        yield blind


@contextmanager
def without(browser: Browser) -> Iterator[Browser]:
    """A device that has no camera at all."""
    with launched(browser.browser_type, "--use-fake-ui-for-media-stream") as none:
        yield none
