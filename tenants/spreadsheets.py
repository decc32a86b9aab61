"""A list as a file to take along: CSV, XLSX or ODS, row by row. No cell can become a formula anywhere."""

from __future__ import annotations

import csv
import io
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from tenants.sheets import plain, uncut

CSV, XLSX, ODS = "csv", "xlsx", "ods"
FORMS: Final = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ODS: "application/vnd.oasis.opendocument.spreadsheet",
}
IN_MEMORY: Final = 2 * 1024 * 1024
Rows = Iterable[Sequence[Any]]


def answer(form: str, name: str, heads: Sequence[Any], rows: Rows) -> HttpResponseBase:
    """The same cells in each form. Raises KeyError for a form that is not known."""
    media_type = FORMS[form]
    if form == CSV:
        streamed = StreamingHttpResponse(_csv(_texts(heads, rows)), content_type=media_type)
        streamed["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return streamed
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 -- the response closes it
    (_xlsx if form == XLSX else _ods)(_texts(heads, rows, legal=True), file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.{form}", content_type=media_type
    )


def _texts(heads: Sequence[Any], rows: Rows, *, legal: bool = False) -> Iterator[list[str]]:
    """What cannot stand in the file is left out first: the apostrophe is for what does."""
    for row in itertools.chain([heads], rows):
        yield [plain(_legal(cell) if legal else cell) for cell in row]


def _csv(table: Iterable[list[str]]) -> Iterator[str]:
    yield "\ufeff"  # by which spreadsheets know that it is UTF-8
    for row in table:
        line = io.StringIO()
        csv.writer(line).writerow([uncut(text) for text in row])
        yield line.getvalue()


def _xlsx(table: Iterable[list[str]], file: Any) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Members")
    for row in table:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"  # text, whatever it looks like
            cells.append(cell)
        sheet.append(cells)
    book.save(file)


def _ods(table: Iterable[list[str]], file: Any) -> None:
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Members")
    for row in table:
        drawn = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            drawn.addElement(cell)
        sheet.addElement(drawn)
    book.spreadsheet.addElement(sheet)
    book.write(file)


def _legal(value: Any) -> str:
    """Without what XML cannot hold."""
    text = "" if value is None else str(value)
    return "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text)
