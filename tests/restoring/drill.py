"""The drill: fill a portal, back it up, put it back into a fresh place, and hold both against one another."""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from coopportal.backup import databases, sealing
from tests.support.prepared import lay_static, lay_tables, roles, template, url_as
from tests.support.processes import Processes
from tests.support.setups import EMBEDDED, POSTGRES, REDIS, environment_of

PLACE = {
    "DJANGO_SETTINGS_MODULE": "coopportal.settings",
    "CANONICAL_ORIGIN": "http://localhost:8000",
    "DEMO": "no",
    "OUTBOUND": "no",
}


ROLES = {"shell": "signer", "backup": "backup", "restore": "migrate"}


@dataclass
class Portal:
    """A folder and a database, and what manage.py does in them."""

    processes: Processes
    looked: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.processes.folder

    def manage(self, *words: str) -> str:
        """As the role that may: who signs, who lays tables, who reads all for a backup."""
        environment = self.processes.environment
        url = environment.get("DATABASE_URL", "")
        role = ROLES.get(words[0], "app")
        environment["DATABASE_URL"] = url.replace("_app:", f"_{role}:", 1)
        try:
            return self.processes.manage(*words)
        finally:
            environment["DATABASE_URL"] = url

    def run(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "-c", code)

    def look(self, first: str = "") -> dict[str, Any]:
        said = self.run(f"{first}\nfrom tests.restoring.look import look; look()")
        found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
        return found

    def refused(self, *words: str) -> str:
        """What a command says that refuses."""
        try:
            said = self.manage(*words)
        except AssertionError as error:
            return str(error)
        raise AssertionError(f"It was not refused: {said}")


def portal(folder: Path, environment: dict[str, str]) -> Portal:
    folder.mkdir(parents=True, exist_ok=True)
    return Portal(Processes(folder, {**PLACE, **lay_static(folder), **environment}))


def filled(folder: Path, setup: str, environment: dict[str, str], cards: int) -> Portal:
    made = portal(folder, environment)
    if setup == EMBEDDED:
        lay_tables(folder)
    made.looked = made.look(f"from tests.restoring.fill import fill; fill({cards})")
    return made


def archived(made: Portal, place: Path, name: str = "one") -> tuple[Path, Path]:
    """The archive and the key that opens it."""
    key, archive = place / f"{name}.key", place / f"{name}.age"
    made.manage("backup", "--to", str(archive), "--recipient", sealing.new_key(key))
    return archive, key


def bring_keys(old: Portal, new: Portal) -> None:
    """As a person does, who kept them apart."""
    shutil.copytree(old.folder / "keys", new.folder / "keys")


@contextmanager
def empty_place(setup: str) -> Iterator[dict[str, str]]:
    """A database without a table, where one is needed."""
    if setup == EMBEDDED:
        yield {}
        return
    name, like = f"portal_fresh_{secrets.token_hex(4)}", template(POSTGRES)
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            url = urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
            with tempfile.TemporaryDirectory() as folder:
                here = Processes(Path(folder), {**PLACE, "DATABASE_URL": url})
                here.manage("database_roles", "--apply", "--prefix", roles(like))
            yield {
                "DATABASE_URL": url_as("app", POSTGRES, name, like=like),
                "REDIS_URL": REDIS,
            }
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def counted(made: Portal) -> dict[str, int]:
    """The rows of each table, past every wall; without sessions, which are not put back."""
    if url := made.processes.environment.get("DATABASE_URL", ""):
        past = urlsplit(POSTGRES)._replace(path=urlsplit(url).path).geturl()
        with psycopg.connect(past) as connection:
            found = databases.count(connection)
    else:
        file = made.folder / "portal.sqlite3"
        with closing(sqlite3.connect(file)) as rows:
            names = [name for (name,) in rows.execute(databases.OURS)]
            found = {
                name: rows.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names
            }
    return {name: count for name, count in found.items() if name != "django_session"}


def hold_against(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Raises AssertionError where anything is not as it was, or was not whole before."""
    assert before == after
    [coop] = after["coops"].values()
    assert coop["whole"]
    assert coop["bitsEqual"]
    assert coop["cards"].pop("suspended") == coop["cards"].pop("ended") == 2
    assert list(coop["cards"]) == ["good"]
    coop["cards"] |= {"suspended": 2, "ended": 2}


def refused_without_keys(new: Portal, since: tuple[str, ...]) -> None:
    """As the portal's own role, before anything is done again."""
    for words in (since, ("--without-list",), ("--lift-suspensions",)):
        try:
            new.processes.manage("restore", *words)
        except AssertionError as error:
            assert "may not read what is wrapped" in str(error)  # noqa: PT017 -- what the command said
        else:
            raise AssertionError(f"{words} was not refused")


def drill(setup: str, cards: int, place: Path) -> dict[str, float]:
    """Raises AssertionError where anything is not as it was. Returns what was measured."""
    with environment_of(setup) as environment:
        old = filled(place / "old", setup, environment, cards)
        before = old.looked
        archive, key = archived(old, place)
        there = counted(old)
        old.manage("erasures", "--export", str(place / "list.json"))
        with empty_place(setup) as fresh:
            new = portal(place / "new", fresh)
            bring_keys(old, new)
            began = time.monotonic()
            since = ("--since", str(place / "list.json"), "--go")
            new.manage("restore", str(archive), "--key", str(key))
            seconds = time.monotonic() - began
            if setup != EMBEDDED:
                refused_without_keys(new, since)
            began = time.monotonic()
            new.manage("restore", *since)
            seconds += time.monotonic() - began
            after = new.look()
            rows = counted(new)
        there["tenants_event"] += len(after["coops"])  # that it was put back
        assert rows == there
        hold_against(before, after)
        return {
            "seconds": seconds,
            "bytes": archive.stat().st_size,
            "rows": sum(rows.values()),
            "cards": sum(sum(coop["cards"].values()) for coop in after["coops"].values()),
        }
