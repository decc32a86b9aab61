"""The definition of common co-operative membership: version v0.1, and the draft before it.

Context and schemas are files of this package, pinned by digest; a version that was published is never changed
again. The context travels inline in every signed document, so that strangers verify it without fetching
anything, and is recognised by its digest. Documents are written in the newest version; those of every version
listed here are recognised. Which schema a document must meet is the one that it names itself.
Contexts: https://www.w3.org/TR/vc-data-model-2.0/#contexts.
Schemas: https://www.w3.org/TR/vc-json-schema/#jsonschema.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Final

from credentials.core.schema import Test, compiled
from credentials.core.types import JSON, Document
from credentials.core.vocabulary import CREDENTIALS_V2, NAMESPACE, read_pinned

__all__ = [
    "ACCREDITATION_EVIDENCE_TYPE",
    "ACCREDITATION_SCHEMA_REFERENCE",
    "ACCREDITATION_TYPE",
    "ASSURANCE_LEVELS",
    "BASE",
    "BUNDLE_DIGEST",
    "CATEGORIES",
    "CLASSES",
    "CONTEXT",
    "EVIDENCE_METHODS",
    "EVIDENCE_TYPE",
    "LEVELS",
    "MEMBERSHIP_TYPE",
    "NAMESPACE",
    "SCHEMA_REFERENCE",
    "VERSION",
    "VERSIONS",
    "context_of",
    "is_accreditation",
    "is_membership",
    "is_recognised",
    "schema_reference",
    "version_of",
]

VERSION: Final = "v0.1"
BASE: Final = "https://coopcreds.com/ns/"
"""Files of a version are named from here, in every installation; each mirrors them at an address of its own."""

MEMBERSHIP_TYPE: Final = "CooperativeMembershipCredential"
ACCREDITATION_TYPE: Final = "CooperativeAccreditationCredential"
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

BUNDLE_DIGEST: Final = "f83efe7b91d29c8cd7a202a51188a67524fe1926cac6541121ae999ee1fe626d"
"""SHA-256 of the frozen version's ``bundle.json``, which lists every file with its own."""

_CONTEXT, _MEMBERSHIP, _ACCREDITATION = (
    "context.jsonld",
    "membership.schema.json",
    "accreditation.schema.json",
)
# The draft differs in its schemas alone: they name it, and know no sites of a co-op.
_PINNED: Final = {
    "v0.1-draft": {
        _CONTEXT: "b702022d84ecc432a2f77d1988eb030ee0a97f682c7deca56f9677babeb35130",
        _MEMBERSHIP: "9c1bc40e15b04763c361d7e6271d0781350afbab55477fa692a3962fd4250595",
        _ACCREDITATION: "06a6197b506b007a942b6d7876c63e3252fd723ede5ab12b2ea02c979035dab4",
    },
    VERSION: {
        _CONTEXT: "b702022d84ecc432a2f77d1988eb030ee0a97f682c7deca56f9677babeb35130",
        _MEMBERSHIP: "4dcac2e28e0272f4112f9f16fc9bf666d9afcb1c1ab9049668c244f9eb057624",
        _ACCREDITATION: "250acbf1b24e78dd05504e00bb33865f044454a6ce35e4068746a3189b4f2295",
    },
}
VERSIONS: Final = tuple(_PINNED)
"""All that are recognised, the newest last."""


def _read(version: str, name: str) -> bytes:
    return read_pinned(f"definitions/{version}/{name}", _PINNED[version][name])


def _schemas(name: str) -> dict[str, Test]:
    """What the schemas of one kind of document ask, by the identifier that documents give them."""
    found = [json.loads(_read(version, name)) for version in VERSIONS]
    return {schema["$id"]: compiled(schema) for schema in found}


def schema_reference(name: str, version: str = VERSION) -> Document:
    """What a document says of its schema, ``name`` being the schema's file; the digest binds that very file."""
    digest = base64.b64encode(hashlib.sha256(_read(version, name)).digest()).decode()
    return {
        "id": f"{BASE}{version}/{name}",
        "type": "JsonSchema",
        "digestSRI": f"sha256-{digest}",
    }


