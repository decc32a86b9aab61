"""`manage.py owed`: what waits after a failure, what was given up, and a way to try it again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count

from tenants import outbox
from tenants.models import OutboxEntry


class Command(BaseCommand):
    help = (
        "Show work that failed, by reason. --again makes all of it due now, also what was given up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="Try all of it again now.")

    def handle(self, *_args: Any, **options: Any) -> None:
        failed = OutboxEntry.objects.filter(done_at=None, cancelled_at=None).exclude(last_error="")
        groups = (
            failed.order_by()
            .values_list("cooperative__slug", "handler", "last_error")
            .annotate(rows=Count("pk"), given_up=Count("dead_at"))
            .order_by("cooperative__slug", "handler")
        )
        for slug, handler, error, rows, given_up in groups:
            self.stdout.write(f"{slug}: {handler}, {rows} times: {error} ({given_up} given up)")
        if not groups:
            self.stdout.write("Nothing failed.")
        elif options["again"]:
            self.stdout.write(f"{outbox.try_again()} will be tried again now.")
