"""Asking for a card across portals: https://openid.net/specs/openid-4-verifiable-presentations-1_0.html.

The shape is OpenID4VP's: a request object signed by the asker, fetched by ``request_uri``, answered by
``direct_post``. The home portal stands where a wallet would. Two things are ours: where the home's endpoint
is found (a service in its DID document), and ``shared``, what the member agreed to tell besides the card.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from credentials.core.definition import MEMBERSHIP_TYPE, NAMESPACE
from credentials.core.did.web import web_address
from credentials.core.encoding import is_plain, parse_json
from credentials.core.errors import CoreError, CredentialError
from credentials.core.times import is_seconds
from credentials.core.types import JSON, Did, Document

CLIENT_PREFIX: Final = "decentralized_identifier:"
REQUEST_TYPE: Final = "oauth-authz-req+jwt"
SHARED_TYPE: Final = "membership-shared+jwt"
AUDIENCE: Final = "https://self-issued.me/v2"
QUERY: Final = "membership"
SERVICE_TYPE: Final = "CooperativeMembershipPresentation"
SERVICE_FRAGMENT: Final = "#presentation"
CREDENTIAL_TYPE: Final = "https://www.w3.org/2018/credentials#VerifiableCredential"
LEEWAY: Final = timedelta(seconds=60)
LONGEST: Final = 200
MOST_SERVICES: Final = 20


@dataclass(frozen=True)
class Question:
    """Who asks for which co-op's card, and where the answer goes."""

    asker: Did
    asker_name: str
    home: Did
    nonce: str
    state: str
    response_uri: str

    @property
    def client_id(self) -> str:
        """The audience of the answer."""
        return client_id(self.asker)

    def to_json(self, *, now: datetime, until: datetime) -> Document:
        """The payload of the request object (§5)."""
        return {
            "iss": self.client_id,
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int(until.timestamp()),
            "client_id": self.client_id,
            "response_type": "vp_token",
            "response_mode": "direct_post",
            "response_uri": self.response_uri,
            "nonce": self.nonce,
            "state": self.state,
            "dcql_query": {
                "credentials": [
                    {
                        "id": QUERY,
                        "format": "ldp_vc",
                        "meta": {
                            "type_values": [[CREDENTIAL_TYPE, f"{NAMESPACE}{MEMBERSHIP_TYPE}"]]
                        },
                        "claims": [{"path": ["issuer", "id"], "values": [self.home]}],
                    }
                ]
            },
            "client_metadata": {
                "client_name": self.asker_name,
                "vp_formats_supported": {
                    "ldp_vc": {
                        "proof_type_values": ["DataIntegrityProof"],
                        "cryptosuite_values": ["eddsa-rdfc-2022"],
                    }
                },
            },
        }


def client_id(asker: Did) -> str:
    """The client identifier of a DID (§5.9.3)."""
    return f"{CLIENT_PREFIX}{asker}"


def asker_of(client: str) -> Did:
    """The DID behind a client identifier; did:web only.

    Raises:
        CredentialError: ``bad_request``.
    """
    did = client.removeprefix(CLIENT_PREFIX)
    try:
        web_address(did)
    except CoreError:
        raise _refusal() from None
    if not client.startswith(CLIENT_PREFIX):
        raise _refusal()
    return did


def belongs_to(address: str, did: Did) -> bool:
    """Whether an https address is on the host that answers for the DID, and written plainly."""
    plain = address.isascii() and address.isprintable() and not set(address) & set(" \\")
    return plain and address.startswith(f"https://{urlsplit(web_address(did)).netloc}/")


def read_question(payload: Document, *, client: str, now: datetime) -> Question:
    """Read the payload of a request object whose signature is true.

    Raises:
        CredentialError: ``bad_request`` or ``request_expired``.
    """
    asker = asker_of(client)
    fixed = {
        "client_id": client,
        "aud": AUDIENCE,
        "response_type": "vp_token",
        "response_mode": "direct_post",
    }
    if any(payload.get(name) != value for name, value in fixed.items()):
        raise _refusal()
    made, until = payload.get("iat"), payload.get("exp")
    if not is_seconds(made) or not is_seconds(until):
        raise _refusal()
    if not made - LEEWAY.total_seconds() <= now.timestamp() < until:
        raise CredentialError("request_expired", "This request is too old.")
    metadata = payload.get("client_metadata")
    name = metadata.get("client_name") if isinstance(metadata, dict) else None
    question = Question(
        asker=asker,
        asker_name=_short(name),
        home=_home_in(payload.get("dcql_query")),
        nonce=_short(payload.get("nonce")),
        state=_short(payload.get("state")),
        response_uri=_text(payload.get("response_uri")),
    )
    if not belongs_to(question.response_uri, asker):
        raise _refusal()
    return question