_CONTEXTS: Final[dict[str, Document]] = {
    version: json.loads(_read(version, _CONTEXT))["@context"] for version in VERSIONS
}
CONTEXT: Final = _CONTEXTS[VERSION]
"""The second entry of ``@context`` in what we sign. Never to be changed by those who hold it."""

SCHEMA_REFERENCE: Final = schema_reference(_MEMBERSHIP)
ACCREDITATION_SCHEMA_REFERENCE: Final = schema_reference(_ACCREDITATION)
_MEMBERSHIPS: Final = _schemas(_MEMBERSHIP)
_ACCREDITATIONS: Final = _schemas(_ACCREDITATION)
_DIGESTS: Final = {
    reference["id"]: reference["digestSRI"]
    for reference in (
        schema_reference(name, version)
        for version in VERSIONS
        for name in (_MEMBERSHIP, _ACCREDITATION)
    )
}


class _Exactly:
    """Equals yes or no alone: to Python 1 equals true, to nobody else."""

    def __init__(self, answer: JSON) -> None:
        self._answer = answer

    def __eq__(self, other: object) -> bool:
        return other is self._answer

    __hash__ = None  # type: ignore[assignment] # -- it is no key


def _exactly(context: JSON) -> JSON:
    """What equals a context only where it is the same JSON."""
    if isinstance(context, dict):
        return {name: _exactly(item) for name, item in context.items()}
    return _Exactly(context) if isinstance(context, bool) else context


# Where a context did not change, the newer version's name stands for both: they mean the same.
_NEWEST_FIRST: Final = tuple(
    (version, context, _exactly(context)) for version, context in reversed(_CONTEXTS.items())
)


def version_of(context: JSON) -> str | None:
    """The newest version of the definition whose context this is; None for any other."""
    for version, ours, exactly in _NEWEST_FIRST:
        if context is ours or (isinstance(context, dict) and bool(context == exactly)):
            return version
    return None


def context_of(version: str) -> Document:
    """The context of a version.

    Raises:
        KeyError: Where there is no such version.
    """
    return _CONTEXTS[version]


def context_digest(version: str) -> str | None:
    """The pinned SHA-256 of the file of a version's context; None where there is no such version."""
    return _PINNED[version][_CONTEXT] if version in _PINNED else None


def version_among(contexts: JSON) -> str | None:
    """The version of ``@context`` where it is exactly the W3C's and ours, in this order."""
    if isinstance(contexts, list) and len(contexts) == len((CREDENTIALS_V2, CONTEXT)):
        return version_of(contexts[1]) if contexts[0] == CREDENTIALS_V2 else None
    return None


def in_shared_words(document: Document) -> Document:
    """The document with our context itself in place of a copy, in its proof too: read once, it is known at a glance."""
    contexts = _shared(document.get("@context"))
    if contexts is None:
        return document
    shared = {**document, "@context": contexts}
    proof = document.get("proof")
    if isinstance(proof, dict) and "@context" in proof:
        repeated = _shared(proof["@context"])
        if repeated is not None:
            shared["proof"] = {**proof, "@context": repeated}
    return shared


def _shared(contexts: JSON) -> JSON:
    version = version_among(contexts)
    return None if version is None else [contexts[0], _CONTEXTS[version]]


def is_recognised(contexts: JSON) -> bool:
    """Whether ``@context`` is exactly the W3C's and ours, in this order."""
    return version_among(contexts) is not None


def is_membership(document: Document) -> bool:
    """Whether the document has the form that the schema it names asks of a membership credential."""
    return _meets_its_schema(document, _MEMBERSHIPS)


def is_accreditation(document: Document) -> bool:
    """Whether the document has the form that the schema it names asks of an accreditation."""
    return _meets_its_schema(document, _ACCREDITATIONS)


def _meets_its_schema(document: Document, schemas: dict[str, Test]) -> bool:
    match document.get("credentialSchema"):
        case {"id": str(name), **others} if name in schemas:
            known = _DIGESTS[name]
            return others.get("digestSRI", known) == known and schemas[name](document)
    return False
