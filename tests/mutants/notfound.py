"""Each `raise Http404` of the pages left out alone: what a view says of a row that is not there, or not yours."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import get_resolver

from tests.mutants import guards, settled
from tests.mutants.mutant import Mutant
from tests.support.results import ROOT
from tests.walls.addresses import entries
from tests.walls.pages import ONE_PERSON

# What stands in no portal in earnest: no wall, and nobody behind it.
NOT_SERVED = ("coopportal/conform/", "coopportal/demo/", "coopportal/dev.py")
NAMED = re.compile(r"tests/[\w/]+\.py")
PARAMETER = re.compile(r"<[^>]+>")
QUOTED = re.compile(r"[\"'](/[^\"'\n]*|[a-z-]+:?[a-z-]+)[\"']")
MOST = 3  # modules of tests, those first that ask most often
FOLDERS = ("tenants", "credentials", "benefits", "portal", "outbound")


def mutants() -> list[Mutant]:
    found = []
    for path in guards.files("tenants", "credentials", "benefits", "coopportal"):
        text = (ROOT / path).read_text(encoding="utf-8")
        if path.startswith(NOT_SERVED) or "raise Http404" not in text:
            continue
        tree = ast.parse(text)
        for node in _raises(tree):
            tests = _tests(path, _around(tree, node))
            found.append(Mutant("notfound", f"{path}:{node.lineno}", _said(tree, node), tests))
    return sorted(found)


def _raises(tree: ast.Module) -> Iterator[ast.Raise]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and "Http404" in ast.unparse(node):
            yield node


def _said(tree: ast.Module, node: ast.Raise) -> str:
    """What it stands under, so that one that is excused is known where lines have moved."""
    conditions = (each for each in ast.walk(tree) if isinstance(each, ast.If) and node in each.body)
    above = next(conditions, None)
    shown = ast.unparse(above.test) if above else "what fails"
    return f"without 404 of {_around(tree, node)} for {shown[:80]}"


def _around(tree: ast.Module, node: ast.stmt) -> str:
    """The function of the module that it stands in."""
    return next(
        each.name
        for each in tree.body
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and node in ast.walk(each)
    )


def _tests(path: str, function: str) -> tuple[str, ...]:
    """Those named in `settled.py`, else those that ask for an address whose view leads to the function."""
    if named := settled.of(path):
        return named
    reached = _reaching(path, function)
    asks: Counter[str] = Counter()
    for name, pattern, file, view in _views():
        if file == str(ROOT / path) and view in reached:
            asks.update(dict.fromkeys(NAMED.findall(ONE_PERSON.get(name, "")), 100))
            asks.update(_askers(name, pattern))
    return tuple(test for test, _ in asks.most_common(MOST))


def _reaching(path: str, function: str) -> set[str]:
    """It and all functions of the module that name it, or one that does."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    naming = {
        each.name: {one.id for one in ast.walk(each) if isinstance(one, ast.Name)}
        for each in tree.body
        if isinstance(each, ast.FunctionDef | ast.ClassDef)
    }
    found, before = {function}, set[str]()
    while found != before:
        before = set(found)
        found |= {name for name, named in naming.items() if named & found}
    return found


@cache
def _askers(name: str, pattern: str) -> Counter[str]:
    """Modules of tests that write the address, as a path or by its name, and how often."""
    path = "[^/]+".join(map(re.escape, PARAMETER.split(f"/{pattern}")))
    asked = re.compile(rf"{re.escape(name)}|{path}(?:[?#].*)?")
    found: Counter[str] = Counter()
    for text, modules in _written().items():
        if asked.fullmatch(text):
            found.update(modules)
    return found


@cache
def _written() -> dict[str, Counter[str]]:
    """What may be an address or the name of one, with the modules where it stands."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for folder in FOLDERS:
        for path in sorted((ROOT / "tests" / folder).rglob("test_*.py")):
            if not path.name.endswith("races.py"):
                for text in QUOTED.findall(path.read_text(encoding="utf-8")):
                    found[text][str(path.relative_to(ROOT))] += 1
    return found


@cache
def _views() -> list[tuple[str, str, str, str]]:
    """Of each address its name, its pattern, and the file and function behind it."""
    found = []
    for name, pattern, entry in entries(get_resolver()):
        view = inspect.unwrap(entry.callback)
        file = getattr(getattr(view, "__code__", None), "co_filename", "")
        found.append((name, pattern, file, getattr(view, "__name__", "")))
    return found


def apply(mutant: Mutant) -> None:
    path, _, line = mutant.place.rpartition(":")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    guards.put(ROOT / path, leave_out(tree, int(line)))


def leave_out(tree: ast.Module, line: int) -> ast.Module:
    return ast.fix_missing_locations(_Without(line).visit(tree))


class _Without(ast.NodeTransformer):
    def __init__(self, line: int) -> None:
        self.line = line

    def visit_Raise(self, node: ast.Raise) -> Any:
        never = ast.If(ast.Constant(value=False), [node], [])
        return ast.copy_location(never, node) if node.lineno == self.line else node
