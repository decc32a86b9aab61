"""`manage.py erasures --export FILE`: what has ended, as codes, for a backup that is older than that."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coopportal.backup import since


class Command(BaseCommand):
    help = (
        "Write down who was forgotten, what ended and which keys are refused, as codes, days and bits: nothing in it "
        "says who anybody is. Whoever puts back an older backup gives it the newest list."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, required=True, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Under another name first: a list that is there is whole, and the last one stays until then."""
        path: Path = options["export"]
        told = since.gather()
        unfinished = path.with_name(f".{path.name}.part")
        try:
            unfinished.touch(mode=0o600)
            unfinished.write_text(json.dumps(told), encoding="utf-8")
            unfinished.replace(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(
            f"erasures_cooperatives={len(told['cooperatives'])} erasures_bytes={path.stat().st_size}"
        )
