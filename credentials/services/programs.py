"""Sign what a program asks for, and set its status. What may be signed: `credentials/core/issuable.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.credential import period_of
from credentials.core.data_integrity.proof import add_proof
from credentials.core.errors import CredentialError
from credentials.core.issuable import check_issuable
from credentials.core.types import JSON, Document
from credentials.errors import (
    CooperativeSuspendedError,
    CredentialUnknownError,
    IdTakenError,
    NoSuchStatusError,
    RevokedForGoodError,
)
from credentials.facts import ProgramCredentialChanged, ProgramCredentialIssued
from credentials.models import Credential, IssuingProgram, ProgramCredential, StatusList
from credentials.models.programs import ten_years_on
from credentials.planning import Place
from tenants import outbox, scope
from tenants.models import Cooperative, Staff

TakePlaces = Callable[[int], list[Place]]
Publish = Callable[[Collection[int]], None]
State = ProgramCredential.State
LONGEST_REFERENCE: Final = 300
LONGEST_KINDS: Final = 200


@dataclass(frozen=True)
class Asked:
    """What is to be signed. `purposes`: the status lists that it is to stand in."""

    credential: Document
    cryptosuite: str
    reference: str = ""
    purposes: tuple[str, ...] = ()


@transaction.atomic(durable=True)
def issue_for_program(
    asked: Asked, *, by: IssuingProgram, take_places: TakePlaces, publish: Publish
) -> Document:
    """The signed credential. Raises CoreError where it may not be signed, IdTakenError,
    CooperativeSuspendedError, NoSigningKeyError.
    """
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    if here.state in {Cooperative.State.SUSPENDED, Cooperative.State.CLOSED}:
        raise CooperativeSuspendedError
    unsigned = check_issuable(asked.credential, here.did)
    reference = _check_status(asked, unsigned)
    key = keystore.key_in_use(lock=True)
    if reference and _is_taken(reference):
        raise IdTakenError
    place = take_places(1)[0] if asked.purposes else None
    if place:
        unsigned = _with_status(unsigned, reference, place, asked)
    document = add_proof(
        unsigned, keystore.signer_of(key), created=timezone.now(), cryptosuite=asked.cryptosuite
    )
    _start, end = period_of(document)
    row = ProgramCredential.objects.create(
        program=by,
        valid_until=end or ten_years_on(),
        reference=reference,
        kinds=_kinds(document),
        digest=hashlib.sha256(publishing.as_text(document).encode()).hexdigest(),
        cryptosuite=asked.cryptosuite,
        signing_key=key,
        series_id=place.series_id if place else None,
        position=place.position if place else None,
        purposes=" ".join(asked.purposes),
    )
    outbox.record(ProgramCredentialIssued(str(row.code), str(by.code)))
    unpublished = StatusList.objects.filter(series=row.series_id, version=0)
    if place and unpublished.exists():
        publish({place.series_id})
    return document


def _check_status(asked: Asked, unsigned: Document) -> str:
    """The name under which its status will be set; empty where it has none. Raises CredentialError."""
    given = unsigned.get("credentialStatus")
    if asked.purposes and given is not None:
        raise CredentialError(
            "status_given", "The credential brings a status; it gets no second one."
        )
    if any(_is_here(entry) for entry in (given if isinstance(given, list) else [given])):
        raise CredentialError(
            "status_of_ours", "Places in this portal's lists are given out by it."
        )
    if not asked.purposes:
        return ""
    reference = str(unsigned.get("id") or asked.reference or f"urn:uuid:{uuid4()}")
    if len(reference) > LONGEST_REFERENCE:
        raise CredentialError("bad_id", "The identifier of the credential is too long.")
    return reference


def _is_here(entry: JSON) -> bool:
    listed = entry.get("statusListCredential") if isinstance(entry, dict) else None
    return isinstance(listed, str) and listed.startswith(f"{settings.CANONICAL_ORIGIN}/")


def _is_taken(reference: str) -> bool:
    """By another of a program, or by a card."""
    known = ProgramCredential.objects.filter(reference=reference)
    return known.exists() or Credential.objects.filter(urn=reference).exists()


def _with_status(unsigned: Document, reference: str, place: Place, asked: Asked) -> Document:
    entries = [each.to_json() for each in place.entries if each.purpose in asked.purposes]
    named = {} if "id" in unsigned or asked.reference else {"id": reference}
    return {**unsigned, **named, "credentialStatus": entries}


def _kinds(document: Document) -> str:
    types: Any = document["type"]
    listed = types if isinstance(types, list) else [types]
    return ", ".join(kind for kind in listed if kind != "VerifiableCredential")[:LONGEST_KINDS]


@transaction.atomic(durable=True)
def set_status(
    reference: str, purpose: str, *, on: bool, by: IssuingProgram, publish: Publish
) -> None:
    """Set or lift a status of what this program issued, and publish it. Twice is once.

    Raises CredentialUnknownError, NoSuchStatusError, RevokedForGoodError.
    """
    keystore.key_in_use(lock=True)
    row = ProgramCredential.objects.filter(program=by, reference=reference).first()
    if row is None or not reference:
        raise CredentialUnknownError
    if purpose not in row.purposes.split():
        raise NoSuchStatusError
    if row.state == State.REVOKED:
        if (purpose, on) == (StatusList.Purpose.REVOCATION, True):
            return
        raise RevokedForGoodError
    if purpose == StatusList.Purpose.REVOCATION:
        wanted = State.REVOKED if on else row.state
    else:
        wanted = State.SUSPENDED if on else State.GOOD
    _change(row, State(wanted), publish, program=str(by.code))


@transaction.atomic(durable=True)
def revoke_by_staff(row: ProgramCredential, *, by: Staff, publish: Publish) -> None:
    """What a program issued is revoked by the co-op itself. Raises NoSuchStatusError."""
    keystore.key_in_use(lock=True)
    if StatusList.Purpose.REVOCATION not in row.purposes.split():
        raise NoSuchStatusError
    _change(row, State.REVOKED, publish, staff=by)


def _change(
    row: ProgramCredential,
    wanted: ProgramCredential.State,
    publish: Publish,
    *,
    program: str = "",
    staff: Staff | None = None,
) -> None:
    changed = ProgramCredential.objects.filter(pk=row.pk).exclude(state=wanted)
    if changed.update(state=wanted) and row.series_id is not None:
        outbox.record(ProgramCredentialChanged(str(row.code), wanted.value, program), by=staff)
        publish({row.series_id})
