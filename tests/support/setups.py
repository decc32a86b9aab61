"""The two ways the portal is run: SQLite with the embedded broker, PostgreSQL with Redis."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
import redis

from tests.support.prepared import roles, template, url_as

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/11")
EMBEDDED = "sqlite-embedded"
SERVERS = "postgres-redis"
SETUPS = [
    EMBEDDED,
    pytest.param(SERVERS, marks=[pytest.mark.postgres, pytest.mark.redis]),
]


@contextmanager
def environment_of(setup: str) -> Iterator[dict[str, str]]:
    """What the portal's environment adds for a set-up; made for the block and dropped after it.

    On PostgreSQL the portal signs in with few rights, as in earnest: `Processes.manage` alone lays tables.
    """
    if setup == EMBEDDED:
        yield {}
        return
    if (away := servers_away()) is not None:
        pytest.skip(away)
    name = f"portal_proof_{secrets.token_hex(4)}"
    broker = redis.Redis.from_url(REDIS)
    broker.flushdb()
    try:
        with database(name) as as_role:
            yield {
                "DATABASE_URL": as_role("app"),
                "MIGRATE_DATABASE_URL": as_role("migrate"),
                "WORKER_DATABASE_URL": as_role("signer"),
                "REDIS_URL": REDIS,
            }
    finally:
        broker.flushdb()
        broker.close()


@contextmanager
def database(name: str) -> Iterator[Callable[[str], str]]:
    """One with all tables and the roles of a portal in earnest, which is told who signs in and says where."""
    like = template(POSTGRES)
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        try:
            admin.execute(f'ALTER DATABASE "{name}" OWNER TO {roles(like)}_owner')
            yield lambda part: url_as(part, POSTGRES, name, like=like)
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def servers_away() -> str | None:
    """Why the servers cannot be used, or nothing."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        return "no PostgreSQL on this machine"
    client = redis.Redis.from_url(REDIS, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.ConnectionError:
        return "no Redis on this machine"
    finally:
        client.close()
    return None
