"""A list as a file for spreadsheets. No cell can become a formula there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.write("\ufeff")  # by which spreadsheets know that it is UTF-8
    sheet = csv.writer(answer)
    sheet.writerow([plain(each) for each in heads])
    for row in rows:
        sheet.writerow([plain(each) for each in row])
    return answer


def plain(value: Any) -> str:
    """As text, and never as something a spreadsheet would run."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
