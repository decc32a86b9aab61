"""A token of SoftHSM's, in a folder of its own. Debian's package is called softhsm2."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)
LIBRARY = next((place for place in PLACES if Path(place).exists()), "")
PIN = "8264 is the pin"


def missing() -> str:
    """What is not here, in words; nothing where all is."""
    if not LIBRARY or shutil.which("softhsm2-util") is None:
        return "no SoftHSM on this machine: apt-get install softhsm2"
    if importlib.util.find_spec("pkcs11") is None:
        return "python-pkcs11 is not installed (the extra hsm)"
    return ""


needs_softhsm = pytest.mark.skipif(bool(missing()), reason=missing())


def lay_token(folder: Path) -> dict[str, str]:
    """Make a token, and say the environment in which a portal uses it."""
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\n", encoding="ascii")
    pin = folder / "pin"
    pin.write_text(PIN, encoding="utf-8")
    command = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "portal",
        "--pin",
        PIN,
        "--so-pin",
        "12345678",
    ]
    environment = {"SOFTHSM2_CONF": str(settings)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return environment | {
        "KEK_PROVIDER": "pkcs11",
        "KEK_PKCS11_LIBRARY": LIBRARY,
        "KEK_PKCS11_TOKEN": "portal",
        "KEK_PKCS11_PIN_FILE": str(pin),
    }
