"""What mail services report over the web: whether it is theirs and new, and what it says of a letter.

Mailgun signs a moment and a token with a shared key; SendGrid signs a moment and the body with a key of which
we know the public half. Both as they document it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tenants.mail_reports import Report, is_gone

LATE: Final = 300  # seconds within which what was signed is news
SIGNATURE: Final = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP: Final = "X-Twilio-Email-Event-Webhook-Timestamp"


class RefusedError(Exception):
    """Not signed by whom it should be, not of now, or not what the service sends."""


@dataclass(frozen=True)
class Delivered:
    """What a service posted: `once` is never seen twice."""

    once: str
    reports: list[Report]


Reader = Callable[[bytes, Mapping[str, str], str, float], Delivered]


def of_mailgun(body: bytes, _headers: Mapping[str, str], key: str, now: float) -> Delivered:
    told = _json(body)
    signed = _dict(told, "signature")
    moment, token = str(signed.get("timestamp", "")), str(signed.get("token", ""))
    signs = f"{moment}{token}".encode("utf-8", "replace")
    expected = hmac.new(key.encode(), signs, hashlib.sha256).hexdigest()
    given = str(signed.get("signature", "")).encode("utf-8", "replace")
    if not hmac.compare_digest(expected.encode(), given):
        raise RefusedError
    _check_moment(moment, now)
    return Delivered(token, list(_of_mailgun(_dict(told, "event-data"))))


def _of_mailgun(event: dict[str, Any]) -> Iterator[Report]:
    if event.get("event") != "failed":
        return
    status = _dict(event, "delivery-status")
    words = status.get("message") or status.get("description") or event.get("reason")
    said = f"{status.get('code', '')} {words or ''}".strip()
    message_id = str(_dict(_dict(event, "message"), "headers").get("message-id", ""))
    if event.get("severity") == "permanent":
        yield Report("", message_id, final=True, gone=is_gone(said), said=_line(said))


def of_sendgrid(body: bytes, headers: Mapping[str, str], key: str, now: float) -> Delivered:
    moment = headers.get(TIMESTAMP, "")
    try:
        public = load_der_public_key(base64.b64decode(key))
        signature = base64.b64decode(headers.get(SIGNATURE, ""), validate=True)
        if not isinstance(public, EllipticCurvePublicKey):
            raise RefusedError
        public.verify(signature, moment.encode() + body, ECDSA(hashes.SHA256()))
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise RefusedError from error
    _check_moment(moment, now)
    told = _json(body)
    events = told if isinstance(told, list) else []
    once = hashlib.sha256(moment.encode() + body).hexdigest()
    return Delivered(once, [report for each in events for report in _of_sendgrid(each)])


def _of_sendgrid(event: Any) -> Iterator[Report]:
    if not isinstance(event, dict) or event.get("event") not in {"bounce", "dropped"}:
        return
    said = f"{event.get('status', '')} {event.get('reason', '')}".strip()
    gone = is_gone(said) and event.get("type") != "blocked"
    yield Report("", str(event.get("smtp-id", "")), final=True, gone=gone, said=_line(said))


READERS: Final[dict[str, Reader]] = {"mailgun": of_mailgun, "sendgrid": of_sendgrid}


def _check_moment(moment: str, now: float) -> None:
    if not moment.isascii() or not moment.isdigit() or abs(now - int(moment)) > LATE:
        raise RefusedError


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError from error


def _dict(told: Any, name: str) -> dict[str, Any]:
    found = told.get(name) if isinstance(told, dict) else None
    return found if isinstance(found, dict) else {}


def _line(text: str) -> str:
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())[:300]
