"""`manage.py rotate_kek`: another key of the portal's around all co-ops' keys. Begun again, it goes on."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credentials import keystore
from credentials.errors import KeyEncryptionKeyError, KeyMadeElsewhereError
from credentials.services import rewrapping
from tenants import scope
from tenants.killpoints import reach
from tenants.models import Cooperative


class Command(BaseCommand):
    help = (
        "Make a new key for the portal, wrap every co-op's key with it, and forget the old one. It may be "
        "stopped at any moment and started again; the portal goes on working meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--keep", action="store_true", help="Leave the old key where it is; it wraps nothing."
        )
        parser.add_argument(
            "--cooperatives",
            action="store_true",
            help="Give each co-op a new key of its own instead, around its signing keys.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError where a key is missing, or has to be given from outside."""
        try:
            if options["cooperatives"]:
                self._renew()
            else:
                self._rotate(keep=options["keep"])
        except (KeyEncryptionKeyError, KeyMadeElsewhereError) as error:
            raise CommandError(str(error.message)) from None

    def _rotate(self, *, keep: bool) -> None:
        if not keystore.names_in_use():
            raise CommandError("Nothing is wrapped yet, so there is nothing to change.")
        name, wrapped, used = rewrapping.begin(), 0, set[str]()
        for pk in _cooperatives():
            with scope.within(pk):
                wrapped += rewrapping.rewrap(name)
                used |= rewrapping.used_here()
            reach("kek.committed")
        old = keystore.names_in_use() - used - {name}
        self.stdout.write(f"kek-{name} wraps all keys now; {wrapped} were wrapped anew.")
        rewrapping.let_go(old, kept=keep)
        for left in rewrapping.drop():
            self.stdout.write(f"kek-{left} wraps nothing any more: take it out of the environment.")

    def _renew(self) -> None:
        wrapped = 0
        for pk in _cooperatives():
            with scope.within(pk):
                wrapped += rewrapping.renew_cooperative_key()
            reach("dek.committed")
        self.stdout.write(
            f"Each co-op has a new key of its own; {wrapped} signing keys moved to it."
        )


def _cooperatives() -> list[Any]:
    return list(Cooperative.objects.order_by("pk").values_list("pk", flat=True))
