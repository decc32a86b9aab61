"""Write `docs/conformance.md`: clause, module, tests, and how they went.

.venv/bin/python scripts/conformance.py
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "conformance.md"
TESTS = ROOT / "tests" / "core"
HOLDS, FAILS = "holds", "**fails**"
HEAD = """# Conformance

Written by `scripts/conformance.py` from the marks of the tests and `tests/core/clauses.py`; do not edit. A clause
*holds* where every test that names it passed, the published vectors included, when this was written. Modules are
those of `credentials/core/`, tests those of `tests/core/`.

| specification | clause | module | tests | result |
|---|---|---|---|---|
"""
NOT_SUPPORTED = """
## Not supported

| specification | what | refused as | why |
|---|---|---|---|
"""


def marked() -> dict[str, list[str]]:
    """For each clause the tests that name it, as `file::test`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.glob("test_*.py")):
        for item in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(item, ast.FunctionDef):
                for clause in _clauses_of(item):
                    found[clause].append(f"{path.name}::{item.name}")
    return found


def _clauses_of(function: ast.FunctionDef) -> list[str]:
    return [
        argument.value
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.clause"
        for argument in decorator.args
        if isinstance(argument, ast.Constant)
    ]


def page(failed: set[str] | frozenset[str] = frozenset()) -> str:
    """The page, where these tests did not pass."""
    from tests.core.clauses import (  # noqa: PLC0415 -- the root is on the path by now
        CLAUSES,
        UNSUPPORTED,
        link,
    )

    tests = marked()
    rows = []
    for name, (says, module) in CLAUSES.items():
        title, url = link(name)
        result = FAILS if failed & set(tests[name]) else HOLDS
        shown = "<br>".join(_shorter(test) for test in tests[name])
        rows.append(f"| {title} | [{says}]({url}) | `{module}` | {shown} | {result} |\n")
    refused = []
    for name, (what, code, why) in UNSUPPORTED.items():
        title, url = link(name)
        refused.append(f"| {title} | [{what}]({url}) | {f'`{code}`' if code else ''} | {why} |\n")
    return HEAD + "".join(rows) + NOT_SUPPORTED + "".join(refused)


def _shorter(test: str) -> str:
    file, _, name = test.partition("::")
    return f"`{file.removeprefix('test_').removesuffix('.py')}`: {name.removeprefix('test_').replace('_', ' ')}"


class Outcomes:
    """What did not pass, by test; a test that was skipped did not."""

    def __init__(self) -> None:
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report: object) -> None:
        if getattr(report, "outcome", "") != "passed":
            file, *_, name = str(getattr(report, "nodeid", "")).split("::")
            self.failed.add(f"{Path(file).name}::{re.sub(r'[[].*', '', name, flags=re.DOTALL)}")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    import pytest  # noqa: PLC0415 -- only where the page is written

    outcomes = Outcomes()
    code = pytest.main(["-q", "-m", "clause", str(TESTS)], plugins=[outcomes])
    PAGE.write_text(page(outcomes.failed), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is up to date.")
    sys.exit(code)


if __name__ == "__main__":
    main()
