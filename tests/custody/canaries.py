"""How secret bytes are written down when they leak, and where to look for them."""

from __future__ import annotations

import base64
import hashlib
import json
import string
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

SHORTEST = 20  # of a spelling that is no accident
GRAM = 8  # each spelling holds so many bytes together that begin at a place which is a multiple of STRIDE
STRIDE = SHORTEST - GRAM + 1
CODEC: Final = b"\x80\x26"  # multicodec's ed25519-priv
SKIPPED = ("keys", "static")  # where the key itself lives, and what is served to everybody


@lru_cache(maxsize=256)
def spellings(secret: bytes) -> dict[str, bytes]:
    """By its name, each way in which these bytes may stand in a text or a file."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    texts = {
        "raw": secret,
        "repr": repr(secret)[2:-1].encode(),
        "list of numbers": str(list(secret))[1:-1].encode(),
        "list without spaces": ",".join(map(str, secret)).encode(),
        "latin-1 as utf-8": secret.decode("latin-1").encode(),
        **_as_hex(secret),
        **_as_number(secret),
        **_as_base(secret),
        **_escaped(secret),
        **_as_file(key),
        **_as_base58(secret, public),
        # What the seed is made into before it signs; the first and the last byte are bent.
        "scalar": hashlib.sha512(secret).digest()[1:31],
        "scalar as hex": hashlib.sha512(secret).digest()[1:31].hex().encode(),
    }
    return {name: text for name, text in texts.items() if len(text) >= SHORTEST}


def _as_hex(secret: bytes) -> dict[str, bytes]:
    return {
        "hex": secret.hex().encode(),
        "HEX": secret.hex().upper().encode(),
        "hex with spaces": secret.hex(" ").encode(),
        "hex with colons": secret.hex(":").encode(),
    }


def _as_number(secret: bytes) -> dict[str, bytes]:
    return {
        "number": str(int.from_bytes(secret, "big")).encode(),
        "number, last byte first": str(int.from_bytes(secret, "little")).encode(),
    }


def _as_base(secret: bytes) -> dict[str, bytes]:
    """Within a longer text base64 begins at any of three places. A JWK's `d` and the body of a PEM are among them."""
    texts = {"base32": base64.b32encode(secret).rstrip(b"="), "base85": base64.b85encode(secret)}
    for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
        for place in range(3):
            texts[f"{name} at {place}"] = _middle(encode(b"\0" * place + secret), place)
    return texts


def _escaped(secret: bytes) -> dict[str, bytes]:
    """As addresses, mails, JSON and PostgreSQL write what is no letter."""
    plain = {c: chr(c) for c in secret if chr(c) in _PLAIN}
    return {
        "url": "".join(plain.get(c, f"%{c:02X}") for c in secret).encode(),
        "quoted-printable": "".join(plain.get(c, f"={c:02X}") for c in secret).encode(),
        "json": json.dumps(secret.decode("latin-1"))[1:-1].encode(),
        "octal": "".join(chr(c) if 32 <= c < 127 else f"\\{c:03o}" for c in secret).encode(),
    }


def _as_file(key: Ed25519PrivateKey) -> dict[str, bytes]:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    ssh = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return {"pem": pem.splitlines()[1], "openssh": b"".join(ssh.splitlines()[1:-1])[-120:-60]}


def _as_base58(secret: bytes, public: bytes) -> dict[str, bytes]:
    """One number of all its bytes, so each of what is written down together is another; `z` makes it multibase."""
    return {
        "base58": base58(secret),
        "multibase": base58(CODEC + secret),
        "base58 with the public half": base58(secret + public),
        "multibase with the public half": base58(CODEC + secret + public),
    }


def base58(data: bytes) -> bytes:
    """Written here once more: what looks for leaks does not lean on what might leak."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return ("1" * (len(data) - len(data.lstrip(b"\0"))) + text).encode()


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PLAIN = string.ascii_letters + string.digits + "-._~"


def _middle(encoded: bytes, place: int) -> bytes:
    """What does not depend on what stands before and after."""
    return encoded.rstrip(b"=")[2 * place : -2]


def hits(secrets: Iterable[bytes], where: str, content: bytes) -> list[str]:
    wanted = frozenset(secrets)
    if not _may_hold(content, _grams(wanted)):
        return []
    return [
        f"{where}: {name}"
        for secret in sorted(wanted)
        for name, text in spellings(secret).items()
        if text in content
    ]


def _may_hold(content: bytes, grams: frozenset[bytes]) -> bool:
    """A thousand spellings are looked for at once: most of what is looked through has no piece of any."""
    last = len(content) - GRAM + 1
    return any(content[at : at + GRAM] in grams for at in range(0, last, STRIDE))


@lru_cache(maxsize=8)
def _grams(secrets: frozenset[bytes]) -> frozenset[bytes]:
    texts = {text for secret in secrets for text in spellings(secret).values()}
    return frozenset(text[at : at + GRAM] for text in texts for at in range(len(text) - GRAM + 1))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All that a portal has written: logs, database, broker, cache, mails; but not the key's own folder."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in SKIPPED:
            yield str(name), path.read_bytes()
