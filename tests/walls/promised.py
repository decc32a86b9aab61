"""Who may enter, as `docs/routes.md` promises it to people: what the views are held to, not what they say of themselves."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "routes.md"
ROW = re.compile(
    r"^\| `(?P<path>[^`]*)` \| `(?P<name>[^`]*)` \| (?P<roles>[^|]*) \|$", re.MULTILINE
)


@cache
def roles_of() -> dict[str, frozenset[str]]:
    """Name of an address to roles; those without are not in it. An owner enters wherever anybody of the team does."""
    found = {}
    for row in ROW.finditer(PAGE.read_text(encoding="utf-8")):
        roles = frozenset(role for role in row["roles"].split(", ") if role)
        if roles and row["path"].startswith("/c/<slug:cooperative>/"):
            found[row["name"]] = roles | {"owner"}
    return found
