"""A co-op of its own, without a portal: keys, lists, a card, and the world that a verifier asks."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from credentials.core.accreditation import AccreditationClaims, build_accreditation_credential
from credentials.core.credential import MembershipClaims, build_membership_credential
from credentials.core.data_integrity.proof import add_proof
from credentials.core.did.document import build_document, key_id
from credentials.core.errors import StatusError, UnreachableError
from credentials.core.keys import Ed25519Signer
from credentials.core.presentation import build_linked_presentation, build_presentation
from credentials.core.status import MINIMUM, StatusEntry, build_status_list
from credentials.core.verification import verify_credential, verify_presentation

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
POSITION = 70_001
CHALLENGE = "0Zt8x1m2qv"


@dataclass
class Coop:
    """Signs with one key; publishes a document and two lists."""

    slug: str
    seed: bytes
    name: str = "Green Valley Food Co-op"
    origin: str = "https://portal.example"
    ended: set[int] = field(default_factory=set)
    suspended: set[int] = field(default_factory=set)
    linked: str = ""
    now: datetime = NOW

    @property
    def did(self) -> str:
        return f"did:web:portal.example:c:{self.slug}"

    @property
    def signer(self) -> Ed25519Signer:
        key = Ed25519Signer(self.seed, "").public_key
        return Ed25519Signer(self.seed, key_id(self.did, key))

    def url(self, purpose: str) -> str:
        return f"{self.origin}/c/{self.slug}/status/{purpose}"

    @property
    def document(self) -> dict[str, Any]:
        return build_document(self.did, [self.signer.public_key], linked=self.linked)

    def entries(self, position: int = POSITION) -> list[StatusEntry]:
        return [
            StatusEntry(purpose, self.url(purpose), position)
            for purpose in ("revocation", "suspension")
        ]

    def status_list(
        self, purpose: str, *, now: datetime | None = None, **changed: Any
    ) -> dict[str, Any]:
        now = now or self.now
        values: dict[str, Any] = {
            "url": self.url(purpose),
            "issuer": self.did,
            "purpose": purpose,
            "positions": self.ended if purpose == "revocation" else self.suspended,
            "size": MINIMUM,
            "valid_from": now - DAY,
            "valid_until": now + DAY,
        }
        return self.signed(build_status_list(**values | changed), created=now)

    def signed(self, document: dict[str, Any], *, created: datetime | None = None, **kw: Any):
        return add_proof(document, self.signer, created=created or self.now, **kw)

    def claims(self, **changed: Any) -> MembershipClaims:
        claims = MembershipClaims(
            urn="urn:uuid:6f6a9e9a-3c50-4c1c-9d58-0d1f1c2a3b4c",
            issuer=self.did,
            issuer_name=self.name,
            cooperative=self.did,
            cooperative_name=self.name,
            membership_id="kJ3v0QmXx9a7Zb1cD2eF4g",
            membership_class="consumer",
            class_name="Household member",
            language="en",
            eligible=True,
            programmes=("https://neighbouring-food-coops.example/roaming",),
            member_since=date(2019, 4, 1),
            number="GV-004217",
            name="Amara Okafor",
            covers=(2, 1),
            home_country="GB",
            home_region="Yorkshire",
            evidence=(("emailVerified", date(2026, 11, 24)), ("vouched", date(2026, 11, 20))),
        )
        return replace(claims, **changed)

    def unsigned_card(self, **changed: Any) -> dict[str, Any]:
        return build_membership_credential(
            self.claims(**changed),
            valid_from=self.now,
            valid_until=self.now + YEAR,
            status=self.entries(),
        )

    def card(self, **changed: Any) -> dict[str, Any]:
        return self.signed(self.unsigned_card(**changed))

    def accredits(self, home: Coop, *, position: int = POSITION, **changed: Any) -> dict[str, Any]:
        """This body's signed word on a co-op, that this body itself may issue for it."""
        claims = AccreditationClaims(
            urn="urn:uuid:0c8e6a4f-5d0b-4f53-9a0e-4a2f6f1f7a10",
            issuer=self.did,
            issuer_name=self.name,
            subject=home.did,
            legal_name=f"{home.name} Limited",
            trading_name=home.name,
            category="COOP",
            assurance="documentChecked",
            evidence=(("documentChecked", date(2026, 11, 1), ""),),
            issuers=(self.did,),
        )
        period = {
            "valid_from": changed.pop("valid_from", self.now - DAY),
            "valid_until": changed.pop("valid_until", self.now + 300 * DAY),
        }
        unsigned = build_accreditation_credential(
            replace(claims, **changed), status=self.entries(position), **period
        )
        return self.signed(unsigned)

    def shows(self, *credentials: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """What this co-op publishes of itself."""
        values = {"holder": self.did, "signer": self.signer, "created": self.now}
        return build_linked_presentation(credentials, **values | changed)

    def answer(self, card: dict[str, Any], audience: str, **changed: Any) -> dict[str, Any]:
        values: dict[str, Any] = {
            "holder": self.did,
            "signer": self.signer,
            "challenge": CHALLENGE,
            "domain": audience,
            "created": self.now,
        }
        return build_presentation(card, **values | changed)


class World:
    """What may be asked for: documents and lists by their address, each asking counted."""

    def __init__(self, *coops: Coop, now: datetime = NOW) -> None:
        self.now = now
        self.documents = {coop.did: coop.document for coop in coops}
        self.lists = {
            coop.url(purpose): coop.status_list(purpose, now=now)
            for coop in coops
            for purpose in ("revocation", "suspension")
        }
        self.linked: dict[str, Any] = {}
        self.asked: list[str] = []

    def resolve(self, did: str) -> dict[str, Any]:
        self.asked.append(did)
        if did not in self.documents:
            raise UnreachableError("unreachable", "Nobody answered.")
        return deepcopy(self.documents[did])

    def fetch_status(self, url: str) -> dict[str, Any]:
        self.asked.append(url)
        if url not in self.lists:
            raise StatusError("no_list", "There is no such list.")
        if self.lists[url] is None:
            raise UnreachableError("unreachable", "Nobody answered.")
        return deepcopy(self.lists[url])

    def fetch_linked(self, url: str) -> dict[str, Any]:
        self.asked.append(url)
        if url not in self.linked:
            raise UnreachableError("unreachable", "Nobody answered.")
        return deepcopy(self.linked[url])

    @property
    def _world(self) -> dict[str, Any]:
        return {
            "now": self.now,
            "resolve": self.resolve,
            "fetch_status": self.fetch_status,
            "fetch_linked": self.fetch_linked,
        }

    def verify(self, document: Any, **options: Any):
        return verify_credential(document, **self._world | options)

    def verify_answer(self, document: Any, audience: str, **options: Any):
        asked = {"challenge": CHALLENGE, "domain": audience}
        return verify_presentation(document, **self._world | asked | options)


def green_valley() -> Coop:
    return Coop("green-valley", b"g" * 32)


def hillside() -> Coop:
    return Coop("hillside", b"h" * 32, name="Hillside Housing Co-op")


def told(report: Any) -> dict[str, str]:
    """Every check that did not pass, with its code."""
    return {check.name: check.code for check in report.checks if check.outcome.value != "passed"}
