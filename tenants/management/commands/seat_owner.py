"""`manage.py seat_owner SLUG EMAIL`: for a co-op in which nobody is owner any more."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from tenants import scope
from tenants.errors import ChangedMeanwhileError
from tenants.models import Cooperative
from tenants.services import team


class Command(BaseCommand):
    help = (
        "Give a co-op an owner where it has none, as after a backup was put back. They get the letter of everybody who is "
        "asked into a team. Make sure first, by other means than mail, that the co-op wants them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("email", help="The address they sign in with.")

    def handle(self, *_args: Any, **options: Any) -> None:
        here = Cooperative.objects.filter(slug=options["slug"]).first()
        if here is None:
            raise CommandError(f"There is no co-op {options['slug']}.")
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']} is no address.") from None
        with scope.within(here.pk):
            try:
                staff = team.seat_owner(options["email"])
            except ChangedMeanwhileError:
                raise CommandError(
                    f"{here.name} has an owner, who decides about the team."
                ) from None
        self.stdout.write(f"{staff.user.email} is owner of {here.name}.")
