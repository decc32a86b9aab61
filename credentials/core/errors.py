"""The refusals of the core.

Every refusal carries a stable ``code`` for machines and a sentence of our own; never bytes that came
from outside, so that a message may be logged and shown. They become the problem details of the VC API:
https://www.w3.org/TR/vc-data-model-2.0/#problem-details.
"""

from __future__ import annotations


class CoreError(Exception):
    """Something was refused; ``code`` says what, and stays the same between releases."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.code = code


class EncodingError(CoreError):
    """Bytes or text are not what their encoding promises."""


class InvalidKeyError(CoreError):
    """A key is of a kind, form or value that is not accepted."""


class CanonicalError(CoreError):
    """A document has no safe canonical form."""


class DidError(CoreError):
    """An identifier or its document is not acceptable."""


class UnreachableError(CoreError):
    """A resolver or fetcher could not ask; whether the thing is genuine stays open."""


class ProofError(CoreError):
    """A proof is missing, malformed, made for something else, or false."""


class StatusError(CoreError):
    """A status list or an entry in one cannot be relied on."""


class CredentialError(CoreError):
    """A credential or presentation does not have the form that the data model asks for."""
