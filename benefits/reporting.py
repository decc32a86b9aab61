"""Report an incident to a member's home, and answer one: signed text, on this portal or to another.

A home takes a report only about somebody of whom it told that very host. So nobody else can report anybody, and
what is reported finds the member without the host ever knowing who it is.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils import timezone

from benefits.errors import IncidentUnknownError, NotDeliveredError
from benefits.models import DeskCheck, Incident, Redemption
from benefits.services import incidents
from benefits.services.incidents import Told
from credentials import answering, own, resolving
from credentials.core import incident, jws
from credentials.core.errors import CoreError
from credentials.core.incident import Reply, Report
from credentials.errors import NoSigningKeyError
from credentials.services.presenting import sign_statement
from tenants import outbound, scope
from tenants.models import Cooperative, Staff
from tenants.outbound import OutboundError

PATH: Final = "/incidents"
MEDIA_TYPE: Final = "application/jwt"
SECONDS: Final = 5.0


def question_of(use: Redemption) -> str:
    """By which the home knows whom it told of; nothing for a file, a web shop or after ninety days."""
    began = use.key.partition(":")[0]
    try:
        found = DeskCheck.objects.filter(code=UUID(began)).first()
    except ValueError:
        return ""
    return found.question if found else ""


def report(
    here: Cooperative, use: Redemption, *, shared: UUID, kind: str, text: str, by: Staff
) -> Incident:
    """Delivered first, then kept. Raises IncidentUnknownError, NotDeliveredError."""
    statement = Report(
        here.did,
        here.name,
        use.issuer_did,
        shared,
        question_of(use),
        kind,
        use.title,
        use.at,
        text,
    )
    _deliver(statement)
    told = Told(shared, use.issuer_did, use.issuer_name, kind, use.title, use.at, text)
    return incidents.keep_report(told, use=use.code, by=by)


def answer(here: Cooperative, row: Incident, *, text: str, by: Staff) -> None:
    """Delivered first, then kept. Raises IncidentUnknownError, NotDeliveredError."""
    _deliver(Reply(here.did, row.other_did, row.shared, text))
    incidents.keep_answer(row, text=text, by=by)


def take(text: str) -> None:
    """Whatever was sent to a co-op of this portal. Raises CoreError, IncidentUnknownError."""
    sender, now = jws.signer_in(text), timezone.now()
    payload = jws.verify(text, typ=incident.TYPE, signer=sender, resolve=resolving.STRANGER.resolve)
    statement = incident.read(payload, sender=sender, now=now)
    known = Cooperative.objects.filter(did=statement.reader)
    reader = known.exclude(state=Cooperative.State.CLOSED).first()
    if reader is None:
        raise IncidentUnknownError
    with scope.nowhere(), scope.within(reader.pk):
        if isinstance(statement, Reply):
            incidents.receive_answer(
                statement.incident, other_did=statement.sender, text=statement.text
            )
        else:
            _take_report(statement)


def _take_report(told: Report) -> None:
    membership = own.told_of(told.sender, told.reference)
    if membership is None:
        raise IncidentUnknownError
    name = answering.known_as(told.sender, told.sender_name)
    incidents.receive_report(
        Told(told.incident, told.sender, name, told.kind, told.what, told.at, told.text),
        membership=membership,
    )


def _deliver(statement: Report | Reply) -> None:
    try:
        payload = incident.write(statement, now=timezone.now())
        text = sign_statement(payload, typ=incident.TYPE)
        if resolving.is_here(statement.reader):
            take(text)
            return
        outbound.post(
            f"https://{resolving.host_of(statement.reader)}{PATH}",
            text.encode(),
            content_type=MEDIA_TYPE,
            types=frozenset(),
            total=SECONDS,
        )
    except OutboundError as error:
        raise (IncidentUnknownError if error.missing else NotDeliveredError) from error
    except (CoreError, NoSigningKeyError) as error:
        raise NotDeliveredError from error
