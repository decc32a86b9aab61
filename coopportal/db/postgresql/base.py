"""PostgreSQL, told with every transaction which co-op it is for: `coopportal/db/walls.py` holds the rows to it.

The word holds for one transaction, because behind a pooler the next one of this connection is somebody else's. A
statement outside a transaction carries the word in its own message, which PostgreSQL runs as one transaction.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import NotSupportedError
from django.db.backends.postgresql import base
from psycopg import sql
from psycopg.pq import TransactionStatus

from coopportal.db.token import word_for
from tenants import scope

# They work in a transaction that has failed, or end it: nothing may stand before them.
_BARE: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
# What was told is no longer known, and is told anew whoever asks: no word is like it.
_UNSURE: Final = "?"


_Theirs: Any = base.Cursor  # its types say nothing of what it takes from psycopg


class Cursor(_Theirs):  # type: ignore[misc]  # -- as above
    """Says before a statement which co-op it is for, where this transaction has not been told yet."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        telling = self._telling(query)
        if telling is None:
            done = super().execute(query, params, **options)
            if isinstance(query, str) and query.startswith("ROLLBACK TO"):
                self.connection.told = _UNSURE  # it may have been told since, or before
            return done
        super().execute(self._with(telling, query), params, **options)
        self.nextset()  # past what the telling answers
        self.connection.told = telling
        return self

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        telling = self._telling(query)
        if telling is None:
            super().executemany(query, params_seq, **options)
            return
        with self.connection.transaction():
            super().execute(telling)
            self.connection.told = telling
            super().executemany(query, params_seq, **options)

    def copy(self, *args: Any, **options: Any) -> Any:
        if scope.peek() is not None:
            raise NotSupportedError("COPY knows no co-op: use statements.")
        return super().copy(*args, **options)

    def _telling(self, query: Any) -> str | None:
        """What is to be said first, or nothing."""
        status = self.connection.pgconn.transaction_status
        if status == TransactionStatus.IDLE:
            self.connection.told = None  # a transaction begins here, or is this statement alone
        elif status != TransactionStatus.INTRANS:
            return None
        if isinstance(query, str) and query.startswith(_BARE):
            return None
        word = word_for(scope.peek())
        told: str | None = getattr(self.connection, "told", None)
        return None if word == (told or word_for(None)) else word

    @staticmethod
    def _with(telling: str, query: Any) -> Any:
        if isinstance(query, str):
            return f"{telling}; {query}"
        if isinstance(query, bytes):
            return telling.encode() + b"; " + query
        return sql.SQL(telling + "; ") + query


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with our cursor. It keeps no cursor at the server: those outlive the transaction that was told."""

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    def chunked_cursor(self) -> Any:
        return self.cursor()
