"""`manage.py verify_credential card.json`: is it genuine, and does it count now?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from credentials import resolving
from credentials.core.encoding import parse_json
from credentials.core.errors import EncodingError
from credentials.core.report import in_words
from credentials.core.verification import verify_credential


class Command(BaseCommand):
    help = "Verify the file of a card or another credential as a stranger would, and print every check."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="The credential as JSON, or - for standard input.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ends with 1 where anything did not pass."""
        name = options["file"]
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            document = parse_json(data)
        except (OSError, EncodingError):
            raise CommandError("There is no credential in this file that could be read.") from None
        report = verify_credential(
            document,
            now=timezone.now(),
            resolve=resolving.resolve,
            fetch_status=resolving.fetch_status,
            fetch_linked=resolving.fetch_linked,
        )
        *checks, end = in_words(report)
        self.stdout.write("\n".join(checks))
        if not report.ok:
            raise CommandError(end)
        self.stdout.write(end)
