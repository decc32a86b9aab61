"""A table as it came: rows with the numbers that people see beside them, cells as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from tenants import sheets
from tenants.errors import DomainError

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
MOST_CELL: Final = 2_000
# Whatever a spreadsheet would work out is not worked out here: the line says so instead.
FORMULA: Final = "\ue000formula"


class UnreadableFileError(DomainError):
    code = "unreadable_file"
    message = _("This file cannot be read. Save it as CSV, XLSX or ODS and try again.")
    status = 422


@dataclass(frozen=True)
class Row:
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def table_of(rows: list[Row]) -> Table:
    """The first row of at least two filled cells is the headings; empty rows are nobody's."""
    filled = [row for row in rows if any(row.cells)]
    first = next((row for row in filled if sum(map(bool, row.cells)) > 1), None)
    if first is None:
        first = filled[0] if filled else None
    if first is None:
        raise UnreadableFileError(_("There is nothing in it. Choose a file with a table."))
    below = [row for row in filled if row.number > first.number]
    if not below:
        raise UnreadableFileError(
            _("There is only one row in it. The first row names the columns, members follow below.")
        )
    if len(below) > MOST_ROWS:
        raise UnreadableFileError(
            _("These are more than 20,000 rows. Split the file and import the parts.")
        )
    width = max(_width(row) for row in [first, *below])
    if width > MOST_COLUMNS:
        raise UnreadableFileError(_("These are more than 60 columns. Leave out some of them."))
    return Table(
        _padded(first, width),
        tuple(Row(row.number, _padded(row, width)) for row in below),
    )


def _width(row: Row) -> int:
    return max((place for place, cell in enumerate(row.cells, 1) if cell), default=0)


def _padded(row: Row, width: int) -> tuple[str, ...]:
    cells = row.cells[:width]
    return (*cells, *[""] * (width - len(cells)))


def clean(text: str) -> str:
    """Without control characters and doubled spaces; a cell of any length is cut before it is read on."""
    plain = "".join(ch if ch.isprintable() else " " for ch in text[:MOST_CELL])
    return " ".join(plain.split())


def unquoted(text: str) -> str:
    """Cleaned, without the apostrophe by which an export keeps a text from being a formula."""
    return clean(sheets.unquoted(text))
