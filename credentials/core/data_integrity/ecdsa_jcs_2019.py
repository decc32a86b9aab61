"""The cryptosuite ecdsa-jcs-2019: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-jcs-2019."""

from __future__ import annotations

from dataclasses import dataclass

from credentials.core.data_integrity.eddsa_jcs_2022 import EddsaJcs2022
from credentials.core.keys import Algorithm


@dataclass(frozen=True)
class EcdsaJcs2019(EddsaJcs2022):
    """JCS, SHA-256, P-256: the hashes are those of eddsa-jcs-2022, the key is another."""

    name: str = "ecdsa-jcs-2019"
    algorithm: Algorithm = "P-256"
