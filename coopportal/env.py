"""Typed readers for the environment; a secret may come from NAME_FILE; a bad value stops the start-up."""

from __future__ import annotations

import json
import os
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no.")


def number(name: str, default: int) -> int:
    try:
        return int(text(name) or default)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from None


def names(name: str) -> list[str]:
    return [part.strip() for part in text(name).split(",") if part.strip()]


def password(name: str) -> str:
    """NAME, or the content of NAME_FILE, or nothing."""
    if value := text(name):
        return value
    if path := text(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read.") from None
    return ""


def secret(name: str, *, folder: Path | None = None) -> str:
    """NAME, or the content of NAME_FILE, or a random value kept in `folder` (development only)."""
    if (value := password(name)) or text(f"{name}_FILE"):
        return value
    if folder is None:
        raise ImproperlyConfigured(
            f"Set {name} or {name}_FILE: a production portal has no default."
        )
    kept = folder / name.lower()
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        except FileExistsError:  # another process was first: its value is the one
            pass
        else:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(64))
    return kept.read_text(encoding="utf-8").strip()


def optional_secret(name: str) -> str:
    """As `secret`, and nothing where neither is set."""
    return secret(name) if text(name) or text(f"{name}_FILE") else ""


def origin(data: Path) -> str:
    """The one origin that DIDs, mails and cards carry: CANONICAL_ORIGIN, else what `data` was opened with."""
    kept = data / "origin"
    found = text("CANONICAL_ORIGIN")
    if not found and kept.exists():
        found = kept.read_text(encoding="utf-8").strip()
    found = found or "http://localhost:8000"
    parts = urlsplit(found)
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
    ):
        raise ImproperlyConfigured("CANONICAL_ORIGIN must look like https://portal.example.")
    return f"{parts.scheme}://{parts.netloc}"


def outbound_hosts(path: str) -> dict[str, dict[str, Any]]:
    """The operator's map for tests and intranets: {"host[:port]": {"address", "port", "authority"}}."""
    if not path:
        return {}
    kinds = {"address": str, "port": int, "authority": str}
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        good = all(
            isinstance(told.get(name, kind()), kind)
            for told in found.values()
            for name, kind in kinds.items()
        ) and all(set(told) <= set(kinds) for told in found.values())
    except (OSError, ValueError, AttributeError):
        good = False
    if not good:
        raise ImproperlyConfigured("OUTBOUND_HOSTS must name a JSON file: docs/operations.md.")
    return dict(found)


def name_server(text: str) -> tuple[str, int] | None:
    """`10.0.0.53`, `10.0.0.53:5353` or `[fd00::53]:5353`; None where the system's are to be asked."""
    if not text:
        return None
    try:
        parts = urlsplit(f"//{text}")
        return str(ip_address(parts.hostname or "")), parts.port or 53
    except ValueError:
        raise ImproperlyConfigured("OUTBOUND_DNS must be an address: docs/operations.md.") from None


SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"


def database(url: str, data: Path) -> dict[str, Any]:
    """DATABASE_URL as Django's dict: postgres://user:password@host:port/name, or SQLite in `data`."""
    if not url:
        url = f"sqlite:///{data / 'portal.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/"))
            if parts.path.startswith("//")
            else unquote(parts.path[1:]),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": SQLITE_PRAGMAS,
            },
            # Opening reads all tables' definitions, and closing the last one writes the log back into the file: a
            # tenth of a request and more.
            "CONN_MAX_AGE": 60,
        }
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "coopportal.db.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "DISABLE_SERVER_SIDE_CURSORS": True,  # they do not survive a pooler in transaction mode
        }
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")


def caches(redis: str, data: Path) -> dict[str, dict[str, Any]]:
    """What the portal counts, throttles of signing in among it; and apart from it what it fetched from others.

    Strangers decide what is fetched, and how much: kept in files of its own, whatever else there is, and so
    many at most, it crowds out nothing but itself. Redis never forgets by itself what it has room for no more.
    """
    files = "django.core.cache.backends.filebased.FileBasedCache"
    counters: dict[str, Any] = {
        "BACKEND": "coopportal.kept.FileCache",
        "LOCATION": data / "cache",
        "OPTIONS": {"MAX_ENTRIES": 3000},
    }
    if redis:
        counters = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis}
    fetched = {
        "BACKEND": files,
        "LOCATION": data / "cache-outbound",
        "OPTIONS": {"MAX_ENTRIES": 300},
    }
    return {"default": counters, "outbound": fetched}
