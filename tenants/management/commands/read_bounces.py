"""`manage.py read_bounces`: what came back to the address for reports, from a mailbox, a folder, a file or stdin."""

from __future__ import annotations

import imaplib
import mailbox
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tenants import bounces, scope
from tenants.outbound import mailboxes

SAID = {
    bounces.TAKEN: "letters came back",
    bounces.KNOWN: "were known already",
    bounces.OTHERS: "are about no letter of this portal",
    bounces.NONE: "are no reports",
}


class Command(BaseCommand):
    help = (
        "Read delivery reports and mark what they are about. One mail from standard input, for a mail server that "
        "pipes to it, or all of a place. Reading one twice does no harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        place = parser.add_mutually_exclusive_group()
        place.add_argument(
            "--maildir",
            type=Path,
            help="A folder with new, cur and tmp; what was read goes to cur.",
        )
        place.add_argument(
            "--mbox", type=Path, help="A file with mails one after another; it is left as it is."
        )
        place.add_argument(
            "--imap",
            metavar="imaps://USER@HOST/FOLDER",
            help="What nobody has seen there; the password stands in BOUNCES_PASSWORD.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            outcomes = Counter(self._outcomes(options))
        except (OSError, ValueError, imaplib.IMAP4.error) as error:
            raise CommandError(f"The mails cannot be read: {error}") from error
        told = [f"{outcomes[each]} {SAID[each]}" for each in bounces.OUTCOMES if outcomes[each]]
        self.stdout.write(f"{outcomes.total()} read: {', '.join(told) or 'nothing new'}.")

    def _outcomes(self, options: dict[str, Any]) -> Iterator[str]:
        with scope.nowhere():
            if options["imap"]:
                place = mailboxes.place_of(options["imap"])
                password, authority = settings.BOUNCES_PASSWORD, settings.BOUNCES_AUTHORITY
                with mailboxes.new_mails(place, password, authority=authority) as mails:
                    yield from map(bounces.take_mail, mails)
            elif options["maildir"]:
                yield from map(bounces.take_mail, _of_maildir(options["maildir"]))
            elif options["mbox"]:
                yield from map(bounces.take_mail, _of_mbox(options["mbox"]))
            else:
                yield bounces.take_mail(sys.stdin.buffer.read())


def _of_maildir(folder: Path) -> Iterator[bytes]:
    """Moved once it was dealt with, as a mail program does: new/x becomes cur/x:2,S."""
    if not (folder / "new").is_dir():
        raise FileNotFoundError(f"{folder} has no folder new.")
    (folder / "cur").mkdir(exist_ok=True)
    for path in sorted((folder / "new").iterdir()):
        yield path.read_bytes()
        path.rename(folder / "cur" / f"{path.name}:2,S")


def _of_mbox(path: Path) -> Iterator[bytes]:
    try:
        box = mailbox.mbox(path, create=False)
        for key in box.keys():  # noqa: SIM118 -- a mailbox iterates over messages
            yield box.get_bytes(key)
        box.close()
    except mailbox.Error as error:
        raise OSError(f"{path}: {error}") from error
