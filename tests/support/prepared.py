"""Tables and static files of a new portal, made once and copied: making them takes longer than a journey."""

from __future__ import annotations

import atexit
import secrets
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.support.processes import Processes

TABLES = "portal.sqlite3"
STAMP = "static-stamp"
PLACE = {
    "DJANGO_SETTINGS_MODULE": "coopportal.settings",
    "CANONICAL_ORIGIN": "http://localhost:8000",
    "DEMO": "no",
}


@cache
def _folder() -> Path:
    """What `prepare` makes of an empty folder."""
    made = Path(tempfile.mkdtemp(prefix="coopportal-prepared-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    Processes(made, PLACE).manage("prepare")
    return made


def lay_tables(folder: Path) -> None:
    """The tables of SQLite, as a copy in which nothing is on its way."""
    source, target = sqlite3.connect(_folder() / TABLES), sqlite3.connect(folder / TABLES)
    source.backup(target)
    source.close()
    target.close()


def lay_static(folder: Path) -> dict[str, str]:
    """The files stay where they are and are only read; what is answered goes into the environment."""
    shutil.copy(_folder() / STAMP, folder / STAMP)
    return {"STATIC_ROOT": str(_folder() / "static")}


@cache
def template(server: str) -> str:
    """The name of a database with all tables, which new ones are copied from."""
    name = f"portal_proof_template_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    atexit.register(_drop, server, name)
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    with tempfile.TemporaryDirectory() as folder:
        Processes(Path(folder), {**PLACE, "DATABASE_URL": url}).manage("prepare")
    return name


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
