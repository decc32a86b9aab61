"""`manage.py compromise_key oak-street --yes`: nobody believes this key any more, and all it signed is signed anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from credentials import affected
from credentials.models import SigningKey
from credentials.services.compromise import declare_compromised
from tenants import scope
from tenants.models import Cooperative


class Command(BaseCommand):
    help = (
        "Declare a signing key compromised: out of did.json at once, refused for ever, everything that it "
        "signed is signed anew by the worker. Without --yes it only says what that would be."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("cooperative", help="The co-op, by its address.")
        parser.add_argument(
            "--key", help="The key, by its name in did.json; the one in use if left out."
        )
        parser.add_argument("--yes", action="store_true", help="Do it.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError where co-op or key are not known, or it was declared before."""
        here = Cooperative.objects.filter(slug=options["cooperative"]).first()
        if here is None:
            raise CommandError(f"There is no co-op called {options['cooperative']}.")
        with scope.within(here.pk):
            key = _key(options["key"])
            told = affected.of(key, timezone.now())
            self.stdout.write(f"{key.kid} ({key.state})")
            for name, number in _figures(told):
                self.stdout.write(f"{number:>8} {name}")
            if not options["yes"]:
                self.stdout.write("Nothing was changed. With --yes it is.")
                return
            job = declare_compromised(key.code, by=None)
        self.stdout.write(f"Declared. The worker signs anew: /c/{here.slug}/staff/jobs/{job.code}/")


def _key(kid: str | None) -> SigningKey:
    good = SigningKey.objects.exclude(state=SigningKey.State.COMPROMISED)
    found = good.filter(kid=kid) if kid else good.filter(state=SigningKey.State.ACTIVE)
    key = found.first()
    if key is None:
        raise CommandError("The co-op has no such key, or it was declared compromised before.")
    return key


def _figures(told: affected.Affected) -> list[tuple[str, int]]:
    return [
        ("cards are signed anew", told.cards),
        ("of them are mailed to their holders", told.mailed),
        ("of them are for members without an address", told.unaddressed),
        ("words on other co-ops are signed anew", told.words),
        ("status lists are signed anew", told.lists),
        ("trust lists are signed anew", int(told.listed)),
        ("co-ops ask for their cards again", told.homes),
        *((f"{str(name).lower()} are signed anew", number) for name, number in told.also),
        (
            "credentials of programs stop counting, and their programs have to ask again",
            told.of_programs,
        ),
    ]
