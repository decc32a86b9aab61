"""How an amount is paid: account, reference, and the code that banking apps in the euro area read."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from tenants import money, queries
from tenants.dates import today_in
from tenants.models import Application, Due, Member, MoneyRules

# Of the European Payments Council's guidelines 069-12, version 002 of the code: without a BIC within the area.
HEAD: Final = ("BCD", "002", "1", "SCT")
LARGEST: Final = Decimal("999999999.99")
EURO: Final = "EUR"
SETTLED: Final = 6


def how_to_pay(dues: Iterable[Due]) -> dict[str, Any] | None:
    """What is open of these, each with all that a payer types; None where nothing is."""
    here, rules = queries.here(), money.rules()
    today = today_in(here.time_zone)
    rows = [due for due in dues if due.open > 0]
    if not rows:
        return None
    return {
        "name": here.name,
        "rules": rules,
        "iban": spelt_iban(rules.iban),
        "lines": [money.line(due, today) | {"picture": picture(due, rules)} for due in rows],
    }


def spelt_iban(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def picture(due: Due, rules: MoneyRules) -> str:
    """The code as a picture within the page; empty where the currency or the account has none."""
    text = epc_text(due, rules)
    return f"data:image/svg+xml;base64,{base64.b64encode(_svg(text)).decode()}" if text else ""


def epc_text(due: Due, rules: MoneyRules) -> str:
    if due.currency != EURO or not (rules.iban and rules.holder) or not 0 < due.open <= LARGEST:
        return ""
    account = (rules.bic, rules.holder[:70], rules.iban, f"{EURO}{due.open:.2f}")
    return "\n".join((*HEAD, *account, "", "", due.spelt))


def _svg(text: str) -> bytes:
    from qrcode.image.svg import SvgPathFillImage  # noqa: PLC0415 -- as below

    drawn: bytes = code_of(text).make_image(image_factory=SvgPathFillImage).to_string()
    return drawn


def code_of(text: str) -> Any:
    """As a grid, to be drawn in one way or another."""
    import qrcode  # noqa: PLC0415 -- brings a picture library along, which most processes never need
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 -- as above

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, mask_pattern=0)
    code.add_data(text)
    code.make(fit=True)
    return code


def of_application(row: Application) -> dict[str, Any] | None:
    """Nothing is asked of who was declined or has withdrawn."""
    return None if row.state in money.GONE else how_to_pay(Due.objects.filter(application=row))


def of_member(member: Member) -> dict[str, Any] | None:
    """What is open, and what was settled lately; None for who was never asked for anything."""
    rows = money.dues_of(member)
    if not rows:
        return None
    today = today_in(queries.here().time_zone)
    settled = [money.line(row, today) for row in rows if row.open <= 0]
    return {"pay": how_to_pay(reversed(rows)), "settled": settled[:SETTLED]}
