"""What changed from version to version: the same in every installation, as the files are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    version: str
    day: date
    lines: tuple[str | Promise, ...]


CHANGELOG: Final = (
    Entry(
        "v0.1",
        date(2026, 11, 26),
        (
            _(
                "The draft is frozen. Cards signed under it stay good: the context is the same, to the byte."
            ),
            _("An accreditation can say where the co-op can be visited (location)."),
            _("Both schemas say that there are exactly two contexts, and which is the first."),
            _("A digest that a document gives for its schema must be that of the published file."),
            _(
                "Vocabulary, signed examples, test vectors and a bundle of all files are part of the version."
            ),
        ),
    ),
    Entry(
        "v0.1-draft",
        date(2026, 11, 25),
        (_("Context and schemas, tried out with the first cards and accreditations."),),
    ),
)
