"""The names that signed documents are written in, and how pinned files are read.

Ours are the same in every installation: they say what a statement means, never where it is kept.
Vocabularies of the W3C: https://www.w3.org/TR/vc-data-model-2.0/#vocabularies.
"""

from __future__ import annotations

import hashlib
import re
from pkgutil import get_data
from typing import Final

from credentials.core.errors import CanonicalError

CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
NAMESPACE: Final = "https://coopcreds.com/ns/v0.1#"
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")


def read_bundled(name: str) -> bytes:
    """A file that travels with this package, whatever it says.

    Raises:
        OSError: When it is not there.
    """
    # Not through importlib.resources, which takes as long to load as a card to verify.
    return get_data(__package__, name) or b""


def read_pinned(name: str, digest: str) -> bytes:
    """A file that travels with this package.

    Raises:
        CanonicalError: ``altered_file`` when its SHA-256 is not the pinned one.
    """
    data = read_bundled(name)
    if hashlib.sha256(data).hexdigest() != digest:
        raise CanonicalError("altered_file", "A bundled file is not the pinned one.")
    return data


def is_absolute(name: object) -> bool:
    """Whether a name is an absolute IRI; a blank node's label is none."""
    return isinstance(name, str) and bool(_IRI.fullmatch(name))
