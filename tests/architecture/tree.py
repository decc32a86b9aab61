"""The project as a reader of source sees it: files, modules, syntax trees. No list is kept by hand."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("coopportal", "tenants", "credentials", "benefits")
FOLDERS = (*PACKAGES, "tests", "scripts", "benchmarks")
NOT_OURS = {"node_modules", "var", "vendor", "__pycache__", "output", ".venv", "migrations"}


def python_files(*folders: str) -> list[Path]:
    """Every Python file we wrote, whatever the folder of the clone is called. Django writes migrations."""
    found = [
        path
        for folder in folders or FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not NOT_OURS & set(path.relative_to(ROOT).parts)
    ]
    assert found, f"nothing to read under {folders or FOLDERS}"
    return found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


@cache
def syntax_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
