"""Several commands in one process that all refuse, and what each said."""

from __future__ import annotations

import json
from io import StringIO

from django.core.management import CommandError, call_command


def refusals(asked: list[list[str]]) -> None:
    """Prints one line of JSON last. An empty sentence where it was not refused."""
    said = []
    for words in asked:
        try:
            call_command(*words, stdout=StringIO())
        except CommandError as error:
            said.append(str(error))
        else:
            said.append("")
    print(json.dumps(said))  # noqa: T201 -- it speaks to whoever started it
