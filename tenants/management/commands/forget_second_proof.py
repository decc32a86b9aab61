"""`manage.py forget_second_proof EMAIL`: for somebody of a team who has lost phone and recovery codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.models import User
from tenants.secrets import email_key
from tenants.services.second_proof import forget_proofs


class Command(BaseCommand):
    help = (
        "Forget somebody's second proof and end their sessions: the next time they set up another. "
        "Make sure first that it is them, by other means than mail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The address they sign in with.")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(email=email_key(options["email"])).first()
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        self.stdout.write(f"proofs_forgotten={forget_proofs(user)}")
