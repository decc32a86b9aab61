"""`manage.py verify_audit`: read each co-op's log from its first line, and name what is missing or changed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import scope
from tenants.audit.reading import Fault, read_chain
from tenants.models import AuditLink, Cooperative, Event


class Command(BaseCommand):
    help = (
        "Read the chain of each co-op's log and name every line that is missing or was changed. "
        "Ends with 1 where there is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cooperative", metavar="SLUG", help="Only this one.")
        parser.add_argument("--head", help="A head that was noted down: which line is it?")

    def handle(self, *_args: Any, **options: Any) -> None:
        rows = Cooperative.objects.order_by("slug")
        if options["cooperative"]:
            rows = rows.filter(slug=options["cooperative"])
            if not rows:
                raise CommandError(f"There is no co-op {options['cooperative']}.")
        wrong = found = 0
        for each in rows:
            with scope.within(each.pk):
                wrong += self._read(each.slug)
                found += self._find(each.slug, options["head"])
        if options["head"] and not found:
            raise CommandError("No line has this head.")
        if wrong:
            raise CommandError(f"{wrong} lines are not what they were.")

    def _read(self, slug: str) -> int:
        reading = read_chain()
        until = f", up to {reading.up_to:%Y-%m-%d %H:%M} UTC" if reading.up_to else ""
        state = "whole" if reading.whole else "NOT whole"
        self.stdout.write(f"{slug}: {reading.lines} lines{until}, {state}, head {reading.head}")
        if reading.waiting:
            self.stdout.write(f"{slug}: {reading.waiting} facts wait to be taken into the chain")
        for fault in reading.faults:
            self.stdout.write(f"{slug}: {fault.sentence} {_fact(fault)}".rstrip())
        return len(reading.faults)

    def _find(self, slug: str, head: str | None) -> int:
        link = AuditLink.objects.filter(digest=head or "").select_related("event").first()
        if link is None:
            return 0
        at = f"{link.event.at:%Y-%m-%d %H:%M} UTC"
        self.stdout.write(f"{slug}: this head is line {link.position}, of {at}")
        return 1


def _fact(fault: Fault) -> str:
    event = Event.objects.filter(code=fault.event).first() if fault.event else None
    return f"{event.name} of {event.at:%Y-%m-%d %H:%M} UTC, fact {event.code}" if event else ""
