"""A mailbox elsewhere, read over IMAP: new mails one after another, each marked as seen once it was dealt with."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

PORT: Final = 993
TIMEOUT: Final = 30.0
MOST: Final = 1000  # of one run; the rest follows with the next


@dataclass(frozen=True)
class Place:
    host: str
    port: int
    user: str
    folder: str


def place_of(address: str) -> Place:
    """`imaps://user@host[:port]/Folder`. Raises ValueError for anything else: the way there is always encrypted."""
    parts = urlsplit(address)
    if parts.scheme != "imaps" or not parts.hostname or not parts.username or parts.password:
        raise ValueError("Write it as imaps://user@host/INBOX, without the password.")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return Place(parts.hostname, parts.port or PORT, unquote(parts.username), folder)


@contextmanager
def new_mails(place: Place, password: str, *, authority: str = "") -> Iterator[Iterator[bytes]]:
    """What nobody has seen yet. Raises OSError or imaplib.IMAP4.error where the mailbox cannot be read."""
    trust = ssl.create_default_context(cafile=authority or None)
    with imaplib.IMAP4_SSL(place.host, place.port, ssl_context=trust, timeout=TIMEOUT) as box:
        box.login(place.user, password)
        state, _counted = box.select(f'"{place.folder}"')
        if state != "OK":
            raise imaplib.IMAP4.error(f"There is no folder {place.folder}.")
        yield _read(box)


def _read(box: imaplib.IMAP4) -> Iterator[bytes]:
    """Marked after it was dealt with: who is interrupted reads it again, which does no harm."""
    _state, found = box.uid("SEARCH", "UNSEEN")
    for number in (found[0] or b"").split()[:MOST]:
        _state, parts = box.uid("FETCH", number.decode(), "(BODY.PEEK[])")
        data = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        yield data
        box.uid("STORE", number.decode(), "+FLAGS", "(\\Seen)")
