"""Presentations: a card, and who answers for it now: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations.

The home co-op answers for its member, who has signed in there: the proof is the home's, made for one
question (``challenge``) and one asker (``domain``), with the purpose ``authentication``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from credentials.core.data_integrity.proof import Expected, add_proof
from credentials.core.encoding import check_json
from credentials.core.errors import CredentialError
from credentials.core.keys import Signer
from credentials.core.types import JSON, Did, Document
from credentials.core.vocabulary import CREDENTIALS_V2

PURPOSE: Final = "authentication"


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


def credential_in(presentation: JSON) -> Document:
    """The one credential of a presentation whose form holds.

    Raises:
        CredentialError: ``bad_presentation``.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    if not isinstance(presentation, dict):
        raise CredentialError("bad_presentation", "This is not a presentation.")
    check_json(presentation)
    types, shown = presentation.get("type"), presentation.get("verifiableCredential")
    contexts = presentation.get("@context")
    listed = types if isinstance(types, list) else [types]
    match shown if isinstance(shown, list) else [shown]:
        case [dict(credential)] if (
            isinstance(contexts, list)
            and contexts[:1] == [CREDENTIALS_V2]
            and "VerifiablePresentation" in listed
        ):
            return credential
    raise CredentialError("bad_presentation", "This is not a presentation of one credential.")
