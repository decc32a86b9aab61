"""What is packed within bytes: a key that left in a zip, in a message of the broker or in an attachment is still a key that left."""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zlib
from collections.abc import Iterator
from email import message_from_bytes, policy

import pypdfium2

DEEP = 3  # a row's bytes in a dump, which are a message, whose body is base64
RUN = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){40,}")
ESCAPED = re.compile(rb"\\(?:u00([0-9a-fA-F]{2})|x([0-9a-fA-F]{2})|([nrt\\'\"/]))")
SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}
ZLIB = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")  # gzip, and zlib by itself
MEMBER = re.compile(rb"PK\x03\x04")
HEAD = 30  # bytes before the name of a member of a zip
URL_SAFE = bytes.maketrans(b"-_", b"+/")


def whole(content: bytes) -> bytes:
    """With everything that is packed in it behind it, each once."""
    found: dict[bytes, None] = {}
    _take(content, DEEP, found)
    return b"\n\0\n".join(found)


def _take(content: bytes, deep: int, found: dict[bytes, None]) -> None:
    if content in found:
        return
    found[content] = None
    if deep:
        for inner in _inside(content):
            _take(inner, deep - 1, found)


def _inside(content: bytes) -> Iterator[bytes]:
    yield from _of_zip(content)
    if content.startswith(b"%PDF"):
        yield from _of_pdf(content)
    yield from _of_zlib(content)
    if unescaped := ESCAPED.sub(_plain, content) if b"\\" in content else b"":
        yield unescaped
    yield from (binascii.unhexlify(run) for run in HEX.findall(content))
    yield from _of_base64(content)


def _plain(found: re.Match[bytes]) -> bytes:
    digits = found[1] or found[2]
    return bytes.fromhex(digits.decode()) if digits else SIGNS.get(found[3], found[3])


def _of_base64(content: bytes) -> Iterator[bytes]:
    """From each of four letters on: one that belongs to what stands before shifts the rest."""
    for run in set(RUN.findall(content)):
        plain = run.translate(URL_SAFE)
        for first in range(4):
            piece = plain[first:]
            if len(piece) % 4 == 1:  # no bytes end so
                piece = piece[:-1]
            yield base64.b64decode(piece + b"=" * (-len(piece) % 4))


def _of_zip(content: bytes) -> Iterator[bytes]:
    """Member by member and not by its table of contents, which stands last: it may be only the beginning of one."""
    for at in (found.start() for found in MEMBER.finditer(content)):
        name, extra = struct.unpack_from("<HH", content.ljust(at + HEAD, b"\0"), at + HEAD - 4)
        try:
            yield zlib.decompressobj(-zlib.MAX_WBITS).decompress(
                content[at + HEAD + name + extra :]
            )
        except zlib.error:
            continue


def _of_zlib(content: bytes) -> Iterator[bytes]:
    """Wherever it begins, as in a file of the cache; what only looks like it does not come out."""
    for found in ZLIB.finditer(content):
        try:
            yield zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(
                memoryview(content)[found.start() :]
            )
        except zlib.error:
            continue


def _of_pdf(content: bytes) -> Iterator[bytes]:
    """Its text; letters stand there as numbers of glyphs. One line of an attachment begins like one and is none."""
    try:
        with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
            pages = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError:
        return
    yield "\n".join(pages).encode()


def of_mail(content: bytes) -> bytes:
    """A mail as it crossed the wire, and each of its parts as somebody reads it."""
    parts = message_from_bytes(content, policy=policy.default).walk()
    read = (part.get_payload(decode=True) for part in parts if not part.is_multipart())
    return b"\n\0\n".join([content, *(each for each in read if isinstance(each, bytes))])
