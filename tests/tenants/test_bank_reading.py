"""A bank's file as banks write it: separators, encodings, days, amounts, rows above the headings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tenants.importing import bank as reading
from tenants.importing.bank import amount_of, read_lines, statement
from tenants.importing.reading import rows_of

SPARKASSE = (
    '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";'
    '"Beguenstigter/Zahlungspflichtiger";"Betrag";"Waehrung"\n'
    '"DE1";"02.11.26";"02.11.26";"GUTSCHR. UEBERW.";"Beitrag K7Q2 M9XD";"Jürgen Groß";"1.030,00";"EUR"\n'
    '"DE1";"03.11.26";"03.11.26";"LASTSCHRIFT";"Strom";"Stadtwerke";"-58,20";"EUR"\n'
).encode("cp1252")
DKB = (
    '"Girokonto";"DE12"\n"Zeitraum:";"01.11.2026 - 30.11.2026"\n"Kontostand vom 30.11.2026:";"900,00 €"\n'
    '"";""\n'
    '"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";'
    '"Verwendungszweck";"Umsatztyp";"IBAN";"Betrag (€)"\n'
    '"02.11.26";"02.11.26";"Gebucht";"Jürgen Groß";"Genossenschaft";"k7q2-m9xd";"Eingang";"DE";"30"\n'
).encode()
LLOYDS = (
    b"Transaction Date,Transaction Type,Description,Debit Amount,Credit Amount,Balance\r\n"
    b"02/11/2026,FPI,J GROSS K7Q2M9XD,,30.00,1030.00\r\n03/11/2026,DD,POWER,58.20,,971.80\r\n"
)
POSTFINANCE = (
    "Buchungsdatum;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Valuta\n"
    "02.11.2026;GIRO K7Q2-M9XD;1'030.00;;02.11.2026\n".encode("utf-16")
)
AMERICAN = b"Date\tDescription\tAmount\n11/02/2026\tK7Q2 M9XD\t$30.00\n11/28/2026\tPower\t(58.20)\n"
FILES = {
    "Sparkasse": (SPARKASSE, [(2, "1030.00"), (3, "-58.20")]),
    "DKB": (DKB, [(1, None), (2, None), (3, None), (6, "30")]),
    "Lloyds": (LLOYDS, [(2, "30.00"), (3, "-58.20")]),
    "PostFinance": (POSTFINANCE, [(2, "1030.00")]),
    "American": (AMERICAN, [(2, "30.00"), (3, "-58.20")]),
}


@pytest.mark.parametrize(("content", "lines"), FILES.values(), ids=FILES)
def test_banks_are_read_as_they_write(content, lines):
    told = statement(rows_of(content))
    columns = reading.guess(told.heads)
    assert reading.is_enough(columns)
    read = read_lines(told.rows, columns, told.first)

    assert [(each.number, each.amount) for each in read] == [
        (number, amount and Decimal(amount)) for number, amount in lines
    ]
    first = next(each for each in read if each.amount)
    assert (first.on, first.references) == (date(2026, 11, 2), ())  # the check sees an invented one


@pytest.mark.parametrize(
    ("text", "comma", "amount"),
    [
        ("1.234,56", True, "1234.56"),
        ("1,234.56", False, "1234.56"),
        ("12,50-", True, "-12.50"),
        ("12,50 S", True, "-12.50"),
        ("+12,50 EUR", True, "12.50"),
        ("\u221212.50", False, "-12.50"),
        ("1'234.50", False, "1234.50"),
        ("", True, None),
        ("12 or so", True, None),
        ("1.2345", False, None),
        ("9" * 12, False, None),
    ],
)
def test_amounts_are_read_however_they_are_written(text, comma, amount):
    assert amount_of(text, comma=comma) == (amount and Decimal(amount))
