from __future__ import annotations

from tests.credentials.conftest import oak

__all__ = ["oak"]
