"""`manage.py verify_card card.json`: is this card genuine, and does it count now?"""

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
from credentials.core.verification import Outcome, verify_credential

MARKS = {Outcome.PASSED: "yes", Outcome.FAILED: "NO", Outcome.NOT_CHECKED: "?"}


class Command(BaseCommand):
    help = "Verify the file of a card as a stranger would, and print every check. `-` reads standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="The card as JSON, or - for standard input.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Ends with 1 where anything did not pass."""
        try:
            text = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text()
            document = parse_json(text)
        except (OSError, UnicodeDecodeError, EncodingError):
            raise CommandError("There is no card in this file that could be read.") from None
        report = verify_credential(
            document,
            now=timezone.now(),
            resolve=resolving.resolve,
            fetch_status=resolving.fetch_status,
            fetch_linked=resolving.fetch_linked,
        )
        for check in report.checks:
            self.stdout.write(f"{MARKS[check.outcome]:>3}  {check.name:<12} {check.sentence}")
        if not report.ok:
            raise CommandError("Not everything passed.")
        home = f" for {report.home}" if report.home not in {"", report.issuer} else ""
        self.stdout.write(f"Genuine and in good standing, from {report.issuer}{home}")
