"""Is this portal whole? What is answered is the same before a backup and after it was put back."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

from credentials import keystore, resolving
from credentials.core.encoding import parse_json
from credentials.core.lists import ListReader, careful
from credentials.core.status import decode
from credentials.core.verification import PASSED, RECOGNITION, verify_credential
from credentials.models import Credential, PublishedDocument, SigningKey, StatusList
from credentials.services import status
from tenants import scope
from tenants.audit.reading import read_chain
from tenants.models import Cooperative, User
from tests.restoring.fill import SHOWN

SAMPLE = 1000
BITS = 8


def look() -> None:
    """Prints one line of JSON last."""
    connection.check_constraints()
    found: dict[str, Any] = {"coops": {}}
    for pk in Cooperative.objects.order_by("slug").values_list("pk", flat=True):
        with scope.within(pk):
            found["coops"][str(pk)] = _of_coop()
    found["shown"] = _shown()
    print(json.dumps(found))  # noqa: T201 -- it speaks to whoever started it


def _of_coop() -> dict[str, Any]:
    chain = read_chain()
    for key in SigningKey.objects.filter(state=SigningKey.State.ACTIVE):
        keystore.signer_of(key)
    return {"head": chain.head, "lines": chain.lines, "whole": chain.whole, **_cards(), **_bits()}


def _cards() -> dict[str, Any]:
    """As a stranger would look at them: genuine, and ended or suspended where they are."""
    now = timezone.now()
    resolve = careful(resolving.resolve)
    reader = ListReader(now=now, resolve=resolve, fetch_status=resolving.fetch_status)
    outcomes: dict[str, int] = {}
    rows = Credential.objects.exclude(document="{}").order_by("-pk")[:SAMPLE]
    for text in rows.values_list("document", flat=True):
        report = verify_credential(
            parse_json(text),
            now=now,
            resolve=resolve,
            fetch_status=resolving.fetch_status,
            fetch_linked=resolving.fetch_linked,
            policy=RECOGNITION,
            lists=reader,
        )
        wrong = [check.code for check in report.checks if check.outcome is not PASSED]
        word = ",".join(wrong) or "good"
        outcomes[word] = outcomes.get(word, 0) + 1
    return {"cards": outcomes}


def _bits() -> dict[str, Any]:
    """What is published, and what the register says; both have to be the same."""
    series = set(StatusList.objects.values_list("series", flat=True))
    marks = status._marks(series)
    told, equal = {}, True
    for row in StatusList.objects.order_by("url"):
        body = PublishedDocument.objects.get(url=row.url).body
        bits = decode(json.loads(body)["credentialSubject"]["encodedList"])
        wanted = marks[row.series_id, row.purpose]
        there = {n for n in range(len(bits) * BITS) if bits[n // BITS] >> (7 - n % BITS) & 1}
        equal = equal and there == wanted
        told[row.url] = f"{len(there)} {sha256(bits).hexdigest()}"
    return {"bits": told, "bitsEqual": equal}


def _shown() -> int:
    """A member signs in and sees the card."""
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(User.objects.get(email=SHOWN))
    answer = browser.get("/me/", HTTP_HOST="localhost:8000")
    assert answer.status_code == 200, answer.status_code
    assert b"Elm Lane" in answer.content
    assert b"EL-000000" in answer.content
    return answer.status_code
