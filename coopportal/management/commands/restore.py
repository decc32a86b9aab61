"""`manage.py restore`: put a backup back into an empty place, or see that it could be."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coopportal.backup import paused, reading, replaying, restoring, sealing
from coopportal.backup.errors import RefusedError
from coopportal.backup.passphrases import chosen

NAMED = ("archive", "since", "without_list", "lift_suspensions")


class Command(BaseCommand):
    help = (
        "Put a backup back into an empty DATA folder and an empty database, with the keys folder already there; or "
        "with --check read all of it and change nothing. A portal that was put back rests until --go."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, nargs="?")
        parser.add_argument("--key", type=Path, help="The key file of --new-key.")
        parser.add_argument("--passphrase-file", type=Path, help="What opens the key file; - asks.")
        parser.add_argument("--check", action="store_true", help="Read all of it, change nothing.")
        parser.add_argument(
            "--secret-key-to", type=Path, metavar="FILE", help="Write only its SECRET_KEY."
        )
        parser.add_argument(
            "--list-to", type=Path, metavar="FILE", help="Write only its list of what had ended."
        )
        parser.add_argument(
            "--since", type=Path, metavar="LIST", help="Do again what ended since: the newest list."
        )
        parser.add_argument(
            "--without-list",
            action="store_true",
            help="There is no newer list: every card that could have been issued since is ended.",
        )
        parser.add_argument(
            "--lift-suspensions",
            action="store_true",
            help="From now on the register alone says who is suspended.",
        )
        parser.add_argument("--go", action="store_true", help="Let the restored portal start.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            if options["archive"]:
                self._archive(options["archive"], options)
            if options["since"] or options["without_list"]:
                self._settle(options["since"])
            if options["lift_suspensions"]:
                self.stdout.write(f"lifted={replaying.lift_suspensions()}")
            if options["go"]:
                restoring.go()
                self.stdout.write("The portal may start.")
            elif not any(options[name] for name in NAMED):
                raise CommandError("Name an archive, --since LIST, or --go.")
        except RefusedError as error:
            raise CommandError(str(error)) from error

    def _settle(self, path: Path | None) -> None:
        say = lambda line: self.stdout.write(f"  {line}")  # noqa: E731 -- one line, used once
        done = {what: many for what, many in restoring.settle(path, say).items() if many}
        for what, many in done.items():
            self.stdout.write(f"  {what}: {many}")
        self.stdout.write(f"replayed={sum(done.values())}")

    def _archive(self, archive: Path, options: dict[str, Any]) -> None:
        began = time.monotonic()
        keys = self._keys(options)
        if to := options["secret_key_to"]:
            restoring.write_secret(archive, keys, to)
            self.stdout.write(f"SECRET_KEY is in {to}.")
        elif to := options["list_to"]:
            restoring.write_list(archive, keys, to)
            self.stdout.write(f"The list is in {to}.")
        elif options["check"]:
            self._tell(restoring.check(archive, keys), archive, began)
            self.stdout.write("It can be put back. Nothing was changed.")
        else:
            say = lambda line: self.stdout.write(f"  {line}")  # noqa: E731 -- one line, used once
            self._tell(restoring.restore(archive, keys, say), archive, began)
            self.stdout.write(paused.sentence())

    def _keys(self, options: dict[str, Any]) -> list[Any]:
        if options["key"] is None:
            raise CommandError("Name the file that opens the archive: --key FILE")
        given = options["passphrase_file"]
        if given is None and sealing.is_closed(options["key"]):
            given = Path("-")
        return sealing.identities(options["key"], chosen(given))

    def _tell(self, staged: reading.Staged, archive: Path, began: float) -> None:
        told = staged.about
        self.stdout.write(f"{archive.name}: {told.vendor}, {told.origin}, of {told.made_at}")
        self.stdout.write(
            f"restore_tables={len(told.tables)} restore_rows={told.rows} restore_migrations={staged.behind} "
            f"restore_cooperatives={staged.cooperatives} restore_bytes={archive.stat().st_size} "
            f"restore_seconds={time.monotonic() - began:.1f}"
        )
