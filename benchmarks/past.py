"""Past uses by the million, entered as fast as the database takes them. Imported once Django is set up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from benefits.models import Redemption

HOLDERS: Final = 100_000
FIRST: Final = 10
DAYS: Final = 365
MODEL: Final = Redemption._meta  # noqa: SLF001 -- what a model is, for whom rows are entered past it
TABLE: Final = MODEL.db_table
FIELDS: Final = [each for each in MODEL.local_concrete_fields if not each.primary_key]
COLUMNS: Final = ", ".join(f'"{each.column}"' for each in FIELDS)


@dataclass(frozen=True)
class Past:
    """Whose uses, of what. `holders` are as many as HOLDERS, the most frequent ones first."""

    cooperative: UUID
    agreement: UUID
    benefits: Sequence[str]
    home: str
    holders: Sequence[str]

    def rows(self, how_many: int, chance: Random) -> Iterator[tuple[Any, ...]]:
        """Skewed over people, and over days: half of them lie in the last three months of a year."""
        now = timezone.now()
        row = {each.column: each.get_default() for each in FIELDS} | {
            "cooperative_id": self.cooperative,
            "agreement": self.agreement,
            "agreement_version": 1,
            "issuer_did": self.home,
            "issuer_name": "Oak Street",
            "kind": "discount",
            "title": "15 % off",
            "sentence": "15 % off.",
            "conditions": "[]",
            "evidence_level": "shown",
        }
        for number in range(how_many):
            at = now - timedelta(days=DAYS * chance.random() ** 2, minutes=1)
            row["code"] = UUID(int=chance.getrandbits(128), version=4)
            row["key"] = f"past:{number}"
            row["pseudonym"] = self.holders[rank(chance)]
            row["benefit"] = chance.choice(self.benefits)
            row["at"], row["day"] = at, at.date()
            yield tuple(row.values())


def rank(chance: Random) -> int:
    """As likely between 10 and 100 as between 10,000 and 100,000: a few have ten thousand uses."""
    return int(FIRST * (HOLDERS / FIRST) ** chance.random())


def enter(rows: Iterator[tuple[Any, ...]]) -> None:
    """All at once; then the database is left as it is a minute later in life."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {TABLE} ({COLUMNS}) FROM STDIN") as copying:
                for row in rows:
                    copying.write_row(row)
            cursor.execute(f"VACUUM ANALYZE {TABLE}")
        else:
            _insert(cursor, rows)


def _insert(cursor: CursorWrapper, rows: Iterator[tuple[Any, ...]]) -> None:
    """Indexes are made afterwards, which takes a fifth of the time."""
    cursor.execute("BEGIN")
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = %s AND type = 'index' AND sql <> ''",
        [TABLE],
    )
    indexes = cursor.fetchall()
    for name, _sql in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    marks = ", ".join("%s" for _each in FIELDS)
    cursor.executemany(
        f"INSERT INTO {TABLE} ({COLUMNS}) VALUES ({marks})",
        (tuple(map(_for_sqlite, row)) for row in rows),
    )
    for _name, sql in indexes:
        cursor.execute(sql)
    cursor.execute("COMMIT")


def _for_sqlite(value: object) -> object:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value
