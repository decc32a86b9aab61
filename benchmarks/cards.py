"""What the benchmark of the core signs: documents of several shapes, by many issuers, no two the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from credentials.core.accreditation import AccreditationClaims, build_accreditation_credential
from credentials.core.credential import build_membership_credential
from credentials.core.lists import ListReader
from credentials.core.types import Document
from credentials.core.verification import RECOGNITION, verify_credential
from tests.core.scene import NOW, YEAR, Coop, World

HOW_MANY_ISSUERS: Final = 24
SHARES: Final = {"card": 2, "short card": 1, "accreditation": 1}
CARDS: Final = ("card", "short card")
NAMES: Final = ("Amara Okafor", "Ünal Çelik", "Zoë O'Hara", "李 小龍", 'J. "Jo" Nowak', "Ana María")


class Issuers:
    """Co-ops with their keys, and the answers of their servers at hand."""

    def __init__(self) -> None:
        self.coops = [
            Coop(f"coop-{number}", f"{number:032d}".encode(), name=f"Co-op № {number}")
            for number in range(HOW_MANY_ISSUERS)
        ]
        self.signers = [coop.signer for coop in self.coops]
        self.documents = {coop.did: coop.document for coop in self.coops}
        world = World(*self.coops)
        self.lists = ListReader(now=NOW, resolve=self.resolve, fetch_status=world.fetch_status)
        self.fetch_status = world.fetch_status

    def resolve(self, did: str) -> Document:
        return self.documents[did]


ISSUERS: Final = Issuers()


@dataclass(frozen=True)
class Wanted:
    """One document to be signed: by whom and when."""

    shape: str
    number: int

    @property
    def issuer(self) -> int:
        return self.number % HOW_MANY_ISSUERS

    @property
    def created(self) -> datetime:
        return NOW - timedelta(seconds=self.number % 86_400)


def wanted(first: int, how_many: int) -> dict[str, list[Wanted]]:
    """So many of all shapes together, each with a number of its own."""
    parts = sum(SHARES.values())
    numbers = iter(range(first, first + how_many))
    return {
        shape: [Wanted(shape, next(numbers)) for _ in range(how_many * share // parts)]
        for shape, share in SHARES.items()
    }


def claims_of(each: Wanted, issuers: Issuers) -> Any:
    """What a row of the database says of it."""
    coop, number = issuers.coops[each.issuer], each.number
    urn = f"urn:uuid:00000000-0000-4000-8000-{number:012x}"
    if each.shape == "accreditation":
        other = issuers.coops[(each.issuer + 1) % HOW_MANY_ISSUERS]
        return AccreditationClaims(
            urn=urn,
            issuer=coop.did,
            issuer_name=coop.name,
            subject=other.did,
            legal_name=f"{other.name} Limited {number}",
            trading_name=other.name,
            category="COOP",
            assurance="documentChecked",
            evidence=(("documentChecked", date(2026, 11, 1), ""),),
            issuers=(coop.did,),
        )
    whole = replace(
        coop.claims(),
        urn=urn,
        number=f"GV-{number:06d}",
        membership_id=f"kJ3v0QmXx9a7Zb1c{number:06d}",
        name=NAMES[number % len(NAMES)],
        member_since=date(2019, 4, 1) + timedelta(days=number % 2000),
        covers=(1 + number % 3, number % 4),
    )
    if each.shape == "card":
        return whole
    return replace(whole, programmes=(), covers=None, home_country="", home_region="", evidence=())


def built(each: Wanted, claims: Any, issuers: Issuers) -> Document:
    """The document, yet unsigned."""
    status = issuers.coops[each.issuer].entries(each.number % 100_000)
    build = (
        build_accreditation_credential
        if each.shape == "accreditation"
        else build_membership_credential
    )
    return build(claims, valid_from=NOW, valid_until=NOW + YEAR, status=status)


def check(card: Document) -> None:
    """Every check under the strict policy; keys and lists are at hand, as in a portal that reads its own."""
    report = verify_credential(
        card,
        now=NOW,
        resolve=ISSUERS.resolve,
        fetch_status=ISSUERS.fetch_status,
        policy=RECOGNITION,
        lists=ISSUERS.lists,
    )
    if not report.ok:
        raise SystemExit(f"A good card was refused: {report.checks}")
