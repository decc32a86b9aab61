"""Names, addresses and keys, looked for in everything that processes have written to their logs."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.kills.acts import CANARY


def found(examined: Counter[str]) -> Iterator[str]:
    wanted = {"a name": CANARY, "an address": "@canary.example.org", **_keys()}
    for log in sorted(Path(settings.DATA).glob("*.log")):
        text = log.read_text(errors="replace")
        examined["log_bytes"] += len(text)
        yield from (f"{log.name} holds {what}" for what, secret in wanted.items() if secret in text)


def _keys() -> dict[str, str]:
    """The keys that wrap all others, however they might be written."""
    ways = {}
    for file in sorted(Path(settings.KEYS_FOLDER).glob("kek-*")):
        secret = file.read_bytes().strip()
        ways[f"{file.name} in hex"] = secret.hex()
        ways[f"{file.name} in base64"] = base64.b64encode(secret).decode().rstrip("=")
        ways[f"{file.name} in base64url"] = base64.urlsafe_b64encode(secret).decode().rstrip("=")
        ways[f"{file.name} in Python's way"] = repr(secret)[2:-1]
    return ways
