"""The nouns of this app."""

from __future__ import annotations

from credentials.models.acceptance import AcceptancePolicy
from credentials.models.accreditation import Accreditation, Vouch
from credentials.models.credential import Credential, Offer
from credentials.models.disclosure import Disclosure
from credentials.models.inviting import Invitation, Wave
from credentials.models.issuing import CardOrder, IssuedBy, SignedFor
from credentials.models.outside import OutsideWord
from credentials.models.presentation import Presentation, PresentationRequest
from credentials.models.printing import CardPrint, PrintRun
from credentials.models.programs import IssuingProgram, ProgramCredential
from credentials.models.reviewing import (
    AccreditationCredential,
    Finding,
    Ruling,
    TrustListPart,
    TrustListVersion,
)
from credentials.models.signing_key import (
    CooperativeKey,
    DeniedKey,
    KeyEncryptionKey,
    SigningKey,
)
from credentials.models.status_list import PublishedDocument, Reliance, StatusList, StatusSeries

__all__ = [
    "AcceptancePolicy",
    "Accreditation",
    "AccreditationCredential",
    "CardOrder",
    "CardPrint",
    "CooperativeKey",
    "Credential",
    "DeniedKey",
    "Disclosure",
    "Finding",
    "Invitation",
    "IssuedBy",
    "IssuingProgram",
    "KeyEncryptionKey",
    "Offer",
    "OutsideWord",
    "Presentation",
    "PresentationRequest",
    "PrintRun",
    "ProgramCredential",
    "PublishedDocument",
    "Reliance",
    "Ruling",
    "SignedFor",
    "SigningKey",
    "StatusList",
    "StatusSeries",
    "TrustListPart",
    "TrustListVersion",
    "Vouch",
    "Wave",
]
