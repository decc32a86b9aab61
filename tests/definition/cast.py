"""Who appears in the frozen examples: invented co-ops with published keys, at one fixed moment.

Nothing here is shared with other tests: what they change must not change what was published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from credentials.core.credential import MembershipClaims, build_membership_credential
from credentials.core.data_integrity.proof import add_proof
from credentials.core.did.document import build_document, key_id
from credentials.core.encoding import base58_encode
from credentials.core.keys import Ed25519Signer
from credentials.core.status import (
    MINIMUM,
    PURPOSES,
    StatusEntry,
    build_status_list,
    decode,
    is_set,
)

NOW = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
BEGUN = datetime(2026, 11, 20, tzinfo=UTC)
YEAR_END = datetime(2027, 11, 20, tzinfo=UTC)
LONG = datetime(2036, 11, 20, tzinfo=UTC)  # of lists: libraries look at their own clock for these
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GOOD, ENDED, SUSPENDED = 70_001, 70_002, 70_003
# Written out, because other builds of zlib pack the same bits into other bytes.
PACKED = {
    frozenset(
        {ENDED}
    ): "uH4sIAAAAAAACA-3QAQ0AAAwCIKPYP6U1vh0ikAAAAAAAAAAA8EcVAAAAAAAAABw1QoPyrQBAAAA",
    frozenset(
        {SUSPENDED}
    ): "uH4sIAAAAAAACA-3QAQ0AAAwCICPYP601vh0ikAAAAAAAAAAA8EcVAAAAAAAAABw1ZPoHqABAAAA",
}
SECRET = b"\x80\x26"
"""The multicodec prefix of an Ed25519 secret key."""


@dataclass(frozen=True)
class Party:
    """Signs with one key, and publishes its document and two status lists."""

    did: str
    name: str
    linked: str = ""

    @property
    def seed(self) -> bytes:
        return hashlib.sha256(f"coopcreds.com example key of {self.did}".encode()).digest()

    @property
    def signer(self) -> Ed25519Signer:
        public = Ed25519Signer(self.seed, "").public_key
        return Ed25519Signer(self.seed, key_id(self.did, public))

    @property
    def home(self) -> str:
        """Where its files stand."""
        host, *folders = self.did.removeprefix("did:web:").split(":")
        return "/".join((f"https://{host}", *folders))

    @property
    def document(self) -> dict[str, Any]:
        return build_document(self.did, [self.signer.public_key], linked=self.linked)

    @property
    def key(self) -> dict[str, str]:
        signer = self.signer
        return {
            "id": signer.verification_method,
            "type": "Multikey",
            "controller": self.did,
            "publicKeyMultibase": signer.public_key.to_multikey(),
            "secretKeyMultibase": "z" + base58_encode(SECRET + self.seed),
        }

    def entries(self, position: int = GOOD) -> list[StatusEntry]:
        return [StatusEntry(each, self.list_url(each), position) for each in PURPOSES]

    def list_url(self, purpose: str) -> str:
        return f"{self.home}/status/{purpose}"

    def status_list(self, purpose: str) -> dict[str, Any]:
        positions = frozenset({ENDED} if purpose == "revocation" else {SUSPENDED})
        unsigned = build_status_list(
            url=self.list_url(purpose),
            issuer=self.did,
            purpose=purpose,
            positions=positions,
            size=MINIMUM,
            valid_from=BEGUN,
            valid_until=LONG,
        )
        packed = PACKED[positions]
        bits = decode(packed)
        if bits != decode(unsigned["credentialSubject"]["encodedList"]) or not all(
            is_set(bits, position) for position in positions
        ):
            raise ValueError("The packed list holds other bits.")
        unsigned["credentialSubject"]["encodedList"] = packed
        return self.signed(unsigned)

    def signed(self, document: dict[str, Any], **options: Any) -> dict[str, Any]:
        return add_proof(document, self.signer, created=BEGUN, **options)


GREEN_VALLEY = Party("did:web:coops.example:c:green-valley", "Green Valley Food Co-op")
OAK_STREET = Party("did:web:coops.example:c:oak-street", "Oak Street Housing Co-op")
FEDERATION = Party("did:web:federation.example", "Federation of Neighbourhood Co-ops")
SMALL = Party(
    "did:web:small.example",
    "Small Bakery Co-op",
    linked="https://small.example/accreditation.json",
)
PARTIES = (GREEN_VALLEY, OAK_STREET, FEDERATION, SMALL)
ROAMING = "https://federation.example/programmes/neighbours"


def claims(**changed: Any) -> MembershipClaims:
    """A membership with what is required, and nothing else."""
    issuer: Party = changed.pop("issuer", GREEN_VALLEY)
    home: Party = changed.pop("home", issuer)
    said: dict[str, Any] = {
        "urn": "urn:uuid:9f1c2b34-5d6e-4f70-8a91-b2c3d4e5f607",
        "issuer": issuer.did,
        "issuer_name": issuer.name,
        "cooperative": home.did,
        "cooperative_name": home.name,
        "membership_id": "Vb3nP0xQ7kLm2RtY9sWd4A",
        "membership_class": "consumer",
        "class_name": "Household member",
        "language": "en",
        "eligible": True,
    }
    return MembershipClaims(**said | changed)


def full_claims(**changed: Any) -> MembershipClaims:
    """A membership with everything that a portal usually says."""
    said: dict[str, Any] = {
        "programmes": (ROAMING,),
        "member_since": date(2019, 4, 1),
        "number": "GV-004217",
        "name": "Amara Okafor",
        "covers": (2, 1),
        "home_country": "GB",
        "home_region": "West Yorkshire",
        "evidence": (
            ("emailVerified", date(2026, 11, 16)),
            ("documentChecked", date(2026, 11, 19)),
        ),
    }
    return claims(**said | changed)


def unsigned(
    said: MembershipClaims,
    *,
    issuer: Party = GREEN_VALLEY,
    entries: Sequence[StatusEntry] = (),
    valid_from: datetime = BEGUN,
    valid_until: datetime = YEAR_END,
) -> dict[str, Any]:
    return build_membership_credential(
        said,
        valid_from=valid_from,
        valid_until=valid_until,
        status=entries or issuer.entries(),
    )
