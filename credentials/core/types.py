"""The words that the core's functions share, after VC Data Model 2.0: https://www.w3.org/TR/vc-data-model-2.0/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

JSON: TypeAlias = Any
"""Any value that JSON can express; the strict parser has looked at what came from outside."""

Document: TypeAlias = dict[str, Any]
"""A JSON object."""

Did: TypeAlias = str

Resolve: TypeAlias = Callable[[Did], Document]
"""Answers a DID with its document; raises ``DidError`` or ``UnreachableError``."""

FetchStatus: TypeAlias = Callable[[str], Document]
"""Answers an address with a status list credential; raises ``StatusError`` or ``UnreachableError``."""

FetchLinked: TypeAlias = Callable[[str], Document]
"""Answers an address with a linked presentation; raises ``CredentialError`` or ``UnreachableError``."""
