"""What a bank's file says: which column is what, and each line as a day, an amount and words. Values only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.importing.columns import head_key
from tenants.importing.table import FORMULA, Row, UnreadableFileError
from tenants.importing.values import day, month_comes_first
from tenants.secrets import name_key, references_in

FIELDS: Final[dict[str, str | Promise]] = {
    "day": _("Day"),
    "amount": _("Amount"),
    "paid_in": _("Money in"),
    "paid_out": _("Money out"),
    "sign": _("In or out"),
    "text": _("What for"),
    "payer": _("Who paid"),
    "currency": _("Currency"),
}
# Sparkasse, Volksbank, DKB, ING, GLS, Postbank, N26, PostFinance, Barclays, Lloyds, Co-operative Bank, Revolut, Wise.
# What says it best comes first.
HEADS: Final = {
    "day": "buchungstag|buchungsdatum|buchung|booking date|transaction date|date|datum|posted date|date completed|"
    "completed date|date completed utc|created on|valuta|valutadatum|wertstellung|value date",
    "amount": "betrag|betrag eur|betrag in eur|betrag chf|umsatz|amount|amount eur|amount gbp|value|umsatz in eur|"
    "transaction amount|betrag in chf",
    "paid_in": "haben|gutschrift|credit|credit amount|paid in|money in|gutschrift in chf|receipts|deposits",
    "paid_out": "soll|belastung|debit|debit amount|paid out|money out|lastschrift in chf|belastung in chf|withdrawals",
    "sign": "soll haben|s h|sh|debit credit|dc|cr dr|direction|umsatztyp|kennzeichen|soll haben kennzeichen",
    "text": "verwendungszweck|vwz|mitteilung|avisierungstext|payment reference|reference|description|narrative|details|"
    "transaction description|memo|particulars|buchungstext|notes|zweck",
    "payer": "beguenstigter zahlungspflichtiger|name zahlungsbeteiligter|auftraggeber empfanger|"
    "auftraggeber begunstigter|zahlungspflichtiger|zahlungspflichtige r|auftraggeber|partner name|payer|payer name|"
    "counter party|counterparty|name|sender|from|payee|empfanger",
    "currency": "wahrung|waehrung|currency|whg",
}
KNOWN: Final = {
    head_key(head): (field, place)
    for field, heads in HEADS.items()
    for place, head in enumerate(heads.split("|"))
}
OUT: Final = frozenset({"s", "soll", "debit", "d", "dr", "dbit", "ausgang", "out", "belastung"})
ABOVE: Final = 25  # rows of account and period that some banks write above the headings
DECIMAL_COMMA: Final = re.compile(r"\d,\d{1,2}\D*$")
NUMBER: Final = re.compile(r"[+-]?\d+(\.\d{1,2})?")
CURRENCY: Final = re.compile(r"^(EUR|CHF|GBP|USD|€|£|\$)|(EUR|CHF|GBP|USD|€|£|\$)$")
LARGEST: Final = Decimal(10) ** 9


@dataclass(frozen=True)
class Statement:
    """The headings, and every filled row that is not the headings, those above them too."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    first: int  # the number of the row with the headings


@dataclass(frozen=True)
class Paid:
    """One line of the file; without a day and an amount it is no payment."""

    number: int
    on: date | None
    amount: Decimal | None
    currency: str = ""
    text: str = ""
    payer: str = ""
    references: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same payment in another file, or twice in this one, has the same key."""
        said = "|".join([f"{self.on}", f"{self.amount}", name_key(self.text), name_key(self.payer)])
        return hashlib.sha256(said.encode()).hexdigest()


def statement(rows: Sequence[Row]) -> Statement:
    """The row that names most columns is the headings. Raises UnreadableFileError where there is none."""
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise UnreadableFileError(_("There is nothing in it. Choose a file with a table."))
    heads = max(filled[:ABOVE], key=lambda row: (len(guess(row.cells)), -row.number))
    width = max(len(row.cells) for row in filled)
    rest = [row for row in filled if row.number != heads.number]
    if not rest:
        raise UnreadableFileError(_("There is only one row in it."))
    return Statement(
        _padded(heads, width),
        tuple(Row(row.number, _padded(row, width)) for row in rest),
        heads.number,
    )


def _padded(row: Row, width: int) -> tuple[str, ...]:
    return (*row.cells, *[""] * (width - len(row.cells)))


def guess(heads: Sequence[str]) -> dict[str, int]:
    """Which field stands in which column; each field once, the heading that says it best."""
    found: dict[str, tuple[int, int]] = {}
    for place, head in enumerate(heads):
        field, rank = KNOWN.get(head_key(head), ("", 0))
        if field and (field not in found or rank < found[field][0]):
            found[field] = (rank, place)
    return {field: place for field, (_rank, place) in found.items()}


def is_enough(columns: Mapping[str, int]) -> bool:
    return "day" in columns and bool({"amount", "paid_in"} & set(columns))


def read_lines(rows: Sequence[Row], columns: Mapping[str, int], first: int) -> list[Paid]:
    """Each row once, in its order. Days and amounts are read as the whole file writes them."""
    told = [_raw(row, columns) if row.number > first else {} for row in rows]
    month_first = bool(month_comes_first([raw.get("day", "") for raw in told]))
    amounts = [raw.get(name, "") for raw in told for name in ("amount", "paid_in", "paid_out")]
    comma = any(DECIMAL_COMMA.search(text) for text in amounts)
    return [
        _line(row, raw, comma=comma, month_first=month_first)
        for row, raw in zip(rows, told, strict=True)
    ]


def _raw(row: Row, columns: Mapping[str, int]) -> dict[str, str]:
    found = {name: row.cells[place] for name, place in columns.items() if place < len(row.cells)}
    return {name: "" if text == FORMULA else text for name, text in found.items()}


def _line(row: Row, raw: Mapping[str, str], *, comma: bool, month_first: bool) -> Paid:
    on = day(raw["day"], month_first=month_first) if raw.get("day") else None
    references: dict[str, bool] = {}
    for cell in row.cells:
        references |= dict.fromkeys(references_in(cell), True)
    return Paid(
        row.number,
        on,
        _signed(raw, comma=comma),
        raw.get("currency", "").upper()[:3],
        raw.get("text", "")[:500],
        raw.get("payer", "")[:200],
        tuple(references),
    )


def _signed(raw: Mapping[str, str], *, comma: bool) -> Decimal | None:
    """Below nothing for money out, whichever way the bank says so."""
    amount = amount_of(raw.get("amount", ""), comma=comma)
    if amount is None:
        paid_in = amount_of(raw.get("paid_in", ""), comma=comma)
        paid_out = amount_of(raw.get("paid_out", ""), comma=comma)
        if paid_in:
            return abs(paid_in)
        return -abs(paid_out) if paid_out else None
    return -abs(amount) if name_key(raw.get("sign", "")) in OUT else amount


def amount_of(text: str, *, comma: bool) -> Decimal | None:
    """1.234,56 or 1,234.56, with its sign before or behind, as S or H, with or without a currency."""
    plain = "".join(text.replace("\u2212", "-").split()).upper()
    plain = CURRENCY.sub("", plain).strip("'")
    minus = plain.endswith(("-", "S")) or (plain.startswith("(") and plain.endswith(")"))
    plain = plain.strip("()").rstrip("-+SH")
    plain = CURRENCY.sub("", plain).replace("'", "").replace("\u2019", "")
    plain = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
    if not NUMBER.fullmatch(plain):
        return None
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    if abs(found) >= LARGEST:
        return None
    return -abs(found) if minus else found
