"""Fill an empty portal with invented co-ops and people. `make run` calls it; safe to repeat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from coopportal.demo.building import build


class Command(BaseCommand):
    help = (
        "Fill an empty portal with invented co-ops and people, or complete an interrupted filling."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented people never join real ones: DEMO is off here.")
        if connection.vendor == "sqlite":
            # The log is still in order after a power cut, only shorter: what is missing is built again.
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous = NORMAL")
        build(now=self._first_run(), say=self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _first_run(self) -> datetime:
        """All dates are counted from one moment, also when the building goes on tomorrow."""
        kept = settings.DATA / "demo-began"
        if not kept.exists():
            draft = kept.with_suffix(".new")
            draft.write_text(timezone.now().isoformat(), encoding="utf-8")
            draft.replace(kept)
        return datetime.fromisoformat(kept.read_text(encoding="utf-8"))
