"""One issuer for each cryptosuite, by did:web and by did:key, with keys that are nobody's.

They follow from the secret of the data folder, so that every process has the same ones.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from django.conf import settings

from credentials import publishing
from credentials.core.data_integrity.proof import SUITES, add_proof
from credentials.core.did.document import build_document, key_id
from credentials.core.did.key import did_key
from credentials.core.did.web import did_web
from credentials.core.keys import Ed25519Signer, P256Signer, PublicKey, Signer
from credentials.core.status import MINIMUM, StatusEntry, build_status_list
from credentials.core.types import Did, Document

STATUS: Final = "bitstring"
"""The issuer that gives each credential a place in a list; what it signs is in eddsa-rdfc-2022."""
PURPOSE: Final = "revocation"
LIFE: Final = timedelta(days=30)


@dataclass(frozen=True)
class Issuer:
    name: str
    cryptosuite: str

    @cached_property
    def _seed(self) -> bytes:
        return hashlib.sha256(f"conform|{self.name}|{settings.SECRET_KEY}".encode()).digest()

    def _signer(self, method: str) -> Ed25519Signer | P256Signer:
        kind = P256Signer if SUITES[self.cryptosuite].algorithm == "P-256" else Ed25519Signer
        return kind(self._seed, method)

    @cached_property
    def key(self) -> PublicKey:
        return self._signer("").public_key

    @property
    def origin(self) -> str:
        return f"{settings.CANONICAL_ORIGIN}/conform/{self.name}"

    @property
    def did_key(self) -> Did:
        return did_key(self.key)

    @property
    def did_web(self) -> Did:
        return did_web(self.origin)

    def signer(self, did: Did) -> Signer:
        method = f"{did}#{self.key.to_multikey()}"
        return self._signer(method if did == self.did_key else key_id(did, self.key))

    @property
    def list_address(self) -> str:
        return f"{self.origin}/status/{PURPOSE}"

    def entry(self, position: int) -> Document:
        return StatusEntry(PURPOSE, self.list_address, position).to_json()

    def documents(self, now: datetime) -> dict[str, tuple[str, Document]]:
        """What it publishes: by address, with its media type."""
        found = {
            f"{self.origin}/did.json": (
                publishing.DID_DOCUMENT,
                build_document(self.did_web, [self.key]),
            )
        }
        if self.name == STATUS:
            unsigned = build_status_list(
                url=self.list_address,
                issuer=self.did_key,
                purpose=PURPOSE,
                positions=[],
                size=MINIMUM,
                valid_from=now - timedelta(minutes=1),
                valid_until=now + LIFE,
            )
            signed = add_proof(unsigned, self.signer(self.did_key), created=now)
            found[self.list_address] = (publishing.CREDENTIAL, signed)
        return found


def issuers() -> dict[str, Issuer]:
    names = {**{name: name for name in SUITES}, STATUS: "eddsa-rdfc-2022"}
    return {name: Issuer(name, suite) for name, suite in names.items()}