def _home_in(query: JSON) -> Did:
    """The one co-op whose card is asked for; other questions are not answered here."""
    match query:
        case {
            "credentials": [
                {
                    "id": "membership",
                    "format": "ldp_vc",
                    "meta": {"type_values": [[*types]]},
                    "claims": [{"path": ["issuer", "id"], "values": [str(home)]}],
                }
            ]
        } if f"{NAMESPACE}{MEMBERSHIP_TYPE}" in types:
            return home
    raise _refusal()


def write_answer(presentation: str, *, state: str, shared: str) -> dict[str, str]:
    """The fields of the form that answers (§8.2); ``presentation`` is JSON already."""
    token = json.dumps({QUERY: [json.loads(presentation)]}, separators=(",", ":"))
    return {"vp_token": token, "state": state, "shared": shared}


def presentation_in(token: str) -> Document:
    """The one presentation of an answer.

    Raises:
        CredentialError: ``bad_answer``.
    """
    try:
        found = parse_json(token)
    except CoreError:
        found = None
    match found:
        case {"membership": [dict(presentation)]} if len(found) == 1:
            return presentation
    raise CredentialError("bad_answer", "This is no answer to the question.")


def write_shared(
    *, home: Did, asker: Did, nonce: str, name: str, email: str, now: datetime
) -> Document:
    """What the member agreed to tell besides the card, for this question only."""
    return {
        "iss": home,
        "aud": client_id(asker),
        "nonce": nonce,
        "iat": int(now.timestamp()),
        "name": name,
        "email": email,
    }


def read_shared(
    payload: Document, *, home: Did, audience: str, nonce: str, now: datetime
) -> tuple[str, str]:
    """Name and e-mail, from a statement of the home whose signature is true.

    Raises:
        CredentialError: ``bad_answer``.
    """
    made = payload.get("iat")
    fixed = {"iss": home, "aud": audience, "nonce": nonce}
    fits = all(payload.get(name) == value for name, value in fixed.items())
    if not fits or not is_seconds(made):
        raise CredentialError("bad_answer", "What was shared was meant for somebody else.")
    if abs(now.timestamp() - made) > 2 * LEEWAY.total_seconds():
        raise CredentialError("bad_answer", "What was shared is too old.")
    return _short(payload.get("name")), _short(payload.get("email"))


def presentation_service(did: Did, *, name: str, endpoint: str) -> Document:
    """What a home publishes in its DID document: its own word for its name, and where to send members."""
    return {
        "id": f"{did}{SERVICE_FRAGMENT}",
        "type": SERVICE_TYPE,
        "serviceEndpoint": {"name": name, "authorization_endpoint": endpoint},
    }


def find_home(document: Document, did: Did) -> tuple[str, str]:
    """The name that a co-op gives itself, and its endpoint, which stands on its own host.

    Raises:
        CredentialError: ``no_endpoint``, or ``name_too_long`` for a name of more than 200 letters.
    """
    services = document.get("service")
    listed = services[:MOST_SERVICES] if isinstance(services, list) else []
    for service in listed:
        match service:
            case {
                "type": "CooperativeMembershipPresentation",
                "serviceEndpoint": {"name": str(name), "authorization_endpoint": str(endpoint)},
            } if _is_named(name) and belongs_to(endpoint, did) and not set(endpoint) & set("?# "):
                if len(name) > LONGEST:
                    raise CredentialError("name_too_long", "This co-op's name is too long.")
                return name, endpoint
    raise CredentialError("no_endpoint", "This co-op does not say where its members can answer.")


def origins(dids: Iterable[Did]) -> list[str]:
    """The origins of the hosts that answer for these DIDs."""
    return sorted({f"https://{urlsplit(web_address(did)).netloc}" for did in dids})


def _text(value: JSON) -> str:
    if not isinstance(value, str) or not value:
        raise _refusal()
    return value


def _short(value: JSON) -> str:
    text = _text(value)
    if not _is_plain(text):
        raise _refusal()
    return text


def _is_plain(text: str) -> bool:
    return len(text) <= LONGEST and _is_named(text)


def _is_named(text: str) -> bool:
    return bool(text) and is_plain(text)


def _refusal() -> CredentialError:
    return CredentialError("bad_request", "This request is not one that can be answered.")
