from __future__ import annotations


class RefusedError(Exception):
    """A backup that cannot be made, read or put back; the sentence says why and what to do."""
