"""XLSX and ODS: the first sheet with something in it. Small before they are unpacked, and after."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any, Final

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext_lazy as _
from odf import opendocument, table, teletype
from openpyxl import load_workbook

from tenants.importing.table import (
    FORMULA,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    UnreadableFileError,
    unquoted,
)

UNPACKED: Final = 60 * 1024 * 1024
MOST_FILES: Final = 200
REPEATED: Final = 200  # beyond that, a repeated cell or row is padding


def _check(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError from error
    if len(found) > MOST_FILES or sum(each.file_size for each in found) > UNPACKED:
        raise UnreadableFileError(_("This file is too large once unpacked. Save it as CSV."))


def read_xlsx(content: bytes) -> list[Row]:
    _check(content)
    try:
        book = load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.max_row > 1] or book.worksheets[:1]
        return _xlsx_rows(sheets[0]) if sheets else []
    except UnreadableFileError:
        raise
    except Exception as error:  # whatever a broken workbook makes the library raise
        raise UnreadableFileError from error


def _xlsx_rows(sheet: Any) -> list[Row]:
    if sheet.max_row > MOST_ROWS * 2:
        raise UnreadableFileError(_("These are too many rows. Split the file."))
    rows = [
        [_xlsx_cell(cell) for cell in cells]
        for cells in sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS + 1))
    ]
    for merged in sheet.merged_cells.ranges:
        if merged.max_row > merged.min_row and merged.min_col == merged.max_col <= MOST_COLUMNS:
            for place in range(
                merged.min_row, merged.max_row
            ):  # one value that stands for several rows
                rows[place][merged.min_col - 1] = rows[merged.min_row - 1][merged.min_col - 1]
    return [Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)]


def _xlsx_cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unquoted(str(value))


def read_ods(content: bytes) -> list[Row]:
    _check(content)
    try:
        book = opendocument.load(io.BytesIO(content))
        for sheet in book.spreadsheet.getElementsByType(table.Table):
            rows = _ods_rows(sheet)
            if any(any(row.cells) for row in rows):
                return rows
    except UnreadableFileError:
        raise
    except (DefusedXmlException, Exception) as error:  # as above
        raise UnreadableFileError from error
    return []


def _ods_rows(sheet: Any) -> list[Row]:
    rows: list[Row] = []
    carried: dict[int, tuple[int, str]] = {}
    number = 0
    for row in sheet.getElementsByType(table.TableRow):
        times = int(row.getAttribute("numberrowsrepeated") or 1)
        cells = _ods_cells(row, carried)
        shown = min(times, REPEATED) if any(cells) else 0
        rows += [Row(number + place + 1, cells) for place in range(shown)]
        number += times
        if len(rows) > MOST_ROWS * 2:
            raise UnreadableFileError(_("These are too many rows. Split the file."))
    return rows


def _ods_cells(row: Any, carried: dict[int, tuple[int, str]]) -> tuple[str, ...]:
    """`carried` holds by column what is merged downwards: for how many more rows, and what."""
    cells: list[str] = []
    for cell in row.childNodes:
        times = min(int(cell.getAttribute("numbercolumnsrepeated") or 1), REPEATED)
        text = _ods_cell(cell)
        left, above = carried.pop(len(cells), (0, ""))
        if left and not text:
            text = above
            carried[len(cells)] = (left - 1, above)
        elif (spans := _spanned(cell)) > 1:
            carried[len(cells)] = (spans - 1, text)
        cells += [text] * times
        if len(cells) > MOST_COLUMNS:
            break
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _spanned(cell: Any) -> int:
    """Over how many rows, where it is one column wide."""
    covered = cell.tagName == "table:covered-table-cell"
    if covered or int(cell.getAttribute("numbercolumnsspanned") or 1) > 1:
        return 1
    return int(cell.getAttribute("numberrowsspanned") or 1)


def _ods_cell(cell: Any) -> str:
    if cell.getAttribute("formula"):
        return FORMULA
    if day := cell.getAttribute("datevalue"):
        return str(day)[:10]
    return unquoted(teletype.extractText(cell))
