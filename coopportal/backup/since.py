"""What a backup cannot know: who was forgotten, what ended, which keys are refused. Codes, days and bits, no person.

It is in every backup, and `manage.py erasures --export` writes it between two of them. It says what *is*, not what
happened: what was there when a backup was made and is not in a later list has gone since.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from benefits.models import (
    Agreement,
    AgreementParty,
    Clearance,
    Desk,
    Integration,
    PairException,
    Pause,
)
from coopportal.backup.errors import RefusedError
from coopportal.services.putting_back import address_digest, proof_digest
from credentials.models import (
    AcceptancePolicy,
    Accreditation,
    DeniedKey,
    IssuingProgram,
    OutsideWord,
    ProgramCredential,
    PublishedDocument,
    SigningKey,
    StatusList,
    StatusSeries,
)
from tenants import scope
from tenants.models import (
    Application,
    AuditLink,
    Comment,
    Cooperative,
    Event,
    Holder,
    Interest,
    Locator,
    Member,
    MemberPhoto,
    Membership,
    Staff,
    User,
)

FORMAT: Final = "coopportal-since/1"
NAME: Final = "since.json"


def gather() -> dict[str, Any]:
    """Of the whole portal as it is now, one co-op after another."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "origin": settings.CANONICAL_ORIGIN,
        "at": timezone.now().isoformat(),
        "people": list(User.objects.order_by("pk").values_list("pk", flat=True)),
        "interests": _codes(Interest.objects.all()),
        "comments": _codes(Comment.objects.all()),
        "denied": [list(row) for row in DeniedKey.objects.values_list("did", "public_multikey")],
        "proofs": [proof_digest(row) for row in Authenticator.objects.order_by("pk")],
        "addresses": _addresses(),
        "cooperatives": {},
    }
    for pk in Cooperative.objects.order_by("pk").values_list("pk", flat=True):
        with scope.within(pk):
            told["cooperatives"][str(pk)] = _of_cooperative(pk)
    return told


def _addresses() -> list[str]:
    """Whatever signs somebody in, as keyed hashes."""
    rows = {*EmailAddress.objects.values_list("user_id", "email")}
    rows |= {*User.objects.values_list("pk", "email")}
    return sorted(address_digest(login, email) for login, email in rows)


def _of_cooperative(pk: Any) -> dict[str, Any]:
    standings = Membership.objects.exclude(standing=Membership.Standing.GOOD)
    head = AuditLink.objects.order_by("-position").first()
    return {
        "nextNumber": Cooperative.objects.values_list("next_number", flat=True).get(pk=pk),
        "standings": {
            str(code): [standing, ends_on.isoformat(), why]
            for code, standing, ends_on, why in standings.values_list(
                "code", "standing", "ends_on", "end_reason"
            )
        },
        "forgottenMembers": _codes(Member.objects.exclude(anonymised_at=None)),
        "forgottenApplications": _codes(Application.objects.exclude(deleted_at=None)),
        "removedHolders": _codes(Holder.objects.filter(state=Holder.State.REMOVED)),
        "forgottenHolders": _codes(Holder.objects.filter(state=Holder.State.REMOVED, name="")),
        "photos": [
            str(code) for code in MemberPhoto.objects.values_list("member__code", flat=True)
        ],
        "staff": {
            str(code): roles
            for code, roles in Staff.objects.filter(removed_at=None).values_list("code", "roles")
        },
        "desks": _codes(Desk.objects.filter(removed_at=None)),
        "devices": sorted(
            Locator.objects.filter(kind=Locator.Kind.DESK, cooperative=pk).values_list(
                "digest", flat=True
            )
        ),
        "noMailings": _codes(Member.objects.exclude(mailings_off_at=None)),
        "noReminders": _codes(Member.objects.exclude(reminders_off_at=None)),
        "programs": _codes(IssuingProgram.objects.filter(removed_at=None)),
        "integrations": _codes(Integration.objects.filter(removed_at=None)),
        "compromised": _codes(SigningKey.objects.filter(state=SigningKey.State.COMPROMISED)),
        "lists": _lists(),
        "given": {
            str(code): counter
            for code, counter in StatusSeries.objects.values_list("code", "next_counter")
        },
        "log": [head.position, head.digest] if head else [0, ""],
        "facts": facts(),
        **_stopped(pk),
    }


