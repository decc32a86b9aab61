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
TEMPLATE = "portal_proof_template_"
SIGN_IN = ("signer", "app", "backup", "platform")
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
    """The name of a database with all tables, and roles like those of a portal in earnest; new ones are copied from it."""
    drawn = secrets.token_hex(4)
    name = f"{TEMPLATE}{drawn}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    atexit.register(_drop, server, name)
    words = {f"{roles(name)}_{part}_PASSWORD".upper(): drawn for part in ("migrate", *SIGN_IN)}
    url = urlsplit(server)._replace(path=f"/{name}").geturl()
    with tempfile.TemporaryDirectory() as folder:
        here = Processes(Path(folder), {**PLACE, **words, "DATABASE_URL": url})
        here.manage("database_roles", "--apply", "--prefix", roles(name))
        here.environment["DATABASE_URL"] = url_as("migrate", server, name, like=name)
        here.manage("prepare")
    return name


def roles(template: str) -> str:
    """What the names of its roles begin with."""
    return f"proof_{template.removeprefix(TEMPLATE)}"


def url_as(part: str, server: str, database: str, *, like: str) -> str:
    """The address of a database for one of the roles of the template that it was copied from."""
    there = urlsplit(server)
    who = f"{roles(like)}_{part}:{like.removeprefix(TEMPLATE)}"
    where = there.netloc.rpartition("@")[2]
    return there._replace(netloc=f"{who}@{where}", path=f"/{database}").geturl()


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        for part in (
            "migrate",
            "owner",
            *SIGN_IN,
        ):  # who is a member goes before what it is a member of
            admin.execute(f"DROP ROLE IF EXISTS {roles(name)}_{part}")
