"""Rules that no linter knows: `docs/architecture.md` says why. They read the tree, never a list."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, lines_of, name_of, python_files, syntax_of

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
WRITERS = ("services", "outbox.py", "long_work.py", "owned.py", "tracked.py")
WRITES = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "save",
    "update_or_create",
}
CHAINS = {"all", "everyone", "exclude", "filter", "objects", "select_for_update"}
SKIPPED_NOQA = re.compile(r"#\s*noqa(?P<rest>.*)", re.IGNORECASE)
SKIPPED_TYPE = re.compile(r"#\s*type:\s*ignore(?P<rest>.*)")

# Writing that is no row of ours, each with its reason.
NO_ROWS = {
    "coopportal/env.py": "secrets in a file, before there is a database",
    "coopportal/mailbox.py": "mails of the demo, kept as files",
    "coopportal/devmail.py": "mails of the demo, kept as files",
    "credentials/card/qr.py": "a picture, in memory",
    "tenants/files.py": "a picture, in memory",
    "tenants/outbound/pace.py": "counters, in the cache",
    "tenants/spreadsheets.py": "a workbook, in memory",
}


def _functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _comments(path: Path) -> list[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    return [
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]


def test_a_file_fits_in_one_reading():
    long = {name_of(path): len(lines_of(path)) for path in python_files()}

    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_a_function_fits_on_one_screen():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in _functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]

    assert long == []


def _chain(node: ast.expr) -> set[str]:
    """The names along `Model.objects.filter(…).update`: what the call is made on."""
    names: set[str] = set()
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        else:
            return names


def _writes(tree: ast.Module) -> list[ast.Call]:
    """Calls that write rows. `.update` counts on a chain of rows only: dictionaries have one too."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and (
            call.func.attr in WRITES
            or (call.func.attr == "update" and CHAINS & _chain(call.func.value))
        )
    ]


def _may_write(path: Path) -> bool:
    """Within its app: a service, the outbox, the base of owned rows, a manager among the models."""
    return bool(set(WRITERS) & set(path.relative_to(ROOT).parts[1:])) or name_of(path) in NO_ROWS


def test_only_services_and_the_outbox_write():
    strays = [
        f"{name_of(path)}:{call.lineno}"
        for path in python_files(*PACKAGES)
        if not _may_write(path)
        for call in _writes(syntax_of(path))
        if not _is_a_manager(path)
    ]

    assert strays == []


def _is_a_manager(path: Path) -> bool:
    """allauth creates people through the user manager; it stands beside its model."""
    return name_of(path) == "tenants/models/user.py"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("row.save()", 1),
        ("Row.objects.filter(a=1).update(b=2)", 1),
        ("Row.objects.create(a=1)", 1),
        ("digest.update(b'')", 0),
        ("context.update({'a': 1})", 0),
        ("rows.exclude(a=1).delete()", 1),
    ],
)
def test_the_search_for_writing_finds_it(source, found):
    assert len(_writes(ast.parse(source))) == found


def test_every_exception_to_a_tool_says_why():
    silent = [
        f"{name_of(path)}:{line} {comment}"
        for path in python_files()
        for line, comment in _comments(path)
        if (skipped := SKIPPED_NOQA.search(comment) or SKIPPED_TYPE.search(comment))
        and not re.search(r"--\s+\w+.*", skipped["rest"])
    ]

    assert silent == []


def test_every_exception_to_a_tool_names_the_rule():
    vague = [
        f"{name_of(path)}:{line} {comment}"
        for path in python_files()
        for line, comment in _comments(path)
        if (noqa := SKIPPED_NOQA.search(comment)) and not re.match(r":\s*[A-Z]+\d+", noqa["rest"])
    ]

    assert vague == []


def test_a_module_of_the_core_names_and_links_its_specification():
    silent = [
        name_of(path)
        for path in python_files("credentials")
        if name_of(path).startswith("credentials/core/") and path.name != "__init__.py"
        if "https://" not in (ast.get_docstring(syntax_of(path)) or "")
    ]

    assert silent == []


def test_the_core_imports_no_framework():
    strays = [
        f"{name_of(path)}: {module}"
        for path in python_files("credentials")
        if name_of(path).startswith("credentials/core/")
        for module in _imports(syntax_of(path))
        if module.split(".")[0] in {"django", "celery", "rest_framework", "allauth", "tenants"}
    ]

    assert strays == []


def test_the_network_has_one_door():
    """Requests to addresses from outside go through one module, which refuses private networks."""
    clients = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client"}
    clients |= {"socket", "ssl", "dns"}
    strays = [
        f"{name_of(path)}: {module}"
        for path in python_files(*PACKAGES)
        if not name_of(path).startswith("tenants/outbound/")
        for module in _imports(syntax_of(path))
        if module in clients or module.split(".")[0] in clients
    ]

    assert strays == []


def _imports(tree: ast.Module) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found


def test_a_service_never_calls_a_service():
    """A service is one transaction; two in one another are neither."""
    strays = [
        f"{name_of(path)}: {module}"
        for path in python_files(*PACKAGES)
        if path.parent.name == "services" and path.name != "__init__.py"
        for module in _imports(syntax_of(path))
        if module == f"{path.relative_to(ROOT).parts[0]}.services"
    ]

    assert strays == []


def test_templates_run_no_script_of_their_own_and_trust_no_text():
    forbidden = re.compile(
        r"\|\s*safe\b|\{%\s*autoescape\s+off|\son\w+\s*=\s*[\"']|<script(?![^>]*\b(?:src=|type=\"application/json))|\sstyle=\s*[\"']"
    )
    strays = [
        f"{name_of(path)}:{number} {line.strip()[:80]}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "mail" not in path.relative_to(ROOT / "templates").parts
        for number, line in enumerate(lines_of(path), 1)
        if forbidden.search(line)
    ]

    assert strays == []
