"""`manage.py person ADDRESS --export FILE` and `--erase`: what somebody may ask of whoever runs a portal."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coopportal.person import erasing, exporting, meant
from tenants.models import Cooperative


class Command(BaseCommand):
    help = (
        "One person, by their address, across all co-ops: everything that is known of them as a zip, or its erasure, "
        "with a sentence for all that has to stay. Make sure first that it is they who ask."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--export", type=Path, metavar="FILE")
        asked.add_argument("--erase", action="store_true")
        parser.add_argument("--cooperative", default="", metavar="SLUG", help="Erase only here.")
        asked.add_argument(
            "--look", action="store_true", help="Say who would be erased, and erase nothing."
        )
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--member",
            default="",
            metavar="NUMBER",
            help="Only this one, where several share the address.",
        )
        which.add_argument(
            "--all", action="store_true", help="All who share the address: all of them ask."
        )
        parser.add_argument(
            "--now",
            action="store_true",
            help="The co-op says that it need not keep anything longer.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        slug = options["cooperative"]
        if slug and not Cooperative.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no co-op {slug}.")
        if path := options["export"]:
            self._export(options["address"], path)
            return
        self._erase(options["address"], slug, options)

    def _erase(self, address: str, slug: str, options: dict[str, Any]) -> None:
        found, number = meant.look(address, only=slug), options["member"]
        if not found and not meant.is_known(address, only=slug):
            raise CommandError("Nothing is known of this address. Nothing was erased.")
        for each in found:
            self.stdout.write(f"found: {each.cooperative}: {each.says}")
        if number and number not in {each.number for each in found}:
            raise CommandError(f"{number} has not this address. Nothing was erased.")
        if meant.are_several(found) and not number and not options["all"]:
            self._choose(refused=options["erase"])
        if options["erase"]:
            self._do(address, slug, number, now=options["now"])

    def _choose(self, *, refused: bool) -> None:
        sentence = "More than one person has this address: name one with --member NUMBER, or --all where all of them ask."
        if refused:
            raise CommandError(f"{sentence} Nothing was erased.")
        self.stdout.write(sentence)

    def _do(self, address: str, slug: str, number: str, *, now: bool) -> None:
        if number:
            said = erasing.erase_member(address, number, now=now, only=slug)
        else:
            said = erasing.erase(address, now=now, only=slug)
        for sentence in said:
            self.stdout.write(f"- {sentence}")
        self.stdout.write(erasing.STAYS)

    def _export(self, address: str, path: Path) -> None:
        if path.exists():
            raise CommandError(f"{path} is there already, and is not overwritten.")
        try:
            count = exporting.export(address, path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        if not count:
            raise CommandError("Nothing is known of this address.")
        self.stdout.write(f"person_rows={count} person_bytes={path.stat().st_size}")
