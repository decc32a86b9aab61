"""A portal with its tables in memory, for programmes that ask it without pytest: made once, then forked."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Share = TypeVar("Share")
# Whoever signs in when the world is made has shown both proofs, and is held to have until the last question.
A_WHOLE_RUN = 24 * 3600


def ready() -> None:
    """Django with an empty database in memory, tables made from the models, mail kept in a list."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415 -- after the environment is ready

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- as above
    from django.test.utils import setup_databases, setup_test_environment  # noqa: PLC0415 -- as above

    from coopportal.catalogues import compile_catalogues  # noqa: PLC0415 -- as above
    from tests.support.proven import stand_in  # noqa: PLC0415 -- as above

    stand_in()
    logging.disable(logging.CRITICAL)
    compile_catalogues()
    setup_test_environment(debug=False)
    settings.MIGRATION_MODULES = _NoMigrations()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = A_WHOLE_RUN
    setup_databases(verbosity=0, interactive=False, serialized_aliases=())


class _NoMigrations:
    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


@contextmanager
def without_typesetting() -> Iterator[None]:
    """Typst begins threads with its first page, and those do not live on in a copy: what is made before gets none."""
    import typst  # noqa: PLC0415 -- only where it is needed

    plain, typst.compile = typst.compile, lambda *_args, **_more: b"%PDF-1.7"
    try:
        yield
    finally:
        typst.compile = plain


def forked(work: Callable[[], Any]) -> tuple[int, int]:
    """Begin `work` in a copy of this process, database included. Returns the process and where its answer comes from."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    status = 1
    try:
        told = json.dumps(work())
        with os.fdopen(writing, "w") as out:
            out.write(told)
        status = 0
    except BaseException:  # noqa: BLE001 -- whatever it is, there must not be two parents
        import traceback  # noqa: PLC0415 -- only then

        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def shared_out(items: Sequence[Share], work: Callable[[Sequence[Share]], Any]) -> Iterable[Any]:
    """The items dealt out among as many copies as there are processors; what each answers."""
    hands = min(len(items), int(os.environ.get("PROBE_HANDS", os.cpu_count() or 1)))
    begun = [forked(lambda part=items[hand::hands]: work(part)) for hand in range(hands)]
    for child, reading in begun:
        with os.fdopen(reading) as answer:
            text = answer.read()
        _, status = os.waitpid(child, 0)
        if status or not text:
            raise RuntimeError("A copy of this process broke.")
        yield json.loads(text)
