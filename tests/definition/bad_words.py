"""Accreditations and trust lists that are refused, and at which step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.definition import good
from tests.definition.cast import (
    BEGUN,
    DAY,
    ENDED,
    FEDERATION,
    OAK_STREET,
    SUSPENDED,
    YEAR_END,
)
from tests.definition.changes import (
    Document,
    accreditation_with,
    accredited,
    list_with,
    self_accredited,
    twice,
    vouched_once,
)

ACCREDITATIONS: dict[str, tuple[str, str, Callable[[], Document]]] = {
    "accreditation-of-itself": (
        "form",
        "A co-op accredits itself.",
        lambda: accreditation_with(self_accredited),
    ),
    "accreditation-vouched-once": (
        "form",
        "The level is “vouched”, and one co-op vouched.",
        lambda: accreditation_with(vouched_once),
    ),
    "accreditation-without-evidence": (
        "form",
        "The level is “registryVerified”, and nobody says when.",
        lambda: accreditation_with(lambda made: made.pop("evidence")),
    ),
    "accreditation-too-long": (
        "form",
        "It is given for two years.",
        lambda: accreditation_with(
            lambda made: made.update(validUntil="2028-11-01T00:00:00Z")
        ),
    ),
    "accreditation-expired": (
        "dates",
        "It has expired.",
        lambda: accredited(until=YEAR_END - 330 * DAY),
    ),
    "accreditation-ended": ("revocation", "The body ended it.", lambda: accredited(position=ENDED)),
    "accreditation-suspended": (
        "suspension",
        "The body suspended it.",
        lambda: accredited(position=SUSPENDED),
    ),
    "accreditation-tampered": (
        "signature",
        "The level was raised after it was signed.",
        lambda: _raised(accredited(
            assurance="selfDeclared",
            evidence=(
                ("selfDeclared", date(2026, 10, 1), ""),
                ("documentChecked", date(2026, 10, 2), ""),
            ),
        )),
    ),
}  # fmt: skip


def _raised(made: Document) -> Document:
    made["credentialSubject"]["assuranceLevel"] = "documentChecked"
    return made


TRUST_LISTS: dict[str, tuple[str, str, Callable[[], Document]]] = {
    "trust-list-twice": ("form", "A co-op stands twice on it.", lambda: list_with(twice)),
    "trust-list-expired": (
        "dates",
        "It is out of date.",
        lambda: FEDERATION.signed(
            good.trust_list_document(valid_from=BEGUN - 9 * DAY, valid_until=BEGUN - 2 * DAY)
        ),
    ),
    "trust-list-of-another": (
        "issuer",
        "Somebody else signed it.",
        lambda: OAK_STREET.signed(good.trust_list_document()),
    ),
}
