"""Putting a backup back: only into an empty place, and nothing is there before all of it was found good."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from coopportal import env
from coopportal.backup import about, databases, paused, reading, replaying, since
from coopportal.backup.errors import RefusedError
from coopportal.backup.making import Say

DATABASE: Final = "default"


def check(path: Path, keys: Sequence[Any]) -> reading.Staged:
    """Read all of it into a folder that is thrown away, and touch nothing else."""
    with tempfile.TemporaryDirectory(prefix="coopportal-check-") as folder:
        return reading.stage(path, keys, Path(folder), lambda _about: None)


def restore(path: Path, keys: Sequence[Any], say: Say) -> reading.Staged:
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restoring-") as folder:
        staged = reading.stage(path, keys, Path(folder), _check_place)
        say(f"read: {staged.about.rows:,} rows of {staged.about.made_at}, all as written")
        secret = _secret_to_write(staged.secret_key)
        paused.begin(staged.about.made_at, timezone.now().isoformat())
        connections.close_all()
        databases.put_back(staged.about.vendor, staged.database, settings.DATABASES[DATABASE])
        _put_files(staged, secret)
    _count_again(staged)
    say("written: database, files, origin, secret")
    _bring_forward(staged, say)
    return staged


def _bring_forward(staged: reading.Staged, say: Say) -> None:
    """To the tables of today. Raises RefusedError where that leaves a table with fewer rows than the backup has."""
    steps = about.missing(staged.about)
    call_command("migrate", verbosity=0, interactive=False)
    if not steps:
        say("migrated: it is of this very version")
        return
    before, after = staged.about.tables, databases.count_restored(settings.DATABASES[DATABASE])
    kept = before.keys() & after.keys()
    fewer = [
        f"{name} {before[name]} → {after[name]}" for name in kept if after[name] < before[name]
    ]
    if fewer:
        raise RefusedError(
            f"Bringing the backup forward lost rows: {', '.join(sorted(fewer))}. Nothing starts here. Empty the place, install "
            "the version of the portal that made the backup, put it back there, and tell us."
        )
    more = {name: f"{before[name]} → {after[name]}" for name in kept if after[name] > before[name]}
    say(f"migrated: {len(steps)} steps forward, {', '.join(steps)}")
    say(f"counted again: no row of {len(kept)} tables is missing")
    for what, names in (
        ("more rows than before", [f"{name} {more[name]}" for name in sorted(more)]),
        ("new tables", sorted(after.keys() - before.keys())),
        ("tables that are no more", sorted(before.keys() - after.keys())),
    ):
        if names:
            say(f"{what}: {', '.join(names)}")


def write_list(path: Path, keys: Sequence[Any], to: Path) -> None:
    """The list in a later backup, for an older one that is put back."""
    with tempfile.TemporaryDirectory(prefix="coopportal-check-") as folder:
        staged = reading.stage(path, keys, Path(folder), lambda _about: None)
        _written(to, staged.known.read_text(encoding="utf-8"))


def settle(path: Path | None, say: Say) -> Counter[str]:
    """Do again what the list says; without one what is certain. The portal rests on until somebody says go."""
    made_at = (paused.told() or {}).get("madeAt")
    if made_at is None:
        raise RefusedError("No backup was put back here.")
    told = since.read(path, made_at=made_at) if path else None
    happened = replaying.lost(told) if told else {}
    done = replaying.replay(told)
    for slug, facts in happened.items():
        if facts:
            say(f"{slug}, in the log after the backup: {_listed(facts)}")
    paused.settled()
    return done


def _listed(facts: dict[str, int]) -> str:
    return ", ".join(f"{name} {times}" for name, times in facts.items())


def go() -> None:
    if not (paused.told() or {"settled": True}).get("settled"):
        raise RefusedError(
            "What ended since the backup is not done again yet: restore --since FILE with the newest list, or "
            "restore --without-list, where there is none."
        )
    paused.end()


def _check_place(told: about.About) -> None:
    """Raises RefusedError unless nothing is here, and here is where the backup belongs."""
    ours = settings.DATABASES[DATABASE]
    vendor = "sqlite" if "sqlite" in ours["ENGINE"] else "postgresql"
    if told.vendor != vendor:
        raise RefusedError(
            f"This is a backup of {told.vendor}, and DATABASE_URL names {vendor}: a backup goes back to its kind."
        )
    if not databases.is_empty(ours) or paused.path().exists():
        raise RefusedError(
            "There is a portal here already. A backup is put back into an empty place only: name a new DATA folder "
            "and an empty database, or move what is here away."
        )
    media = Path(settings.MEDIA_ROOT)
    if media.exists() and any(media.iterdir()):
        raise RefusedError(f"There are files in {media} already; move them away.")
    kept = settings.DATA / "origin"
    named = env.text("CANONICAL_ORIGIN") or (
        kept.read_text(encoding="utf-8") if kept.exists() else ""
    )
    if named.strip().rstrip("/") not in {"", told.origin}:
        raise RefusedError(
            f"The backup is of {told.origin}, and this place is {named.strip()}: cards and mails carry the address."
        )


def _secret_to_write(secret: str) -> str:
    """Nothing where the environment has it. Raises RefusedError where that one is another."""
    if env.text("SECRET_KEY") or env.text("SECRET_KEY_FILE"):
        if secret != settings.SECRET_KEY:
            raise RefusedError(
                "SECRET_KEY is not the one of the backup, so no link and no code of a letter would lead anywhere. "
                "Write the right one to a file with restore FILE --secret-key-to PATH, and name it in SECRET_KEY_FILE."
            )
        return ""
    return secret


def _put_files(staged: reading.Staged, secret: str) -> None:
    if staged.files.exists():
        shutil.copytree(staged.files, settings.MEDIA_ROOT, dirs_exist_ok=True)
    (settings.DATA / "origin").write_text(staged.about.origin, encoding="utf-8")
    if staged.about.demo:
        (settings.DATA / "demo").write_text(staged.about.demo, encoding="utf-8")
    if staged.about.real:
        (settings.DATA / "real").touch(mode=0o600)
    if secret:
        kept = settings.DATA / "secrets" / "secret_key"
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept.unlink(missing_ok=True)  # made by this very command, before it had read the archive
        kept.touch(mode=0o600)
        kept.write_text(secret, encoding="utf-8")
        kept.chmod(0o400)
        settings.SECRET_KEY = secret


def _count_again(staged: reading.Staged) -> None:
    if staged.about.vendor != "postgresql":
        return  # it is the very file that was counted
    found = databases.count_restored(settings.DATABASES[DATABASE])
    if found != staged.about.tables:
        raise RefusedError(
            "The database has other rows than the backup. Empty it and look at its log."
        )


def write_secret(path: Path, keys: Sequence[Any], to: Path) -> None:
    """Only the SECRET_KEY, for an environment that is still to be written."""
    with tempfile.TemporaryDirectory(prefix="coopportal-check-") as folder:
        staged = reading.stage(path, keys, Path(folder), lambda _about: None)
    _written(to, staged.secret_key)


def _written(to: Path, content: str) -> None:
    if to.exists():
        raise RefusedError(f"{to} is there already, and is not overwritten.")
    to.touch(mode=0o600)
    to.write_text(content, encoding="utf-8")
