"""For pytest: the mutant named in MUTANT, once all is imported, views included, and before the first test."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from django.utils.module_loading import import_string


def pytest_collection_finish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput") and os.environ.get("MUTANT"):
        from tests.mutants.generated import apply  # noqa: PLC0415 -- once Django is there
        from tests.mutants.mutant import Mutant  # noqa: PLC0415 -- as above
        from tests.walls.addresses import routes  # noqa: PLC0415 -- as above

        routes()  # else a view would be read unchanged by the first request that leads there
        for middleware in settings.MIDDLEWARE:  # and these by the first of all
            import_string(middleware)
        apply(Mutant.of(os.environ["MUTANT"]))
