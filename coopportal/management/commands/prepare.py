"""Bring a data folder up to date: tables, languages, static files, demo data. Safe to repeat."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from coopportal import metrics, new_tables
from coopportal.backup import paused
from coopportal.catalogues import compile_catalogues
from coopportal.db import roles, walls
from coopportal.errors import SetUpAlreadyError
from coopportal.health import HEARTBEAT
from coopportal.services.setup import renew_link
from tenants import append_only
from tenants.models import Cooperative

BEGUN, COMPLETE = "begun", "complete"
# Folders that packages bring and no page loads: a second viewer for APIs, and a browser for them.
LOADED_BY_NOBODY = ("redoc", "rest_framework")


class Command(BaseCommand):
    help = "Bring the data folder up to date before the portal starts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO and (settings.DATA / "demo").exists():
            raise CommandError(
                "This data folder holds invented people, and a real portal starts without them. "
                "Use another folder: make run DEMO=no DATA=./var2"
            )
        if resting := paused.sentence():
            raise CommandError(resting)
        for folder in (settings.DATA, settings.DATA / "broker", settings.DATA / "broker-control"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        metrics.forget_the_gone()
        cache.set(HEARTBEAT, None, 1)  # an earlier run's worker says nothing about this one's
        self._step("tables", self._migrate)
        self._step("languages", compile_catalogues)
        self._step("static files", self._collect_static)
        self._step("demo data", self._demo)
        self._step("link for setting up", self._setup_link)

    def _step(self, name: str, act: Any) -> None:
        began = time.monotonic()
        if act():
            self.stdout.write(f"  {name}: done ({time.monotonic() - began:.1f} s)")

    def _migrate(self) -> bool:
        if new_tables.lay():
            return True
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._mend()
            return False
        call_command("migrate", verbosity=0, interactive=False)
        return True

    def _mend(self) -> None:
        """A start that was stopped may have left out what comes after the tables."""
        if walls.may_lay(connection):
            append_only.install(connection)
            walls.lay(connection)
            roles.lay(connection)
        elif walls.differences(connection):
            raise CommandError(
                "What keeps co-ops apart in the database does not stand, and this role may not lay it: "
                "MIGRATE_DATABASE_URL, docs/operations.md."
            )

    def _collect_static(self) -> bool:
        stamp = settings.DATA / "static-stamp"
        wanted = _fingerprint(settings.STATICFILES_DIRS)
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return False
        left_out = list(LOADED_BY_NOBODY)
        call_command(
            "collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=left_out
        )
        stamp.write_text(wanted, encoding="utf-8")
        return True

    def _demo(self) -> bool:
        """The marker goes first: whatever follows, this folder is never taken for a real portal's."""
        marker = settings.DATA / "demo"
        if not settings.DEMO or "demo" not in get_commands():
            return False
        if marker.exists() and marker.read_text(encoding="utf-8") == COMPLETE:
            return False
        if not marker.exists() and Cooperative.objects.exists():
            return False  # somebody's real co-ops: invented people never join them
        marker.write_text(BEGUN, encoding="utf-8")
        call_command("demo")
        marker.write_text(COMPLETE, encoding="utf-8")
        return True

    def _setup_link(self) -> bool:
        """An empty portal is handed over by a secret address, told to whoever reads this terminal.

        From then on the folder is a real portal's, whatever DEMO says: see settings.DEMO.
        """
        if settings.DEMO:
            return False
        (settings.DATA / "real").touch(mode=0o600)
        file = settings.DATA / "setup-link"
        old = file.read_text(encoding="utf-8").strip() if file.exists() else ""
        try:
            token = renew_link(kept=old.rstrip("/").rpartition("/")[2])
        except SetUpAlreadyError:
            file.unlink(missing_ok=True)
            return False
        link = f"{settings.CANONICAL_ORIGIN}{reverse('setup', args=[token])}"
        if link != old:
            file.touch(mode=0o600)
            file.write_text(link, encoding="utf-8")
        return link != old


def _fingerprint(folders: Iterable[Path]) -> str:
    """Our own files by size and time, everybody else's by the locked list they came from."""
    lock = settings.BASE / "requirements.txt"
    digest = hashlib.sha256(lock.read_bytes() if lock.exists() else b"")
    for file in sorted(file for folder in folders for file in Path(folder).rglob("*")):
        if file.is_file():
            state = file.stat()
            digest.update(f"{file} {state.st_size} {state.st_mtime_ns}".encode())
    return digest.hexdigest()
