"""What an archive says of itself, in its first member: enough to refuse it before anything is written."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db.migrations.loader import MigrationLoader

from coopportal.backup.databases import Snapshot
from coopportal.backup.errors import RefusedError
from credentials import keystore
from credentials.errors import KeyEncryptionKeyError
from credentials.models import CooperativeKey

FORMAT: Final = "coopportal-backup/1"
KEYS: Final = "SELECT cooperative_id, version, kek_id, wrapped FROM credentials_cooperativekey"


@dataclass
class About:
    made_at: str
    origin: str
    vendor: str
    server: str
    migrations: list[list[str]]
    tables: dict[str, int]
    keys: list[list[Any]]
    real: bool
    demo: str = ""
    format: str = FORMAT
    database_size: int = field(default=0)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


def of_snapshot(found: Snapshot, **said: Any) -> About:
    return About(
        vendor=found.vendor,
        server=found.version,
        migrations=[[app, name] for app, name in found.ask(_MIGRATIONS)],
        tables=found.counts,
        keys=[
            [str(owner), version, kek_id, base64.b64encode(bytes(wrapped)).decode()]
            for owner, version, kek_id, wrapped in found.ask(KEYS)
        ],
        **said,
    )


_MIGRATIONS: Final = "SELECT app, name FROM django_migrations ORDER BY id"


def read(value: Any) -> About:
    """Raises RefusedError for what this portal does not understand."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise RefusedError("This is no backup of a portal, or one of a format to come.")
    try:
        return About(**value)
    except TypeError:
        raise RefusedError("This backup was made by a newer portal: update this one.") from None


def check_version(about: About) -> int:
    """How many migrations are to follow. Raises RefusedError where the archive is ahead of this portal."""
    known, replaced = _on_disk()
    there = {(app, name) for app, name in about.migrations}
    ours = {app for app, _name in known}
    unknown = sorted(f"{app}.{name}" for app, name in there - known - replaced if app in ours)
    if unknown:
        raise RefusedError(
            f"This backup was made by a newer portal (it has {unknown[-1]}): update this one first."
        )
    return len(known - there)


def missing(about: About) -> list[str]:
    """The migrations that are to follow, by their apps and in their order."""
    there = {(app, name) for app, name in about.migrations}
    return [f"{app}.{name}" for app, name in sorted(_on_disk()[0] - there)]


def _on_disk() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The migrations of this portal, and those that some of them stand for."""
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    return set(disk), {each for one in disk.values() for each in one.replaces}


def check_custody(about: About) -> int:
    """Every co-op's key opens with the key-encryption keys that are here. Returns how many co-ops that are.

    Raises RefusedError where one does not.
    """
    for owner, version, kek_id, wrapped in about.keys:
        row = CooperativeKey(cooperative_id=UUID(owner), version=version, kek_id=kek_id)
        row.wrapped = base64.b64decode(wrapped)
        try:
            keystore._open_cooperative_key(row)  # noqa: SLF001 -- only whether it opens; nothing is kept
        except KeyEncryptionKeyError:
            raise RefusedError(
                f"The key that protects the signing keys (kek-{kek_id}) is not in the keys folder, or is another "
                "one. Nothing was written. Put the right file there: it is kept apart from backups."
            ) from None
    return len({key[0] for key in about.keys})
