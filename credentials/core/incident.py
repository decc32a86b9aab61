"""One co-op reports to another about the holder of a card that it was told of, and is answered.

Signed statements (``jws``) with claims of https://www.rfc-editor.org/rfc/rfc7519. A report names nobody: it refers to
the question that the home answered, which only the two of them know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from credentials.core.encoding import is_plain
from credentials.core.errors import CoreError, CredentialError
from credentials.core.times import is_seconds, parse_time, write_time
from credentials.core.types import Did, Document

TYPE: Final = "incident+jwt"
LEEWAY: Final = timedelta(minutes=2)
LONGEST_TEXT: Final = 1000
LONGEST: Final = 300


@dataclass(frozen=True)
class Report:
    """``reference`` is the nonce of the question that was answered; ``what`` and ``at`` are what it is about."""

    sender: Did
    sender_name: str
    reader: Did
    incident: UUID
    reference: str
    kind: str
    what: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Reply:
    """What the home did about it, for who reported it."""

    sender: Did
    reader: Did
    incident: UUID
    text: str


def write(statement: Report | Reply, *, now: datetime) -> Document:
    """The payload of the statement."""
    payload: Document = {
        "iss": statement.sender,
        "aud": statement.reader,
        "iat": int(now.timestamp()),
        "jti": str(statement.incident),
        "text": statement.text,
    }
    if isinstance(statement, Reply):
        return payload
    return payload | {
        "name": statement.sender_name,
        "reference": statement.reference,
        "kind": statement.kind,
        "what": statement.what,
        "at": write_time(statement.at),
    }


def read(payload: Document, *, sender: Did, now: datetime) -> Report | Reply:
    """Read a statement whose signature is true.

    Raises:
        CredentialError: ``bad_incident``.
    """
    made = payload.get("iat")
    if payload.get("iss") != sender or not is_seconds(made):
        raise _bad()
    if abs(now.timestamp() - made) > LEEWAY.total_seconds():
        raise _bad()
    try:
        reader, incident = _line(payload["aud"]), UUID(_line(payload["jti"]))
        text = _text(payload["text"])
        if "reference" not in payload:
            return Reply(sender, reader, incident, text)
        return Report(
            sender,
            _line(payload["name"]),
            reader,
            incident,
            _line(payload["reference"]),
            _line(payload["kind"]),
            _line(payload["what"]),
            parse_time(payload["at"]),
            text,
        )
    except (CoreError, KeyError, TypeError, ValueError):
        raise _bad() from None


def _text(value: Any) -> str:
    """Of several lines, and nothing in it that turns writing around or hides."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT:
        raise ValueError
    if not all(map(is_plain, value.replace("\t", " ").splitlines())):
        raise ValueError
    return value


def _line(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not is_plain(value):
        raise ValueError
    return value


def _bad() -> CredentialError:
    return CredentialError("bad_incident", "This report cannot be read.")
