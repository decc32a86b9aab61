"""JSON Canonicalization Scheme: https://www.rfc-editor.org/rfc/rfc8785."""

from __future__ import annotations

import json
import re
from typing import Final

import rfc8785

from credentials.core.encoding import check_json
from credentials.core.errors import CanonicalError
from credentials.core.types import JSON

_WRITE: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
).encode
"""The same bytes as RFC 8785 where there are no fractions and names sort alike in UTF-8 and UTF-16."""

_BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")


def canonicalize(value: JSON) -> bytes:
    """The one way to write a JSON value.

    Raises:
        EncodingError: When the value would be written differently elsewhere.
        CanonicalError: ``no_canonical_form`` for anything else without one.
    """
    fractions = check_json(value)
    if not fractions:
        text = _WRITE(value)
        if text.isascii() or not _BEYOND.search(text):
            return text.encode()
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        raise CanonicalError("no_canonical_form", "This has no canonical form.") from None
