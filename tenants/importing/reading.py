"""From bytes to a table: what kind of file, which encoding, which mark between the columns."""

from __future__ import annotations

import csv
import io
from typing import Final

from django.utils.translation import gettext_lazy as _

from tenants import sheets
from tenants.importing.table import FORMULA, Row, Table, UnreadableFileError, table_of, unquoted
from tenants.importing.workbooks import read_ods, read_xlsx

MOST_BYTES: Final = 5 * 1024 * 1024
MARKS: Final = (";", "\t", ",", "|")
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
SAMPLE: Final = 20


def read(content: bytes) -> Table:
    """The table in a file, by what it is and not by how it is called. Raises UnreadableFileError."""
    return table_of(rows_of(content))


def rows_of(content: bytes) -> list[Row]:
    """Every row, whatever stands above the headings. Raises UnreadableFileError."""
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(_("This file is larger than 5 MB. Split it into parts."))
    if content.startswith(OLD_EXCEL):
        raise UnreadableFileError(
            _("This is a file of an old Excel. Save it as XLSX or CSV and try again.")
        )
    if content.startswith(ZIP):
        return read_ods(content) if b"opendocument" in content[:200] else read_xlsx(content)
    return rows_of_text(decode(content))


def decode(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark or by its zeros, else Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    head = content[:400]
    if head.count(0) * 3 > len(head):
        return content.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_text(text: str) -> Table:
    """Pasted or from a CSV file."""
    return table_of(rows_of_text(text))


def rows_of_text(text: str) -> list[Row]:
    """Each record is a row, also where a cell holds line breaks."""
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if plain.startswith("sep=") and "\n" in plain:
        plain = "\n" + plain.partition("\n")[2]  # keeps the numbers of the rows
    mark = _mark(plain)
    csv.field_size_limit(MOST_BYTES)
    rows = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(plain), delimiter=mark), 1):
            rows.append(Row(number, tuple(_cell(each) for each in cells)))
    except csv.Error as error:
        raise UnreadableFileError from error
    return rows


def _cell(text: str) -> str:
    return FORMULA if text.startswith("=") else unquoted(sheets.joined(text))


def _mark(text: str) -> str:
    """Whichever splits most of the first rows into the same number of cells, more than one."""
    lines = [line for line in text.split("\n")[: SAMPLE * 2] if line.strip()][:SAMPLE]
    best, score = ",", 0.0
    for mark in MARKS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark)]
        usual = max(set(widths), key=widths.count, default=1)
        if usual > 1:
            fit = widths.count(usual) / len(widths) + usual / 1000
            if fit > score:
                best, score = mark, fit
    return best
