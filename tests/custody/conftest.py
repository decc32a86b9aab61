"""The co-ops that the tests of credentials know, and a portal without keys."""

from __future__ import annotations

from tests.credentials.conftest import no_keys as no_keys  # noqa: PLC0414 -- found by its name
from tests.credentials.conftest import oak as oak  # noqa: PLC0414 -- as above
