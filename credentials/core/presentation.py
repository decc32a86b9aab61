"""Presentations: a card, and who answers for it now: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations.

The home co-op answers for its member, who has signed in there: the proof is the home's, made for one
question (``challenge``) and one asker (``domain``), with the purpose ``authentication``.

What a co-op publishes of itself is a presentation too, linked from its DID document
(https://identity.foundation/linked-vp/). It answers nobody, so it is signed with the purpose
``assertionMethod``: the one can never be taken for the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from credentials.core.data_integrity.proof import Expected, add_proof
from credentials.core.encoding import check_json
from credentials.core.errors import CredentialError
from credentials.core.keys import Signer
from credentials.core.types import JSON, Did, Document
from credentials.core.vocabulary import CREDENTIALS_V2

PURPOSE: Final = "authentication"
LINKED_PURPOSE: Final = "assertionMethod"
MOST_LINKED: Final = 6


def build_presentation(
    credential: Document,
    *,
    holder: Did,
    signer: Signer,
    challenge: str,
    domain: str,
    created: datetime,
) -> Document:
    """A signed presentation of one credential, for one question and one asker.

    Raises:
        CanonicalError: When the credential has no safe canonical form.
        EncodingError: When it holds values that are written differently elsewhere.
        ProofError: ``wrong_key_type``.
    """
    presentation: Document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": [credential],
    }
    expected = Expected(purpose=PURPOSE, domain=domain, challenge=challenge)
    return add_proof(presentation, signer, created=created, expected=expected)


def build_linked_presentation(
    credentials: Sequence[Document], *, holder: Did, signer: Signer, created: datetime
) -> Document:
    """What a co-op publishes of itself: a signed presentation of credentials about it, for everybody.

    Raises:
        CredentialError: ``bad_presentation`` when it would hold none, or too many to be read.
        CanonicalError: When a credential has no safe canonical form.
        EncodingError: When one holds values that are written differently elsewhere.
        ProofError: ``wrong_key_type``.
    """
    presentation: Document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": list(credentials),
    }
    linked_credentials(presentation)
    expected = Expected(purpose=LINKED_PURPOSE)
    return add_proof(presentation, signer, created=created, expected=expected)


def linked_credentials(presentation: JSON) -> list[Document]:
    """The credentials of a linked presentation whose form holds; so many that each can be looked at.

    Raises:
        CredentialError: ``bad_presentation`` or ``too_many_credentials``.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    shown = _shown(presentation)
    if len(shown) > MOST_LINKED:
        raise CredentialError("too_many_credentials", "The presentation holds too much.")
    credentials = [one for one in shown if isinstance(one, dict)]
    if not credentials or len(credentials) != len(shown):
        raise CredentialError("bad_presentation", "This is not a presentation of credentials.")
    return credentials


def credential_in(presentation: JSON) -> Document:
    """The one credential of a presentation whose form holds.

    Raises:
        CredentialError: ``bad_presentation``.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    match _shown(presentation):
        case [dict(credential)]:
            return credential
    raise CredentialError("bad_presentation", "This is not a presentation of one credential.")


def _shown(presentation: JSON) -> list[JSON]:
    """What a presentation holds, whatever it is."""
    if not isinstance(presentation, dict):
        raise CredentialError("bad_presentation", "This is not a presentation.")
    check_json(presentation)
    types, shown = presentation.get("type"), presentation.get("verifiableCredential")
    contexts = presentation.get("@context")
    listed = types if isinstance(types, list) else [types]
    good = isinstance(contexts, list) and contexts[:1] == [CREDENTIALS_V2]
    if not good or "VerifiablePresentation" not in listed:
        raise CredentialError("bad_presentation", "This is not a presentation.")
    return shown if isinstance(shown, list) else [shown]
