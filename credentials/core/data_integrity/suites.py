"""The cryptosuites that are known here: https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites."""

from __future__ import annotations

from typing import Final, Protocol

from credentials.core.data_integrity.ecdsa_jcs_2019 import EcdsaJcs2019
from credentials.core.data_integrity.ecdsa_rdfc_2019 import EcdsaRdfc2019
from credentials.core.data_integrity.eddsa_jcs_2022 import EddsaJcs2022
from credentials.core.data_integrity.eddsa_rdfc_2022 import EddsaRdfc2022
from credentials.core.errors import ProofError
from credentials.core.keys import Algorithm
from credentials.core.types import JSON, Document


class Cryptosuite(Protocol):
    """Turns a document and the options of its proof into the bytes to sign; nothing else."""

    @property
    def name(self) -> str:
        """The name that the proof carries."""
        ...

    @property
    def algorithm(self) -> Algorithm:
        """The only kind of key that it accepts."""
        ...

    def hash_data(self, document: Document, options: Document) -> bytes:
        """The bytes to sign."""
        ...


_ALL: Final[tuple[Cryptosuite, ...]] = (
    EddsaRdfc2022(),
    EddsaJcs2022(),
    EcdsaRdfc2019(),
    EcdsaJcs2019(),
)
SUITES: Final[dict[str, Cryptosuite]] = {suite.name: suite for suite in _ALL}


def suite_named(name: JSON) -> Cryptosuite:
    """The cryptosuite that a proof names (VC-DI §3).

    Raises:
        ProofError: ``unknown_cryptosuite``.
    """
    if not isinstance(name, str) or name not in SUITES:
        raise ProofError("unknown_cryptosuite", "The kind of signature is not known here.")
    return SUITES[name]
