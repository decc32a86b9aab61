"""Somebody who registers an interest, in a browser; and the mails that leave then."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client

from coopportal.services import interest as service
from coopportal.tasks import send_interest_letters
from tenants.models import Interest

TYPED = {
    "kind": "coop",
    "organisation": "Brook Lane Bakery",
    "name": "Ada Marsh",
    "role": "manager",
    "country": "GB",
    "sector": "food",
    "wishes": ["participate", "try"],
    "use_cases": ["reciprocal-membership"],
    "hopes": "Win a prize at spam.example",
    "email": "ada@example.org",
    "language": "en",
    "consent": "on",
}
LINK = re.compile(r"/interest/[0-9a-f]{43}/")


def register(client: Client | None = None, **changed: Any) -> Any:
    return (client or Client()).post("/interest/", {**TYPED, **changed})


def letters() -> list[Any]:
    """What has left since the last look."""
    before = len(mail.outbox)
    send_interest_letters()
    return mail.outbox[before:]


def link(message: Any) -> str:
    found = LINK.search(message.body)
    assert found is not None, message.body
    return found[0]


def interested(**values: Any) -> Interest:
    """One who has confirmed, past the browser."""
    told = {
        "kind": "coop",
        "organisation": "Brook Lane Bakery",
        "name": "Ada Marsh",
        "country": "GB",
        "sector": "food",
        "email": "ada@example.org",
        "wishes": ["participate"],
    }
    return service.confirm_interest(service.register_interest(**{**told, **values}))
