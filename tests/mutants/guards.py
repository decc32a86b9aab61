"""Conditions that refuse, claims and filters of the mechanism, each left out: by the code of the live functions."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.mutants.mutant import Mutant

ROOT = Path(__file__).resolve().parent.parent.parent
REFUSALS = {
    "NotAllowedError",
    "NotAPartyError",
    "ForeignRowError",
    "OutsideCooperativeError",
    "PermissionDenied",
}
CLAIMS = {"claim", "current"}
PARTIES = (
    "tests/architecture/test_tenancy.py",
    "tests/credentials/test_accrediting.py",
    "tests/benefits/test_agreements.py",
    "tests/benefits/test_partner_scope.py",
)
AGREEING = (
    "tests/benefits/test_agreements.py",
    "tests/benefits/test_changing.py",
    "tests/benefits/test_networks.py",
    "tests/benefits/test_network_pages.py",
)
MECHANISM = ("tests/architecture/test_tenancy.py", "tests/mechanism", "tests/walls/test_rows.py")
# What must notice, by where it is. A file that is not named here is noticed by the tests that name it.
TESTS: dict[str, tuple[str, ...]] = {
    "tenants/owned.py": MECHANISM,
    "tenants/tracked.py": (*MECHANISM, "tests/tenants/test_audit.py"),
    "tenants/scope.py": MECHANISM,
    "tenants/access.py": (
        "tests/walls/test_sweep.py::test_strangers_find_nothing_there[tenants:member-name]",
        "tests/walls/test_sweep.py::test_colleagues_without_the_role_are_refused_in_words[tenants:member-name]",
        "tests/portal/test_network.py",
    ),
    "tenants/services/members.py": ("tests/credentials/test_reminding.py",),
    "credentials/models/accreditation.py": PARTIES,
    "benefits/models/agreement.py": (*PARTIES, "tests/benefits/test_networks.py"),
    "benefits/services/agreements.py": AGREEING,
    "benefits/services/exceptions.py": AGREEING,
    "benefits/services/networks.py": AGREEING,
    "benefits/together.py": AGREEING,
}


def mutants() -> list[Mutant]:
    return sorted(
        Mutant("guard", f"{path}:{node.lineno}", _said(node), _tests(path))
        for path in files("tenants", "credentials", "benefits")
        for node in _nodes(ast.parse((ROOT / path).read_text(encoding="utf-8")), path)
    )


def files(*packages: str) -> list[str]:
    return [
        str(path.relative_to(ROOT))
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def _tests(path: str) -> tuple[str, ...]:
    """Those named, else the tests of the app that import the module."""
    if path in TESTS:
        return TESTS[path]
    module = path.removesuffix(".py").replace("/", ".")
    parent, _, name = module.rpartition(".")
    ways = (module, f"from {parent} import {name}", f"from {parent} import (")
    found = []
    for test in sorted((ROOT / "tests").rglob("test_*.py")):
        text = test.read_text(encoding="utf-8")
        if any(way in text for way in ways) and name in text and "/look/" not in str(test):
            found.append(str(test.relative_to(ROOT)))
    return tuple(found)


def _nodes(tree: ast.Module, path: str) -> Iterator[ast.stmt]:
    for node in ast.walk(tree):
        if (
            (isinstance(node, ast.If) and not node.orelse and _refuses(node.body[-1]))
            or (path in TESTS and isinstance(node, ast.Expr) and _called(node.value) in CLAIMS)
            or (path in TESTS and isinstance(node, ast.Return) and _called(node.value) == "filter")
        ):
            yield node


def _refuses(last: ast.stmt) -> bool:
    error = last.exc if isinstance(last, ast.Raise) else None
    error = error.func if isinstance(error, ast.Call) else error
    return isinstance(error, ast.Name) and error.id in REFUSALS


def _called(node: ast.expr | None) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else ""


def _said(node: ast.stmt) -> str:
    shown = node.test if isinstance(node, ast.If) else node
    return f"without {ast.unparse(shown)[:80]}"


def apply(mutant: Mutant) -> None:
    path, _, line = mutant.place.rpartition(":")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in _nodes(tree, path):
        if node.lineno == int(line) and _said(node) == mutant.change:
            _leave_out(node)
    put(ROOT / path, tree)


def put(path: Path, tree: ast.Module) -> None:
    """Every live function that was made of the file gets the code of the changed tree, closures included."""
    file = str(path)
    changed = {
        (code.co_qualname, code.co_firstlineno): code
        for code in _codes(compile(tree, file, "exec"))
    }
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == file:
            code = changed.get((each.__code__.co_qualname, each.__code__.co_firstlineno))
            if code is not None and code.co_freevars == each.__code__.co_freevars:
                each.__code__ = code


def _leave_out(node: Any) -> None:
    """The names stay in use, so that closures still fit."""
    never = ast.copy_location(ast.Constant(value=False), node)
    if isinstance(node, ast.If):
        node.test = ast.BoolOp(ast.And(), [never, node.test])
    elif isinstance(node, ast.Expr):
        node.value = ast.BoolOp(ast.And(), [never, node.value])
    else:
        node.value = ast.IfExp(never, node.value, node.value.func.value)
    ast.fix_missing_locations(node)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)
