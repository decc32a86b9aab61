"""The two ways the portal is run: SQLite with the embedded broker, PostgreSQL with Redis."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from tests.support.prepared import template

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
    """What the portal's environment adds for a set-up; made for the block and dropped after it."""
    if setup == EMBEDDED:
        yield {}
        return
    if (away := servers_away()) is not None:
        pytest.skip(away)
    name = f"portal_proof_{secrets.token_hex(4)}"
    broker = redis.Redis.from_url(REDIS)
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template(POSTGRES)}"')
        broker.flushdb()
        try:
            yield {
                "DATABASE_URL": urlsplit(POSTGRES)._replace(path=f"/{name}").geturl(),
                "REDIS_URL": REDIS,
            }
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            broker.flushdb()
            broker.close()


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
