"""Addresses of what a co-op writes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tenants import scope
from tenants.models import AddressMark, Letter, Mailing, Member
from tests.walls.page import Page

MAILED = "Kowari Canary-1f8c"
GONE = "wombat-canary-2e7b@example.org"
ADDRESS = "wombat-canary-6d1c@example.org"


def mailed() -> None:
    """Within the co-op: a letter that left, and an address that letters come back from."""
    Letter.objects.create(
        kind="membership_suspended",
        key="walls",
        to=ADDRESS,
        about=uuid4(),
        state=Letter.State.SENT,
    )
    member = Member.objects.exclude(email="").first() or Member.objects.earliest("pk")
    Member.objects.filter(pk=member.pk).update(email=GONE, email_key=GONE)
    Mailing.objects.create(subject=MAILED, text="Come.", language="en")
    AddressMark.objects.create(address=GONE, address_key=GONE, gone=True)


def _letter(world: Any) -> dict[str, object]:
    with scope.within(world.elm.coop.pk):
        return {"code": Letter.objects.get(to=ADDRESS).code}


def _address(_world: Any) -> str:
    return ADDRESS


def _mark(world: Any) -> dict[str, object]:
    with scope.within(world.elm.coop.pk):
        return {"code": AddressMark.objects.get().code}


def _mailing(world: Any) -> dict[str, object]:
    with scope.within(world.elm.coop.pk):
        return {"code": Mailing.objects.get().code}


def _text(_world: Any) -> dict[str, object]:
    return {"kind": "membership_ending"}


MAIL = {
    "tenants:messages": Page(canary=_address),
    "tenants:letter": Page(arguments=_letter, canary=_address),
    "tenants:letter-again": Page(arguments=_letter, get=405),
    "tenants:mail-rules": Page(),
    "tenants:mailings": Page(canary=lambda _world: MAILED),
    "tenants:mailing-new": Page(),
    "tenants:mailing": Page(arguments=_mailing, canary=lambda _world: MAILED),
    "tenants:mailing-change": Page(arguments=_mailing, canary=lambda _world: MAILED),
    "tenants:mailing-looks": Page(arguments=_mailing, canary=lambda _world: MAILED),
    "tenants:mailing-test": Page(arguments=_mailing, get=405),
    "tenants:mailing-send": Page(arguments=_mailing, get=405),
    "tenants:mailing-stop": Page(arguments=_mailing, get=405),
    "tenants:mailing-delete": Page(arguments=_mailing, get=405),
    "tenants:letter-texts": Page(),
    "tenants:letter-text": Page(arguments=_text),
    "tenants:letter-text-looks": Page(arguments=_text),
    "tenants:letter-text-back": Page(arguments=_text, get=405),
    "tenants:addresses": Page(canary=lambda _world: GONE),
    "tenants:address-confirm": Page(arguments=_mark, get=405),
}
MAIL_OPEN = {
    "tenants:mail-events": "only what a mail service signs; tests/tenants/test_mail_events.py",
}
