"""Mutants that change nothing anybody could notice: a reason each, by key without the line."""

from __future__ import annotations

EQUIVALENT: dict[str, str] = {
    "notfound: benefits/views/proposing.py: without 404 of _check_change for sides is None": (
        "whoever changes an agreement has its sides; said for the type checker"
    ),
    "notfound: tenants/views/choosing.py: without 404 of choices for not isinstance(user, User)": (
        "whoever is signed in is one; said for the type checker"
    ),
}
