"""The definition of common co-operative membership, version v0.1, as a draft.

Context and schemas are files of this package, pinned by digest. The context travels inline in every signed
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
    "ACCREDITATION_EVIDENCE_TYPE",
    "ACCREDITATION_SCHEMA_REFERENCE",
    "ACCREDITATION_TYPE",
    "ASSURANCE_LEVELS",
    "CATEGORIES",
    "CLASSES",
    "CONTEXT",
    "EVIDENCE_METHODS",
    "EVIDENCE_TYPE",
    "LEVELS",
    "MEMBERSHIP_TYPE",
    "NAMESPACE",
    "SCHEMA",
    "SCHEMA_ID",
    "SCHEMA_REFERENCE",
    "VERSION",
    "context_of",
    "is_accreditation",
    "is_membership",
    "is_recognised",
    "version_of",
]

VERSION: Final = "v0.1-draft"
MEMBERSHIP_TYPE: Final = "CooperativeMembershipCredential"
ACCREDITATION_TYPE: Final = "CooperativeAccreditationCredential"
SCHEMA_ID: Final = "https://coopcreds.com/ns/v0.1-draft/membership.schema.json"
ACCREDITATION_SCHEMA_ID: Final = "https://coopcreds.com/ns/v0.1-draft/accreditation.schema.json"
EVIDENCE_TYPE: Final = "MembershipEvidence"
ACCREDITATION_EVIDENCE_TYPE: Final = "AccreditationEvidence"

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

CATEGORIES: Final = ("COOP", "CA", "CC", "CS")
"""Member-owned, an association of co-ops, controlled by a co-op, serving co-ops: those of ``.coop``."""

LEVELS: Final = ("primary", "secondary", "tertiary")

ASSURANCE_LEVELS: Final = ("selfDeclared", "vouched", "documentChecked", "registryVerified")
"""From the weakest to the strongest."""

_FOLDER: Final = f"definitions/{VERSION}"
_SCHEMA_BYTES: Final = read_pinned(
    f"{_FOLDER}/membership.schema.json",
    "9c1bc40e15b04763c361d7e6271d0781350afbab55477fa692a3962fd4250595",
)
_ACCREDITATION_BYTES: Final = read_pinned(
    f"{_FOLDER}/accreditation.schema.json",
    "06a6197b506b007a942b6d7876c63e3252fd723ede5ab12b2ea02c979035dab4",
)

CONTEXT: Final[Document] = json.loads(
    read_pinned(
        f"{_FOLDER}/context.jsonld",
        "b702022d84ecc432a2f77d1988eb030ee0a97f682c7deca56f9677babeb35130",
    )
)["@context"]
"""The second entry of ``@context`` in what we sign. Never to be changed by those who hold it."""

SCHEMA: Final[Document] = json.loads(_SCHEMA_BYTES)
ACCREDITATION_SCHEMA: Final[Document] = json.loads(_ACCREDITATION_BYTES)


def _reference(name: str, schema: bytes) -> Document:
    digest = base64.b64encode(hashlib.sha256(schema).digest()).decode()
    return {"id": name, "type": "JsonSchema", "digestSRI": f"sha256-{digest}"}


SCHEMA_REFERENCE: Final = _reference(SCHEMA_ID, _SCHEMA_BYTES)
"""What a credential says of its schema: the digest binds this very draft."""

ACCREDITATION_SCHEMA_REFERENCE: Final = _reference(ACCREDITATION_SCHEMA_ID, _ACCREDITATION_BYTES)


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


def is_accreditation(document: Document) -> bool:
    """Whether the document has the form that the bundled schema asks of an accreditation."""
    return matches(document, ACCREDITATION_SCHEMA)
