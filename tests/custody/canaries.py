"""How secret bytes are written down when they leak, and where to look for them."""

from __future__ import annotations

import base64
import string
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

SHORTEST = 20  # of a spelling that is no accident
SKIPPED = ("keys", "static")  # where the key itself lives, and what is served to everybody


def spellings(secret: bytes) -> dict[str, bytes]:
    """By its name, each way in which these bytes may stand in a text or a file."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    ssh = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    texts = {
        "raw": secret,
        "hex": secret.hex().encode(),
        "HEX": secret.hex().upper().encode(),
        "hex with spaces": secret.hex(" ").encode(),
        "hex with colons": secret.hex(":").encode(),
        "repr": repr(secret)[2:-1].encode(),
        "list of numbers": str(list(secret))[1:-1].encode(),
        "number": str(int.from_bytes(secret, "big")).encode(),
        "base32": base64.b32encode(secret).rstrip(b"="),
        "base85": base64.b85encode(secret),
        "latin-1 as utf-8": secret.decode("latin-1").encode(),
        "url": "".join(chr(c) if chr(c) in _PLAIN else f"%{c:02X}" for c in secret).encode(),
        "pem": pem.splitlines()[1],
        "openssh": b"".join(ssh.splitlines()[1:-1])[-120:-60],
    }
    for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
        for place in range(3):  # within a longer text it begins at any of three places
            texts[f"{name} at {place}"] = _middle(encode(b"\0" * place + secret), place)
    return {name: text for name, text in texts.items() if len(text) >= SHORTEST}


_PLAIN = string.ascii_letters + string.digits + "-._~"


def _middle(encoded: bytes, place: int) -> bytes:
    """What does not depend on what stands before and after."""
    return encoded.rstrip(b"=")[2 * place : -2]


def hits(secrets: Iterable[bytes], where: str, content: bytes) -> list[str]:
    return [
        f"{where}: {name}"
        for secret in secrets
        for name, text in spellings(secret).items()
        if text in content
    ]


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All that a portal has written: logs, database, broker, cache, mails; but not the key's own folder."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in SKIPPED:
            yield str(name), path.read_bytes()
