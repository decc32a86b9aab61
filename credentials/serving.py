"""The process that signs for web servers: it opens private halves and hands out signatures, never a key."""

from __future__ import annotations

import base64
import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import close_old_connections

from credentials import keystore
from credentials.custody.remote import LONGEST, SECONDS
from credentials.errors import NoSigningKeyError
from credentials.models import SigningKey
from tenants import scope
from tenants.errors import DomainError

log = logging.getLogger(__name__)
THREADS: Final = 4
UNREADABLE: Final = "unreadable"


def serve(path: str) -> None:
    """Listen until the process is ended: who was let in is answered then, and the socket is gone.

    Who may write to the socket may have things signed: owner and group.
    """
    Path(path).unlink(missing_ok=True)
    before = os.umask(0o117)
    try:
        listener = Listener(path, family="AF_UNIX", backlog=64)
    finally:
        os.umask(before)
    with listener, ThreadPoolExecutor(THREADS) as threads:
        while True:
            try:
                line = listener.accept()
            except OSError:  # somebody went away before we came
                continue
            threads.submit(_answer, line)


def _answer(line: Connection) -> None:
    """Whatever goes wrong, the next one is answered."""
    with line:
        try:
            if line.poll(SECONDS):
                line.send_bytes(json.dumps(answer(line.recv_bytes(LONGEST))).encode())
        except (OSError, EOFError):
            log.info("Somebody asked for a signature and went away.")


def answer(question: bytes) -> dict[str, Any]:
    """The signature, or the code of why there is none. An empty question asks whether all is well."""
    close_old_connections()
    try:
        asked = json.loads(question)
        if asked == {}:
            keystore.check_custody()
            return {"well": True}
        return {"signature": base64.b64encode(_signed(asked)).decode("ascii")}
    except DomainError as error:
        return {"error": error.code}
    except (ValueError, TypeError, KeyError):
        return {"error": UNREADABLE}
    except Exception:
        log.exception("A signature could not be made.")
        return {"error": UNREADABLE}
    finally:
        close_old_connections()


def _signed(asked: dict[str, str]) -> bytes:
    """By the key in use of that co-op, and no other: what is announced or retired signs nothing."""
    data = base64.b64decode(asked["data"], validate=True)
    with scope.within(UUID(asked["cooperative"])):
        in_use = SigningKey.objects.defer(None).filter(state=SigningKey.State.ACTIVE)
        row = in_use.filter(code=UUID(asked["key"])).first()
        if row is None:
            raise NoSigningKeyError
        return keystore.open_signer(row).sign(data)
