"""`manage.py issued_by oak-street commonlands --agreed "…"`: let a federation sign for a co-op without staff."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credentials.errors import IssuerRefusedError
from credentials.services import ordering
from tenants import scope
from tenants.models import Cooperative


class Command(BaseCommand):
    help = (
        "Let a federation sign the cards of a co-op that has nobody to decide it in the portal. The federation's "
        "accreditation must be in force and say so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cooperative", help="The co-op, by its address.")
        parser.add_argument("federation", help="The federation, by its address.")
        parser.add_argument(
            "--agreed", required=True, help="Who agreed for the co-op, when and how. It is kept."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError where either is not known or the federation may not."""
        home, issuer = (_find(options[name]) for name in ("cooperative", "federation"))
        if not options["agreed"].strip():
            raise CommandError("Say who agreed for the co-op.")
        try:
            with scope.within(home.pk):
                ordering.let_sign(issuer, by=None, note=options["agreed"].strip()[:300])
        except IssuerRefusedError as error:
            raise CommandError(str(error.message)) from None
        self.stdout.write(f"{issuer.name} signs the cards of {home.name} from now on.")


def _find(slug: str) -> Cooperative:
    found = Cooperative.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no co-op called {slug}.")
    return found
