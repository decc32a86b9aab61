"""JSON Canonicalization Scheme: https://www.rfc-editor.org/rfc/rfc8785."""

from __future__ import annotations

import rfc8785

from credentials.core.encoding import check_json
from credentials.core.errors import CanonicalError
from credentials.core.types import JSON


def canonicalize(value: JSON) -> bytes:
    """The one way to write a JSON value.

    Raises:
        EncodingError: When the value would be written differently elsewhere.
        CanonicalError: ``no_canonical_form`` for anything else without one.
    """
    check_json(value)
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        raise CanonicalError("no_canonical_form", "This has no canonical form.") from None