def facts() -> dict[str, int]:
    """How often each thing has happened here, by the names of the log."""
    rows = Event.objects.order_by("name").values_list("name")
    return dict(rows.annotate(times=Count("pk")))


def _stopped(pk: Any) -> dict[str, Any]:
    """What the co-op no longer confirms or stands to: accreditations, words of others, agreements, approvals."""
    accreditations = Accreditation.objects.filter(body_id=pk)
    issued = ProgramCredential.objects.exclude(state=ProgramCredential.State.GOOD)
    closed = (Agreement.State.ENDED, Agreement.State.DECLINED)
    sides = AgreementParty.everyone.filter(cooperative_id=pk)
    here = sides.filter(left_at=None).values("agreement")
    left = sides.exclude(left_at=None).exclude(agreement__in=here)
    pauses = Pause.objects.filter(party__in=sides, ended_at=None)
    newest = AcceptancePolicy.objects.order_by("-number").first()
    return {
        "accreditations": _states(accreditations.exclude(state__in=_RUNNING)),
        "words": _codes(OutsideWord.objects.filter(taken_down_at=None)),
        "issued": _states(issued),
        "rule": newest.number if newest else 0,
        "accepts": newest.rule if newest else None,
        **_between(sides),
        "agreements": _codes(Agreement.objects.filter(state__in=closed)),
        "left": _named(left),
        "pauses": {
            str(code): too for code, too in pauses.values_list("agreement__code", "visits_too")
        },
        "clearances": _codes(Clearance.objects.filter(state=Clearance.State.GIVEN)),
    }


def _between(sides: Any) -> dict[str, Any]:
    """Within networks: whom the co-op leaves out, and what no longer holds between it and another."""
    kind = PairException.Kind
    excluded = PairException.objects.filter(
        asked_by__in=sides, kind=kind.EXCLUDED, ended_at=None, asked_by__left_at=None
    )
    near = PairException.objects.filter(kind=kind.NEAR).exclude(ended_at=None)
    return {
        "exclusions": {
            str(code): [str(agreement), did]
            for code, agreement, did in excluded.values_list(
                "code", "agreement__code", "other__did"
            )
        },
        "nearnessOver": _codes(near.filter(Q(asked_by__in=sides) | Q(other__in=sides))),
    }


_RUNNING: Final = (*Accreditation.OPEN, Accreditation.State.IN_FORCE)


def _states(rows: Any) -> dict[str, str]:
    return {str(code): state for code, state in rows.values_list("code", "state")}


def _named(sides: Any) -> list[str]:
    return sorted({str(code) for code in sides.values_list("agreement__code", flat=True)})


def _codes(rows: Any) -> list[str]:
    return [str(code) for code in rows.order_by("pk").values_list("code", flat=True)]


def _lists() -> dict[str, str]:
    """The bits of each list as the world reads them."""
    urls = list(StatusList.objects.values_list("url", flat=True))
    rows = PublishedDocument.objects.filter(url__in=urls).values_list("url", "body")
    return {url: json.loads(body)["credentialSubject"]["encodedList"] for url, body in rows}


def read(path: Path, *, made_at: str) -> dict[str, Any]:
    """Raises RefusedError for what is no list of this portal, or is older than the backup."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise RefusedError(f"{path} cannot be read as a list of manage.py erasures.") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise RefusedError(f"{path} is no list of manage.py erasures.")
    if told["origin"] != settings.CANONICAL_ORIGIN:
        raise RefusedError(f"{path} is the list of another portal: {told['origin']}.")
    if datetime.fromisoformat(told["at"]) < datetime.fromisoformat(made_at):
        raise RefusedError(
            f"{path} is of {told['at']}, older than the backup: look for a newer one."
        )
    return told
