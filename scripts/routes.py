"""Write `docs/routes.md`: every address of the portal, its name, and which roles may enter.

.venv/bin/python scripts/routes.py
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "routes.md"
# allauth's own pages, and what is not routed in production.
LEFT_OUT = ("account_", "mfa_", "dev-", "demo")
HEAD = """# Addresses

Written by `scripts/routes.py` from the URLconf; do not edit. Left out: the pages of sign-in under
`/accounts/`, and `/demo/` and `/dev/`, which do not exist in production.

A role in the last column is asked of a co-op's team by the view itself. Where none stands, the page is
public, or belongs to whoever holds its link or is signed in; `tests/walls/pages.py` says which.

| address | name | role |
|---|---|---|
"""


def page() -> str:
    from django.urls import get_resolver  # noqa: PLC0415 -- Django must be set up before

    rows = sorted(set(_walk(get_resolver())))
    return HEAD + "".join(f"| `{path}` | `{name}` | {roles} |\n" for path, name, roles in rows)


def _walk(resolver: object, names: str = "", pattern: str = "/") -> Iterator[tuple[str, str, str]]:
    from tenants.access import ROLES_ATTRIBUTE  # noqa: PLC0415 -- Django must be set up before

    for entry in getattr(resolver, "url_patterns", ()):
        here = pattern + str(entry.pattern).strip("^$")
        if hasattr(entry, "url_patterns"):
            below = names + (f"{entry.namespace}:" if entry.namespace else "")
            yield from _walk(entry, below, here)
        elif not str(entry.name).startswith(LEFT_OUT):
            roles = ", ".join(map(str, getattr(entry.callback, ROLES_ATTRIBUTE, ())))
            yield here, f"{names}{entry.name}", roles


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
