"""`manage.py rotate_keys oak-street`, or `--all`: announce a new signing key, which takes over by itself."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credentials.errors import RotationRunningError, TooManyKeysError
from credentials.services import keys
from tenants import scope
from tenants.models import Cooperative


class Command(BaseCommand):
    help = "Announce a new signing key of a co-op, or of all. It takes over after ten minutes by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cooperative", nargs="?", help="The co-op, by its address.")
        parser.add_argument("--all", action="store_true", help="Every co-op of this portal.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError where the co-op is not known, or where none could be announced."""
        slug = options["cooperative"]
        if bool(slug) == options["all"]:
            raise CommandError("Name one co-op, or say --all.")
        found = Cooperative.objects.order_by("slug").filter(**({"slug": slug} if slug else {}))
        refused = 0
        for each in found:
            try:
                with scope.within(each.pk):
                    key = keys.rotate_signing_key()
                self.stdout.write(f"{each.slug}: {key.kid} is announced.")
            except (RotationRunningError, TooManyKeysError) as error:
                refused += 1
                self.stderr.write(f"{each.slug}: {error.message}")
        if not found:
            raise CommandError(f"There is no co-op called {slug}.")
        if refused:
            raise CommandError(f"{refused} of {len(found)} got no new key.")
