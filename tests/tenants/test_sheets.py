"""Every file for a spreadsheet: no cell of it can run there, however it is cut, and an import gives back what was written."""

from __future__ import annotations

import ast
import csv
import io
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from odf import opendocument, table, teletype
from openpyxl import load_workbook

from tenants import sheets, spreadsheets
from tenants.importing.reading import read
from tenants.importing.table import clean
from tests.architecture.tree import PACKAGES, ROOT

pytestmark = pytest.mark.django_db  # an answer that is closed looks after its connections
# Whoever writes a file for spreadsheets. A new one is named here, and goes through the two modules that are tried below.
WRITERS = {
    "benefits/views/reckoning.py",
    "benefits/views/uses.py",
    "coopportal/network/adoption_views.py",
    "coopportal/network/interest_views.py",
    "coopportal/network/moderating.py",
    "tenants/views/staff/audit.py",
    "tenants/views/staff/exporting.py",
    "tenants/views/staff/import_template.py",
    "tenants/views/staff/importing.py",
    "tenants/views/staff/jobs.py",
    "tenants/views/staff/money.py",
    "tenants/views/staff/register.py",
    "tenants/views/staff/reports.py",
}
# Whoever could write one by other means: the two themselves, and what only reads.
BY_HAND = {
    "tenants/sheets.py",
    "tenants/spreadsheets.py",
    "tenants/importing/reading.py",
    "tenants/importing/workbooks.py",
}
LIBRARIES = {"csv", "openpyxl", "odf", "xlsxwriter", "pandas", "xlwt", "tablib"}
SIGNS = sorted(sheets.SIGNS)
FOUR = {"=", "+", "-", "@", "\N{MINUS SIGN}"}
VECTORS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "x", "Ada;", "a\n", "a\t", "1,", "'", "''"]),
    st.text(st.sampled_from(" '\t\r\n\u00a0\u200b\u200e\ufeff\u3000;"), max_size=4),
    st.sampled_from(SIGNS),
    st.sampled_from(["", "1+1", "HYPERLINK(1)", "cmd|' /C calc'!A0", ";=1", "'"]),
    st.text(max_size=4),
)
TEXTS = st.one_of(VECTORS, st.text(max_size=12), st.text(st.sampled_from("';=+a \n"), max_size=8))


def modules():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_every_writer_of_sheets_is_known():
    found = {name: set(imported(tree)) for name, tree in modules()}
    doors = {
        "tenants.sheets",
        "tenants.spreadsheets",
        "tenants.sheets.csv_answer",
        "tenants.spreadsheets.answer",
    }
    writers = {name for name, names in found.items() if names & doors}

    assert writers - BY_HAND - {"tenants/importing/table.py"} == WRITERS
    assert {name for name, names in found.items() if names & LIBRARIES} == BY_HAND


def test_nothing_says_that_it_is_a_sheet_but_those_two():
    said = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and str(node.value).startswith("text/csv")
    }

    assert said <= BY_HAND


def test_the_signs_are_all_that_are_taken_for_the_four_and_the_minus():
    every = (chr(number) for number in range(sys.maxunicode + 1))
    taken = {each for each in every if unicodedata.normalize("NFKC", each)[:1] in FOUR}

    assert taken == sheets.SIGNS


def would_run(text):
    seen = (ch for ch in text if not (ch.isspace() or unicodedata.category(ch) in {"Cc", "Cf"}))
    first = unicodedata.normalize("NFKC", next(seen, ""))[:1]
    return first in FOUR or text[:1] in {"\t", "\r"}


def in_csv(content):
    """As it is cut here, and as a spreadsheet cuts it that knows other marks, and no quotes behind the first sign."""
    text = content.decode("utf-8-sig")
    yield from (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row)
    for mark in ";\t":
        yield from (
            cell
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)
            for cell in row
        )
    for line in text.replace("\r", "\n").split("\n"):
        yield from line.split(";")


def in_xlsx(content):
    cells = [
        cell for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row
    ]
    assert not [cell for cell in cells if cell.data_type == "f"]
    return [cell.value or "" for cell in cells]


def in_ods(content):
    cells = opendocument.load(io.BytesIO(content)).spreadsheet.getElementsByType(table.TableCell)
    assert not [cell for cell in cells if cell.getAttribute("formula")]
    return [teletype.extractText(cell) for cell in cells]


CELLS = {"csv": in_csv, "xlsx": in_xlsx, "ods": in_ods}


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
@example(rows=[("\N{FULLWIDTH EQUALS SIGN}1+1", "\u200b=1"), (" @x", "\t-1")])
@pytest.mark.parametrize("form", spreadsheets.FORMS)
def test_no_cell_runs_and_all_of_them_come_back(form, rows):
    answer = spreadsheets.answer(
        form, "x", ["Name", "Note", "End"], [[*row, "end"] for row in rows]
    )
    content = b"".join(answer)
    answer.close()

    assert [cell for cell in CELLS[form](content) if would_run(cell)] == []
    back = [row.cells for row in read(content).rows]
    assert back == [(*(clean(text.replace("\0", "")) for text in row), "end") for row in rows]


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_lists_from_pages_are_written_alike(rows):
    heads = ["Name", "Note"]
    streamed = spreadsheets.answer("csv", "x", heads, rows)

    assert sheets.csv_answer("x", heads, rows).content == b"".join(streamed)


@settings(max_examples=500)
@given(text=TEXTS)
def test_an_apostrophe_of_ones_own_stays(text):
    plain = text.replace("\0", "")

    assert sheets.unquoted(sheets.plain(text)) == plain
    assert sheets.joined(sheets.uncut(plain)) == plain
    assert sheets.unquoted(sheets.joined(sheets.uncut(sheets.plain(text)))) == plain
