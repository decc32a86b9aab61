"""Which lines a portal's log can do without."""

from __future__ import annotations

import logging
from typing import Any


class OnlyNews(logging.Filter):
    """An answer of /readyz is no incident: whoever asked reads the reason in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "/readyz" not in record.getMessage()


def configuration(level: str) -> dict[str, Any]:
    """One line per event on the console, where the supervisor or systemd picks it up."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "filters": {"news": {"()": "coopportal.logs.OnlyNews"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["news"]}
        },
        "loggers": {"kombu.connection": {"level": "ERROR"}},  # the file broker has no host name
        "root": {"handlers": ["console"], "level": level},
    }
