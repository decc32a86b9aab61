"""What a portal's log says: one line per event, in production as JSON, and nobody's name in it.

A line has what helps to find the fault: when, where, which request, which co-op, whose session by its number. Not in
it: bodies, addresses with their codes, tokens, and the words of an exception, which repeat what was typed in.
"""

from __future__ import annotations

import json
import logging
import secrets
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # the clock reads the settings, and has no use for requests
    from django.http import HttpRequest, HttpResponseBase

LONGEST: Final = 400
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class OnlyNews(logging.Filter):
    """An answer of /readyz is no incident: whoever asked reads the reason in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "/readyz" not in record.getMessage()


class RequestMiddleware:
    """Gives each request a number, which stands in its answer and in every line about it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.number = secrets.token_hex(8)  # type: ignore[attr-defined]  # -- for the log alone
        token = _request.set(request)
        try:
            answer = self.get_response(request)
        finally:
            _request.reset(token)
        answer["X-Request-Id"] = request.number  # type: ignore[attr-defined]  # -- as above
        return answer


class Lines(logging.Formatter):
    """JSON, one object a line: nothing that is logged can begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _said(record)[:LONGEST],
            **_where(getattr(record, "request", None) or _request.get()),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-12:]
            ]
        return json.dumps(line, ensure_ascii=True)


def configuration(level: str, *, structured: bool = False) -> dict[str, Any]:
    """One line per event on the console, where the supervisor or systemd picks it up."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": "coopportal.logs.Lines"},
        },
        "filters": {"news": {"()": "coopportal.logs.OnlyNews"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if structured else "line",
                "filters": ["news"],
            }
        },
        "loggers": {"kombu.connection": {"level": "ERROR"}},  # the file broker has no host name
        "root": {"handlers": ["console"], "level": level},
    }


def _said(record: logging.LogRecord) -> str:
    """Django's own lines about a request repeat its address, in which links carry their codes: the status does."""
    if record.name.startswith(("django.request", "django.security")):
        status = getattr(record, "status_code", None)
        return f"answered {status}" if status else str(record.msg).partition(":")[0]
    return record.getMessage()


def _where(request: HttpRequest | None) -> dict[str, Any]:
    if request is None:
        return {}
    match, session = getattr(request, "resolver_match", None), getattr(request, "session", None)
    cooperative = getattr(request, "cooperative", None)
    known = session is not None and session.accessed
    found = {
        "request": getattr(request, "number", None),
        "method": request.method,
        "page": match.view_name if match else None,
        "cooperative": str(cooperative.pk) if cooperative else None,
        "actor": session.get("_auth_user_id") if session is not None and known else None,
    }
    return {name: value for name, value in found.items() if value is not None}
