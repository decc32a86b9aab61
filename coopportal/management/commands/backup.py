"""`manage.py backup`: one encrypted archive of the portal, made while it runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coopportal import env
from coopportal.backup import making, sealing
from coopportal.backup.errors import RefusedError
from coopportal.backup.passphrases import chosen


class Command(BaseCommand):
    help = (
        "Write one encrypted archive of database, files, origin and SECRET_KEY while the portal runs. The key "
        "that protects the signing keys (KEYS_FOLDER) is never in it: keep that apart."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, help="A file or a folder; DATA/backups otherwise.")
        parser.add_argument(
            "--recipient",
            action="append",
            default=[],
            help="Who can open it (age1…), more than once; BACKUP_RECIPIENTS otherwise.",
        )
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="Make a key file and print its recipient."
        )
        parser.add_argument(
            "--passphrase-file",
            type=Path,
            help="With --new-key: close the key file with what the first line of this file says; - asks.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                self._make_key(options["new_key"], chosen(options["passphrase_file"]))
            else:
                self._make(options["to"], options["recipient"] or env.names("BACKUP_RECIPIENTS"))
        except RefusedError as error:
            raise CommandError(str(error)) from error

    def _make_key(self, path: Path, passphrase: str) -> None:
        recipient = sealing.new_key(path, passphrase)
        self.stdout.write(f"BACKUP_RECIPIENTS={recipient}")
        self.stdout.write(
            f"What opens the backups is in {path}. Keep it off this machine, and apart from KEYS_FOLDER."
        )

    def _make(self, to: Path | None, named: list[str]) -> None:
        made = making.make(to, named, lambda line: self.stdout.write(f"  {line}"))
        self.stdout.write(f"Whole: {made.path}")
        self.stdout.write(
            f"backup_rows={made.rows} backup_bytes={made.size} backup_seconds={made.seconds:.1f} "
            f"backup_sha256={made.digest}"
        )
