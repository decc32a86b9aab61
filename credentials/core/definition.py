"""The definition of common co-operative membership, version v0.1, as a draft.

Context and schema are files of this package, pinned by digest. The context travels inline in every signed
document, so that strangers verify it without fetching anything, and is recognised by its digest. Once a
definition is frozen it gets a digest of its own here; the drafts keep theirs, and keep verifying.
Contexts: https://www.w3.org/TR/vc-data-model-2.0/#contexts.
Schemas: https://www.w3.org/TR/vc-json-schema/#jsonschema.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Final

from credentials.core.schema import matches
from credentials.core.types import JSON, Document
from credentials.core.vocabulary import CREDENTIALS_V2, NAMESPACE, read_pinned

__all__ = [
    "CLASSES",
    "CONTEXT",
    "EVIDENCE_METHODS",
    "EVIDENCE_TYPE",
    "MEMBERSHIP_TYPE",
    "NAMESPACE",
    "SCHEMA",
    "SCHEMA_ID",
    "SCHEMA_REFERENCE",
    "VERSION",
    "context_of",
    "is_membership",
    "is_recognised",
    "version_of",
]

VERSION: Final = "v0.1-draft"
MEMBERSHIP_TYPE: Final = "CooperativeMembershipCredential"
SCHEMA_ID: Final = "https://coopcreds.com/ns/v0.1-draft/membership.schema.json"
EVIDENCE_TYPE: Final = "MembershipEvidence"

CLASSES: Final = (
    "consumer",
    "worker",
    "producer",
    "resident",
    "supporter",
    "investor",
    "organisation",
    "associate",
)
"""In this order for ever: the card's QR carries the place, not the word."""

EVIDENCE_METHODS: Final = (
    "emailVerified",
    "inPerson",
    "documentChecked",
    "paymentVerified",
    "vouched",
)

_FOLDER: Final = f"definitions/{VERSION}"
_SCHEMA_BYTES: Final = read_pinned(
    f"{_FOLDER}/membership.schema.json",
    "9c1bc40e15b04763c361d7e6271d0781350afbab55477fa692a3962fd4250595",
)

CONTEXT: Final[Document] = json.loads(
    read_pinned(
        f"{_FOLDER}/context.jsonld",
        "b702022d84ecc432a2f77d1988eb030ee0a97f682c7deca56f9677babeb35130",
    )
)["@context"]
"""The second entry of ``@context`` in what we sign. Never to be changed by those who hold it."""

SCHEMA: Final[Document] = json.loads(_SCHEMA_BYTES)

SCHEMA_REFERENCE: Final[Document] = {
    "id": SCHEMA_ID,
    "type": "JsonSchema",
    "digestSRI": "sha256-" + base64.b64encode(hashlib.sha256(_SCHEMA_BYTES).digest()).decode(),
}
"""What a credential says of its schema: the digest binds this very draft."""


def _digest(context: JSON) -> str:
    written = json.dumps(context, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


RECOGNISED: Final = {_digest(CONTEXT): VERSION}


def version_of(context: JSON) -> str | None:
    """The version of the definition whose context this is; None for any other."""
    return RECOGNISED.get(_digest(context)) if isinstance(context, dict) else None


def context_of(version: str) -> Document:
    """The context of a version."""
    return {VERSION: CONTEXT}[version]


def is_recognised(contexts: JSON) -> bool:
    """Whether ``@context`` is exactly the W3C's and ours, in this order."""
    match contexts:
        case [first, dict(second)]:
            return first == CREDENTIALS_V2 and version_of(second) is not None
    return False


def is_membership(document: Document) -> bool:
    """Whether the document has the form that the bundled schema asks of a membership credential."""
    return matches(document, SCHEMA)
