"""Does the second wall stand as the models ask for it?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from coopportal.db import coverage, walls
from coopportal.db.pieces import pieces


class Command(BaseCommand):
    help = "Compare what keeps co-ops apart in the database with the models; ends with 1 where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lay", action="store_true", help="lay what is missing, then compare")
        parser.add_argument(
            "--strict", action="store_true", help="also refuse a role that could go around the wall"
        )

    def handle(self, *_args: Any, lay: bool, strict: bool, **_options: Any) -> None:
        if lay:
            walls.lay(connection)
        wrong = [*walls.differences(connection), *coverage.gaps(connection)]
        if power := coverage.power(connection):
            self.stdout.write(f"This role {power}: it is not held by row security.")
            wrong += [f"role: {power}"] if strict else []
        for line in wrong:
            self.stdout.write(line)
        self.stdout.write(f"walls pieces={len(pieces(connection.vendor))} wrong={len(wrong)}")
        if wrong:
            raise CommandError(
                "The second wall does not stand as it should: manage.py walls --lay."
            )
