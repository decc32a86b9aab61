"""Somebody who comments on the definition, in a browser; whoever answers; and the mails that leave then."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client

from coopportal.services import consultation as service
from coopportal.tasks import send_comment_letters
from tenants.models import Comment, Proposal, User

TYPED = {
    "about": "term-covers",
    "text": "Grandparents come along too.\n<b>Win</b> a prize at spam.example",
    "name": "Ada Marsh",
    "organisation": "Brook Lane Bakery",
    "email": "ada@example.org",
    "consent": "on",
}
LINK = re.compile(r"/definition/comment/[0-9a-f]{43}/")


def write(client: Client | None = None, **changed: Any) -> Any:
    return (client or Client()).post("/definition/comment/", {**TYPED, **changed})


def letters() -> list[Any]:
    """What has left since the last look."""
    before = len(mail.outbox)
    send_comment_letters()
    return mail.outbox[before:]


def link(message: Any) -> str:
    found = LINK.search(message.body)
    assert found is not None, message.body
    return found[0]


def moderator() -> User:
    known = User.objects.filter(is_staff=True).first()
    return known or User.objects.create_superuser("olwen@example.org", name="Olwen Price")


def commented(**values: Any) -> Comment:
    """One that is confirmed, past the browser."""
    told = {"text": "Grandparents come along too.", "name": "Ada Marsh", "email": "ada@example.org"}
    return service.confirm_comment(service.write_comment(**{**told, **values}))


def published(**values: Any) -> Comment:
    row = commented(**values)
    service.publish_comment(row, by=moderator(), was=row.state)
    row.refresh_from_db()
    return row


def answered(state: str, answer: str, led_to: Proposal | None = None, **values: Any) -> Comment:
    row = published(**values)
    service.answer_comment(
        row, state=state, answer=answer, led_to=led_to, by=moderator(), was=row.state
    )
    row.refresh_from_db()
    return row


def proposed(title: str = "Let a card cover grandparents", **said: Any) -> Proposal:
    text = "Add elders to covers, because many schemes count them apart."
    return service.propose(title=title, **{"text": text, "by": moderator(), **said})
