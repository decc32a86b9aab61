"""Lists of members as they come from elsewhere, made here, and the way through the pages."""

from __future__ import annotations

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from tenants import outbox
from tenants.importing.reading import read_text
from tenants.models import Import, Job
from tenants.services import importing

HEADS = ["Member no.", "Name", "Email", "PLZ", "Member since", "Status"]
ADA = ["A-1", "Ada Adler", "ada@example.org", "10115", "2019-04-01", "active"]
BEA = ["A-2", "Bea Berg", "", "10117", "1.5.2020", ""]


def as_csv(rows, delimiter=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows, merge=""):
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def as_ods(rows, spanned=0):
    """With `spanned`, the last cell of the second row stands for so many rows."""
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Members")
    for number, row in enumerate(rows):
        drawn = TableRow()
        for place, text in enumerate(row):
            last = place == len(row) - 1
            if spanned and last and 1 < number <= spanned:
                drawn.addElement(CoveredTableCell())
                continue
            spans = {"numberrowsspanned": spanned} if spanned and last and number == 1 else {}
            formula = {"formula": f"of:{text}"} if str(text).startswith("=") else {}
            cell = TableCell(valuetype="string", **spans, **formula)
            cell.addElement(P(text=str(text)))
            drawn.addElement(cell)
        sheet.addElement(drawn)
    book.spreadsheet.addElement(sheet)
    kept = io.BytesIO()
    book.write(kept)
    return kept.getvalue()


def at(oak, route, row=None, *more):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *([row.code] if row else []), *more])


def bring(oak, content, name="members.csv", **chosen):
    """Uploaded, columns as they were guessed unless chosen otherwise, planned. Returns the import."""
    browser = oak.browser()
    file = SimpleUploadedFile(name, content)
    answer = browser.post(at(oak, "imports"), {"file": file})
    assert answer.status_code == 302, answer.text
    row = Import.objects.first()
    page = browser.get(at(oak, "import-columns", row))
    form = page.context["form"]
    data = {field.name: field.value() or "" for field in map(form.__getitem__, form.fields)}
    answer = browser.post(at(oak, "import-columns", row), data | chosen)
    assert answer.status_code == 302, answer.text
    row.refresh_from_db()
    return row


def run(oak, row):
    """Begun at the page, worked off by the worker. Returns its job."""
    oak.browser().post(at(oak, "import-run", row))
    outbox.drain()
    row.refresh_from_db()
    return row.job


def brought(oak, rows):
    row = bring(oak, as_csv(rows))
    return row, run(oak, row)


def actions(row):
    return {line.number: line.action for line in row.lines.all()}


def reasons(row):
    return {line.number: line.reason for line in row.lines.all() if line.reason}


def counts(job):
    job = Job.objects.get(pk=job.pk)
    assert sum(job.counts.values()) == job.total == job.done
    return job.counts


def planned(staff, name):
    """A file whose only line has an error, looked at and not run."""
    row = importing.upload(read_text(f"Name,Note\n,{name}\n"), name=name, by=staff)
    importing.make_plan(row, columns={"name": 0}, classes={}, fallback="", month_first=False)
    return row
