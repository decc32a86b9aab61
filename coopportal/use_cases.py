"""The five use cases that a common membership must carry, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class UseCase:
    """One story: for whom, what it is about, in one line."""

    slug: str
    title: str | Promise
    line: str | Promise


USE_CASES: Final = (
    UseCase(
        "reciprocal-membership",
        _("Reciprocal membership"),
        _("Members of one co-op become visiting members of another."),
    ),
    UseCase(
        "cross-selling",
        _("Ethical cross-selling"),
        _("Members of one co-op pay less at another."),
    ),
    UseCase(
        "at-the-door",
        _("At the door"),
        _("A desk scans a phone or a printed card and lets members in."),
    ),
    UseCase(
        "sign-in",
        _("Sign in with your co-op"),
        _("A forum or a web site lets in members of any co-op it trusts."),
    ),
    UseCase(
        "federation",
        _("Co-op of co-ops"),
        _("A federation vouches for its co-ops, and others rely on its word."),
    ),
)
