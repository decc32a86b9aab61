"""Going through the published vectors with our own core, as any stranger would: from the files alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from credentials.core.accreditation import check_accreditation
from credentials.core.bundle import published_document
from credentials.core.checks import check_dates, check_form, check_signature, issuer_named
from credentials.core.errors import CoreError, UnreachableError
from credentials.core.lists import ListReader, check_statuses
from credentials.core.report import Check, refused
from credentials.core.times import parse_time
from credentials.core.trust_list import read_trust_list
from credentials.core.verification import RECOGNITION, verify_credential

VECTORS = published_document("vectors.json")
WORLD = published_document(VECTORS["world"])
NOW = parse_time(VECTORS["now"])


def _asked(kind: str) -> Callable[[str], dict[str, Any]]:
    def ask(name: str) -> dict[str, Any]:
        if name not in WORLD[kind]:
            raise UnreachableError("unreachable", "Nobody answered.")
        found: dict[str, Any] = WORLD[kind][name]
        return found

    return ask


RESOLVE, STATUS, LINKED = map(_asked, ("didDocuments", "statusLists", "linkedPresentations"))


def _membership(document: dict[str, Any]) -> Iterable[Check]:
    return verify_credential(
        document,
        now=NOW,
        resolve=RESOLVE,
        fetch_status=STATUS,
        fetch_linked=LINKED,
        policy=RECOGNITION,
    ).checks


def _signed(
    document: dict[str, Any], ours: Callable[[dict[str, Any]], None] | None = None
) -> list[Check]:
    form, context = check_form(document, ours=ours)
    signer = check_signature(document, form, context, now=NOW, resolve=RESOLVE)
    return [form, context, *signer, check_dates(document, NOW)]


def _accreditation(document: dict[str, Any]) -> Iterable[Check]:
    reader = ListReader(now=NOW, resolve=RESOLVE, fetch_status=STATUS)
    issuer, status = issuer_named(document), document.get("credentialStatus")
    statuses = check_statuses(status, issuer, required=True, reader=reader)
    return [*_signed(document, check_accreditation), *statuses]


def _trust_list(document: dict[str, Any], address: str) -> Iterable[Check]:
    checks = _signed(document)
    try:
        read_trust_list(document, url=address, issuer=issuer_named(document), now=NOW)
    except CoreError as error:
        checks.append(refused("form", error))
    return checks


CHECKS: dict[str, Callable[..., Iterable[Check]]] = {
    "membership": _membership,
    "accreditation": _accreditation,
    "trust-list": _trust_list,
}


def not_passed(vector: dict[str, Any]) -> set[str]:
    """The names of the checks that a vector does not pass."""
    document = published_document(vector["file"])
    address = [vector["address"]] if "address" in vector else []
    checks = CHECKS[vector["kind"]](document, *address)
    return {check.name for check in checks if check.outcome.value != "passed"}
