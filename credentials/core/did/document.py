"""DID documents: https://www.w3.org/TR/did-core/#core-properties, https://www.w3.org/TR/cid-1.0/#verification-methods.

What other people's software insists on: did/v1 first among the contexts, keys as Multikey or
JsonWebKey2020, and the key listed under the purpose it is used for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from credentials.core.encoding import base64url_encode
from credentials.core.errors import DidError, EncodingError, InvalidKeyError
from credentials.core.keys import PublicKey
from credentials.core.times import parse_time
from credentials.core.types import JSON, Did, Document

CONTEXTS: Final = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
)
_SECRETS: Final = frozenset({
    "secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk", "privateKeyBase58",
})  # fmt: skip
_ENDS: Final = (
    ("revoked", "key_revoked", "The key has been revoked."),
    ("expires", "key_expired", "The key has expired."),
)
MAX_METHODS: Final = 40
MAX_LINKS: Final = 3
LINKED_TYPE: Final = "LinkedVerifiablePresentation"
LINKED_FRAGMENT: Final = "#accreditation"


def key_id(did: Did, key: PublicKey) -> str:
    """The identifier of a key: the DID and the multibase thumbprint."""
    return f"{did}#u{base64url_encode(key.thumbprint())}"


def build_document(
    did: Did,
    keys: Sequence[PublicKey],
    *,
    past: Sequence[PublicKey] = (),
    linked: str = "",
    services: Sequence[Document] = (),
) -> Document:
    """The document of a DID: each key as Multikey and as JsonWebKey2020.

    Keys that are ``past`` verify what they have signed for others to keep, by the name that it gives, and speak
    for nobody any more: they stand there once, and not under ``authentication``. ``linked`` is the address where its owner publishes what others vouch for it; ``services`` is what
    it offers besides.
    """
    multikeys, kept = (
        [
            {
                "id": key_id(did, key),
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key.to_multikey(),
            }
            for key in listed
        ]
        for listed in (keys, past)
    )
    jwks = [
        {
            "id": f"{key_id(did, key)}-jwk",
            "type": "JsonWebKey2020",
            "controller": did,
            "publicKeyJwk": key.to_jwk(),
        }
        for key in keys
    ]
    methods = multikeys + jwks
    names = [method["id"] for method in methods]
    vouched = {"id": f"{did}{LINKED_FRAGMENT}", "type": LINKED_TYPE, "serviceEndpoint": linked}
    offered = [*([vouched] if linked else []), *services]
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": methods + kept,
        "assertionMethod": names + [method["id"] for method in kept],
        "authentication": names,
        **({"service": offered} if offered else {}),
    }


def without_keys(document: Document, denied: Collection[str]) -> Document:
    """The document, but for keys that nobody believes any more, whatever name they stand under.

    ``denied`` are public keys as multikeys. What cannot be read as a key is left to whoever looks for one.
    """
    if not denied:
        return document
    gone = {
        str(method.get("id"))
        for method in _listed(document.get("verificationMethod"))
        if isinstance(method, dict) and _multikey_of(method) in denied
    }
    purposes = {
        name: [item for item in _listed(value) if str(_name_of(item)) not in gone]
        for name, value in document.items()
        if name in {"verificationMethod", "assertionMethod", "authentication"}
    }
    return {**document, **purposes}


def _name_of(item: JSON) -> JSON:
    return item.get("id") if isinstance(item, dict) else item


def _multikey_of(method: Document) -> str:
    jwk = method.get("publicKeyJwk")
    try:
        return (
            PublicKey.from_jwk(jwk).to_multikey()
            if isinstance(jwk, dict)
            else str(method.get("publicKeyMultibase"))
        )
    except (InvalidKeyError, EncodingError):
        return ""


def linked_addresses(document: Document, did: Did) -> list[str]:
    """Where the owner of a DID publishes presentations of itself, as its document says.

    https://identity.foundation/linked-vp/.

    Raises:
        DidError: ``wrong_document`` or ``too_many_links``.
    """
    if document.get("id") != did:
        raise DidError("wrong_document", "The document answers another identifier.")
    found: list[str] = []
    for service in _listed(document.get("service")):
        kind = service.get("type") if isinstance(service, dict) else None
        if LINKED_TYPE in (kind if isinstance(kind, list) else [kind]):
            ends = service.get("serviceEndpoint")
            found += [end for end in (ends if isinstance(ends, list) else [ends]) if end]
    if len(found) > MAX_LINKS or not all(isinstance(end, str) for end in found):
        raise DidError("too_many_links", "The document links to too much, or not to an address.")
    return list(dict.fromkeys(found))


def find_key(
    document: Document, did: Did, method: str, purpose: str, *, now: datetime | None = None
) -> PublicKey:
    """The key that a DID document offers under a name for a purpose at a moment.

    A key that was replaced verifies as long as it is listed and neither ``revoked`` nor ``expires`` has come
    (CID §2.2); when a signature says that it was made is no matter, since a thief would say so too. Without a
    moment, a key that has an end is refused.

    Raises:
        DidError: ``wrong_document``, ``too_many_keys``, ``key_not_for_purpose``, ``key_not_found``,
            ``wrong_controller``, ``key_revoked`` or ``key_expired``.
        InvalidKeyError: When the key is of a kind or form that is not accepted.
        EncodingError: When the key is badly written.
    """
    if document.get("id") != did:
        raise DidError("wrong_document", "The document answers another identifier.")
    methods = _listed(document.get("verificationMethod"))
    purposes = _listed(document.get(purpose))
    if len(methods) > MAX_METHODS or len(purposes) > MAX_METHODS:
        raise DidError("too_many_keys", "The document lists too many keys.")
    names = _names(did, method)
    embedded = [item for item in purposes if isinstance(item, dict)]
    if any(item.get("id") in names for item in embedded):
        methods = embedded
    elif not any(item in names for item in purposes):
        raise DidError("key_not_for_purpose", "The key is not offered for this purpose.")
    found = [item for item in methods if isinstance(item, dict) and item.get("id") in names]
    if len(found) != 1:
        raise DidError("key_not_found", "The key is not in the document, or twice.")
    if found[0].get("controller") != did:
        raise DidError("wrong_controller", "The key belongs to somebody else.")
    _check_ends(found[0], now)
    return _key(found[0])


def _check_ends(method: Document, now: datetime | None) -> None:
    for word, code, sentence in _ENDS:
        if word not in method:
            continue
        try:
            end = parse_time(method[word])
        except EncodingError:
            raise InvalidKeyError("bad_key", "The end of a key is badly written.") from None
        if now is None or end <= now:
            raise DidError(code, sentence)


def offered_keys(document: Document, did: Did, purpose: str, *, now: datetime) -> list[PublicKey]:
    """Every key that a DID document offers for a purpose at a moment, each once, of the kinds accepted here.

    Raises:
        DidError: ``wrong_document``, ``too_many_keys``, or ``key_not_found`` when there is none.
    """
    if document.get("id") != did:
        raise DidError("wrong_document", "The document answers another identifier.")
    offered = _listed(document.get(purpose))
    if len(offered) > MAX_METHODS:
        raise DidError("too_many_keys", "The document lists too many keys.")
    keys: list[PublicKey] = []
    for item in offered:
        name = _absolute(did, item.get("id") if isinstance(item, dict) else item)
        if not isinstance(name, str):
            continue
        try:
            key = find_key(document, did, name, purpose, now=now)
        except (DidError, EncodingError, InvalidKeyError):
            continue
        if key not in keys:
            keys.append(key)
    if not keys:
        raise DidError("key_not_found", "The document offers no key for this purpose.")
    return keys


def _key(method: Document) -> PublicKey:
    if not _SECRETS.isdisjoint(method):
        raise InvalidKeyError("private_key_shown", "A private key was given as a public one.")
    multibase, jwk = method.get("publicKeyMultibase"), method.get("publicKeyJwk")
    kind = method.get("type")
    if kind == "Multikey" and isinstance(multibase, str):
        return PublicKey.from_multikey(multibase)
    if kind in ("JsonWebKey2020", "JsonWebKey") and isinstance(jwk, dict):
        return PublicKey.from_jwk(jwk)
    raise DidError("key_not_found", "The key is written in a form that is not known here.")


def _names(did: Did, method: str) -> tuple[str, ...]:
    """How a key may be named in the document of its DID: in full, or from the fragment on (DID §3.2.2)."""
    return (method, method[len(did) :]) if method.startswith(f"{did}#") else (method,)


def _absolute(did: Did, name: JSON) -> JSON:
    return f"{did}{name}" if isinstance(name, str) and name.startswith("#") else name


def _listed(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []
