"""Write `docs/benefits.md`: a row for each rule and each kind of benefit. A cell that is missing stops it.

.venv/bin/python scripts/benefits_table.py
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benefits.md"
TEST = "tests/benefits/test_rule_forms.py"
HEAD = f"""# Benefits

Written by `scripts/benefits_table.py` from the rules, their forms and the cases of
`tests/benefits/rule_cases.py`; do not edit. Why benefits are data: [record 25](adr/0025-benefits-as-data.md);
how uses are counted: [record 26](adr/0026-counting-and-giving.md).

A benefit is what is given, the least that has to be shown, and rules. Each decision is *allow*, *allow if*, or
*refuse*, with one sentence to read aloud. Every row is played by `{TEST}`: what is typed into the form
becomes a rule, goes through the agreement's JSON, and is decided at the desk. Whatever the rules say, a card
that its home marks as not for partner co-ops gets nothing.

The column *for members* is what stands at `/me/benefits/` in the two cases, with the same sentence.

The host is Green Valley, the home is Oak Street, and it is noon on Tuesday, 24 November 2026.
"""
COLUMNS = (
    "rule",
    "as it is signed",
    "form",
    "allowed",
    "refused",
    "said",
    "for members",
    "in the demonstration",
    "test",
)
# What a member reads at /me/benefits/ before the sentence.
BADGES = {"allow": "Yes", "allow_if": "Yes, if", "refuse": "Not today"}


class MissingCellError(Exception):
    """The table would have a hole."""


def page() -> str:
    from benefits.ruling import GROUP_FORMS, WHAT_FORMS  # noqa: PLC0415 -- Django must be set up before
    from tests.benefits import kind_cases, rule_cases  # noqa: PLC0415 -- as above

    cases = {case.name: case for case in (*rule_cases.RULES, *kind_cases.KINDS)}
    parts = [HEAD]
    parts += ["\n## What is given\n\n", *_table(_kinds(WHAT_FORMS, cases))]
    for form in GROUP_FORMS:
        parts += [f"\n## {form.title}\n\n", *_table(_rules(form, cases))]
    return "".join(parts)


def _kinds(forms: Any, cases: Any) -> Iterator[tuple[str, ...]]:
    for kind, form in forms.items():
        case = cases[kind]
        signed = str(_filled(form, case.typed).what.in_words())
        yield (f"`{kind}`", signed, form.__name__, *_played(case))


def _rules(form: Any, cases: Any) -> Iterator[tuple[str, ...]]:
    for rule in form.edits:
        case = cases[rule.name]
        signed = str(_filled(form, case.typed).rules[0].in_words())
        yield (f"`{rule.name}`", signed, form.__name__, *_played(case))


def _played(case: Any) -> tuple[str, ...]:
    said = " *or if:* ".join(part for part in (case.sentence, case.condition) if part)
    said = said or "nothing: it only counts"
    test = f"`{TEST}`, `[{case.name}]`"
    return case.words[0], case.words[1], said, _badges(case), _agreed(case.name), test


def _badges(case: Any) -> str:
    """As the same functions decide for a member who asks before they go."""
    from tests.benefits.test_rule_forms import benefit_of, decide  # noqa: PLC0415 -- Django must be set up before

    asked = [case.allow, case.refuse if case.refuse is not None else case.ask or case.allow]
    return " / ".join(BADGES[decide(benefit_of(case), each).outcome] for each in asked)


def _agreed(name: str) -> str:
    """The first agreement of the demonstration that has it."""
    from coopportal.demo import cast, offers  # noqa: PLC0415 -- Django must be set up before

    names = {house.slug: house.name for house in cast.HOUSES}
    if name == "visiting_membership":
        return "every agreement of the demonstration"
    for host, home in offers.GIFTS:
        for gift in offers.given(host, home, year=2026):
            if name in {gift.kind, *(rule.name for rule in gift.rules)}:
                return f"{names[host]} for members of {names[home]}: {gift.title}"
    return ""


def _filled(form: Any, typed: Any) -> Any:
    from django.http import QueryDict  # noqa: PLC0415 -- Django must be set up before

    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    filled = form(data)
    if not filled.is_valid():
        raise MissingCellError(f"{form.__name__} does not take {typed}: {filled.errors}")
    return filled


def _table(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}\n"
    for row in rows:
        for column, cell in zip(COLUMNS, row, strict=True):
            if not cell.strip():
                raise MissingCellError(f"{row[0]} has no cell for: {column}")
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n"


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopportal.settings")
    with tempfile.TemporaryDirectory() as data:
        os.environ.setdefault("DATA", data)
        import django  # noqa: PLC0415 -- after the environment is ready

        django.setup()
        PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is up to date.")


if __name__ == "__main__":
    main()
