"""Pages that belong to one person: who that is, by which row, and what they find there that nobody else may."""

from __future__ import annotations

from dataclasses import dataclass

from tests.walls.probe.belongings import ASKS, FACE, FURTHER, KEEPER, OFFERED, SAID, TILL


@dataclass(frozen=True)
class Own:
    """`finds` is a name found nowhere else, or the row whose code stands there; where there is none by nature, `why` says so.

    A page that is only sent something is asked by POST, and what it leads to is read.
    """

    by: str = "keeper"
    row: str = "card"
    finds: str = ""
    why: str = ""
    status: int = 200
    sent: bool = False
    # Signed in, anybody with the link may look; they find their own cards, not the keeper's.
    open: bool = False


_ABROAD = "asks another portal, which no probe has; tests/outbound/test_visitors.py"
_AT_CHECK = "about what the home's agreement gives, and leads to the check; tests/benefits/test_desk_giving.py"
_DRAWN = "a picture of the code, read in tests/credentials/test_downloads.py"

OWN: dict[str, Own] = {
    "credentials:card": Own(finds=KEEPER),
    "credentials:card-json": Own(finds=KEEPER),
    "credentials:card-qr-png": Own(why=_DRAWN),
    "credentials:card-qr-svg": Own(why=_DRAWN),
    "credentials:card-pdf": Own(why=_DRAWN),
    "credentials:card-replace": Own(finds="card"),
    "credentials:card-renew": Own(finds=KEEPER, sent=True),
    "credentials:card-leave": Own(finds="card"),
    "credentials:card-stay": Own(finds="card", status=302),
    "credentials:card-photo": Own(finds="card"),
    "credentials:card-photo-remove": Own(finds="card", sent=True),
    "credentials:card-photo-file": Own(finds=FACE),
    "credentials:household-invite": Own(
        row="membership", why="an empty form; tests/credentials/test_household_pages.py"
    ),
    "credentials:household-remove": Own(row="further", finds=FURTHER),
    "tenants:my-details-change": Own(row="member", finds=KEEPER),
    "tenants:my-details-withdraw": Own(row="member", finds="member", sent=True),
    "benefits:not-me": Own(row="line", finds=TILL),
    "benefits:present": Own(row="visit", finds=KEEPER, open=True),
    "benefits:visit-result": Own(row="visit", finds="visit"),
    "benefits:visit-request": Own(row="", why=_ABROAD),
    "benefits:visit-answer": Own(row="", why=_ABROAD),
    "benefits:visit-back": Own(row="", why=_ABROAD),
    "benefits:visit-finish": Own(row="", why=_ABROAD),
    "benefits:agreement-statement": Own(
        row="", why="for whoever has its address; tests/outbound/test_forged_agreements.py"
    ),
    "benefits:desk-photo": Own("device", "check", FACE),
    "benefits:desk-check": Own("device", "check", KEEPER),
    "benefits:desk-compare": Own(
        "device",
        "check",
        why="leads to the check; tests/benefits/test_desk_walls.py",
        sent=True,
        status=409,
    ),
    "benefits:desk-give": Own("device", "check", why=_AT_CHECK, sent=True, status=409),
    "benefits:desk-ask": Own("device", "check", why=_AT_CHECK, sent=True, status=409),
    "benefits:desk-undo": Own(row="", why=_AT_CHECK),
    "network-comment": Own("operator", "comment", SAID),
    "network-proposal": Own("operator", "proposal", OFFERED),
    "network-interest": Own("operator", "interest", ASKS),
    "network-invite": Own("operator", "interest", ASKS),
}
