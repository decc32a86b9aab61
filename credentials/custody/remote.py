"""A signer that lives in another process: for a web server that may not see what is wrapped.

`manage.py signer` listens on a socket of the file system (`SIGNER_SOCKET`); its folder says who may ask. A question is one
message of JSON, so is the answer; nothing else is understood on either side.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from multiprocessing.connection import Client
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from credentials.core.keys import Algorithm
from credentials.errors import KeyEncryptionKeyError, NoSigningKeyError, SignerAwayError

SECONDS: Final = 10.0
LONGEST: Final = 2**22
REFUSED: Final = {
    error.code: error for error in (NoSigningKeyError, KeyEncryptionKeyError, SignerAwayError)
}


@dataclass(frozen=True)
class RemoteSigner:
    """Knows the name of a key, and whom to ask."""

    cooperative: UUID
    code: UUID
    verification_method: str
    algorithm: Algorithm = "Ed25519"

    def sign(self, data: bytes) -> bytes:
        """Raises NoSigningKeyError, KeyEncryptionKeyError, SignerAwayError."""
        answer = ask(
            {
                "cooperative": str(self.cooperative),
                "key": str(self.code),
                "data": base64.b64encode(data).decode("ascii"),
            }
        )
        return base64.b64decode(str(answer.get("signature", "")))


def ask(question: dict[str, str]) -> dict[str, Any]:
    """One question, one answer. Raises as `RemoteSigner.sign`."""
    try:
        with Client(settings.SIGNER_SOCKET, family="AF_UNIX") as line:
            line.send_bytes(json.dumps(question).encode())
            if not line.poll(SECONDS):
                raise SignerAwayError
            answer = json.loads(line.recv_bytes(LONGEST))
    except (OSError, EOFError, ValueError):
        raise SignerAwayError from None
    if not isinstance(answer, dict):
        raise SignerAwayError
    if "error" in answer:
        raise REFUSED.get(str(answer["error"]), SignerAwayError)
    return answer


def is_well() -> bool:
    """Whether somebody listens who has the portal's key."""
    try:
        return ask({}) == {"well": True}
    except (NoSigningKeyError, KeyEncryptionKeyError):
        return False
