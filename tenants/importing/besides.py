"""What a line says besides: shares, tags, and answers to the co-op's own questions. Values only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from tenants.holding import NOTHING
from tenants.importing.bank import DECIMAL_COMMA, amount_of
from tenants.importing.table import FORMULA
from tenants.importing.values import Parsed, Ways, day
from tenants.secrets import name_key

SHARES: Final = ("shares", "shares_paid", "share_price", "shares_on")
TAGS: Final = "tags"
OWN: Final = "field:"  # and the code of the question
BETWEEN: Final = "; "
LONGEST_TAG: Final = 40
LONGEST_ANSWER: Final = 2000
COUNT: Final = re.compile(r"(\d{1,6})(?:\.0{1,2})?")
# One thousand here, one and no more there: three digits behind the only mark say nothing.
AMBIGUOUS: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
GROUPED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(['\u2019.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
YES: Final = frozenset(
    ["yes", "y", "ja", "j", "true", "wahr", "1", "x", "ok", "agreed", "zugestimmt"]
)
CONSENT: Final = "consent"
NO: Final = frozenset(["no", "n", "nein", "false", "falsch", "0", "-"])


@dataclass(frozen=True)
class Own:
    """A question of the co-op's own, as a column: `choices` by how they may be written, folded."""

    key: str
    label: str
    kind: str
    choices: Mapping[str, str] = field(default_factory=dict)
    heads: tuple[str, ...] = ()


def is_besides(name: str) -> bool:
    return name in SHARES or name == TAGS or name.startswith(OWN)


def read(cells: Sequence[str], ways: Ways, own: Sequence[Own], parsed: Parsed) -> Parsed:
    """The same line with what stands in these columns. What cannot be read is a problem of the line."""
    raw = {
        name: cells[place]
        for name, place in ways.columns.items()
        if is_besides(name) and place < len(cells) and cells[place] not in {"", FORMULA}
    }
    values, problems = dict(parsed.values), list(parsed.problems)
    _shares(raw, ways, values, problems)
    _tags(raw.get(TAGS, ""), values, problems)
    for question in own:
        _answer(question, raw.get(question.key, ""), ways, values, problems)
    refused = {
        question.key: question.label
        for question in own
        if question.kind == CONSENT and name_key(raw.get(question.key, "")) in NO
    }
    return Parsed(values, tuple(dict.fromkeys(problems)), refused)


class AmbiguousNumberError(ValueError):
    """A thousand or one, depending on who wrote it."""

    def __init__(self, text: str) -> None:
        told = _("“{text}” can be read in two ways. Write it without a mark for thousands.")
        super().__init__(told.format(text=text[:40]))


def plain_number(text: str) -> str:
    """With a point for decimals and no mark for thousands. Raises AmbiguousNumberError."""
    if AMBIGUOUS.fullmatch(text):
        raise AmbiguousNumberError(text)
    if grouped := GROUPED.fullmatch(text):
        text = text.replace(grouped[1], "")
    return text.replace(",", ".")


def unambiguous(number: str) -> str:
    """A number of the register as a file can say it: `plain_number` reads the same out of it."""
    return f"{number}0" if AMBIGUOUS.fullmatch(number) else number


def _shares(
    raw: Mapping[str, str], ways: Ways, values: dict[str, str], problems: list[str]
) -> None:
    if text := raw.get("shares", ""):
        try:
            values["shares"] = _count(text)
        except ValueError as error:
            problems.append(str(error))
    for name in ("shares_paid", "share_price"):
        if text := raw.get(name, ""):
            amount = amount_of(text, comma=bool(DECIMAL_COMMA.search(text)))
            if amount is None or amount < NOTHING:
                problems.append(_("“{text}” is not an amount.").format(text=text[:40]))
            else:
                values[name] = f"{amount:.2f}"
    if text := raw.get("shares_on", ""):
        on = day(text, month_first=ways.month_first)
        if on is None:
            problems.append(_("“{text}” is not a date.").format(text=text[:40]))
        else:
            values["shares_on"] = on.isoformat()


