"""`manage.py signer`: sign for web servers that may not see private halves."""

from __future__ import annotations

import resource
import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from credentials import serving


class Command(BaseCommand):
    help = (
        "Sign for web servers. It signs in to the database as the worker does, has the portal's key, and "
        "listens on a socket that the web servers may write to."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--socket", default=settings.SIGNER_SOCKET, help="Where to listen.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError where it is not said where to listen."""
        if not options["socket"]:
            raise CommandError("Say where to listen: SIGNER_SOCKET, or --socket.")
        settings.SIGNER_SOCKET = ""  # here it is done, not asked for
        # The first process of a container is ended by no signal that it does not handle.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no memory behind
        serving.serve(options["socket"])
