"""Members with cards, the office that prints them, and what a reader finds on the paper."""

from __future__ import annotations

import re
from uuid import uuid4

import pypdfium2
import zxingcpp

from tenants import outbox
from tenants.models import Job, JobFile, JobItem
from tests.credentials.members import started

CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")


def members(valley, *names, **values):
    made = [started(valley.coop, name=name, **values)[0] for name in names]
    outbox.drain()
    return made


def send(valley, path="print/", **data):
    data = {"key": str(uuid4()), "shape": "sheet", "sides": "front", **data}
    return valley.browser().post(valley.url(f"cards/{path}"), data)


def printed(valley, **data):
    """The job of a run, and its paper."""
    answer = send(valley, **data)
    assert answer.status_code == 302, answer.text
    outbox.drain()
    with valley.within:
        job = Job.objects.get(code=answer["Location"].split("/")[-2])
        paper = JobFile.objects.filter(job=job).first()
    return job, bytes(paper.content) if paper else b""


def pages(content):
    """Of each page its size in mm, its words and the codes that a camera reads from it."""
    document = pypdfium2.PdfDocument(content)
    found = []
    for page in document:
        picture = page.render(scale=300 / 72, grayscale=True).to_pil()
        codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        width, height = (round(side / 72 * 25.4, 1) for side in page.get_size())
        words = " ".join(page.get_textpage().get_text_bounded().split())
        found.append(((width, height), words, [code.text for code in codes]))
    document.close()
    return found


def outcomes(valley, job):
    with valley.within:
        return {item.label: (item.outcome, item.reason) for item in JobItem.objects.filter(job=job)}