def _count(text: str) -> str:
    """Raises ValueError with what is to be said of it."""
    if found := COUNT.fullmatch(plain_number(text)):
        return str(int(found[1]))
    raise ValueError(_("“{text}” is not a number of shares.").format(text=text[:40]))


def _tags(text: str, values: dict[str, str], problems: list[str]) -> None:
    names = tags_in(text)
    if too_long := next((name for name in names if len(name) > LONGEST_TAG), ""):
        problems.append(_("“{text}…” is too long for a tag.").format(text=too_long[:20]))
    elif names:
        values[TAGS] = as_cell(names)


def tags_in(text: str) -> list[str]:
    """Each once. Separated by semicolons; where there is none, by commas."""
    names = (" ".join(name.split()) for name in re.split(";" if ";" in text else ",", text))
    return list({name_key(name): name for name in names if name}.values())


def as_cell(names: Sequence[str]) -> str:
    """So that `tags_in` reads the same names out of it, a comma in the only one of them too."""
    text = BETWEEN.join(names)
    return f"{text};" if len(names) == 1 and "," in text else text


def tag_keys(text: str) -> set[str]:
    return {name_key(name) for name in tags_in(text)}


def _answer(
    question: Own, text: str, ways: Ways, values: dict[str, str], problems: list[str]
) -> None:
    if not text:
        return
    try:
        found = _read_answer(question, text, month_first=ways.month_first)
    except AmbiguousNumberError as error:
        problems.append(str(error))
    except (ValueError, InvalidOperation):
        told = _("“{text}” is no answer to “{question}”.")
        problems.append(told.format(text=text[:40], question=question.label[:60]))
    else:
        if found:
            values[question.key] = found


def _read_answer(question: Own, text: str, *, month_first: bool) -> str:
    """As it is kept. Raises ValueError or InvalidOperation where it is none."""
    if question.kind == "text":
        return text[:LONGEST_ANSWER]
    folded = name_key(text)
    found: str | None = None
    if question.kind == "date":
        on = day(text, month_first=month_first)
        found = on.isoformat() if on else None
    elif question.kind == "number":
        number = Decimal(plain_number(text))
        found = str(number) if number.is_finite() else None
    elif question.kind == "choice":
        found = question.choices.get(folded)
    elif folded in YES | NO:
        found = "yes" if folded in YES else ""
    if found is None:
        raise ValueError(text)
    return found


def settle_shares(
    values: dict[str, str], before: Mapping[str, str], *, price: str, usual: str
) -> str:
    """Turn what a line says of shares into what the register is to say. Returns why that cannot be.

    A line says how many there are, not how many more: so the same file again says nothing new.
    """
    if not {"shares", "shares_paid"} & values.keys():
        return _without(values, *SHARES)
    had, paid = int(before.get("shares") or 0), Decimal(before.get("shares_paid") or 0)
    worth = Decimal(before.get("shares_value") or 0)
    more = int(values.get("shares", had)) - had
    each = Decimal(values.get("share_price") or price or 0)
    if more > 0 and not each:
        return _("This kind of membership has no price of a share. Add a column that says it.")
    told = values.get("shares_paid")
    wanted = paid + max(more, 0) * each if told is None else Decimal(told)
    if more < 0 or wanted < paid:
        known = _("The register says {n} shares and {paid} paid up, which is more.")
        return f"{known} {_('Give shares back or reverse an entry at the member.')}".format(
            n=had, paid=paid
        )
    if wanted > worth + more * each:
        return _("More is paid up than the shares cost.")
    if not more and wanted == paid:
        return _without(values, *SHARES)
    values |= {"shares": str(had + more), "shares_paid": f"{wanted:.2f}"}
    values["shares_on"] = values.get("shares_on") or usual
    if more:
        values["share_price"] = f"{each:.2f}"
        return ""
    return _without(values, "share_price")


def _without(values: dict[str, str], *names: str) -> str:
    for name in names:
        values.pop(name, None)
    return ""
