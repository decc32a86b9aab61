"""Report an incident to a member's home, and answer one: signed text, on this portal or to another.

A home takes a report only about somebody of whom it told that very host. So nobody else can report anybody, and
what is reported finds the member without the host ever knowing who it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from benefits.errors import IncidentUnknownError, NotDeliveredError, TooManyIncidentsError
from benefits.models import Decision, Grant, Incident, Redemption
from benefits.services import incidents
from benefits.services.incidents import Told
from credentials import answering, own, resolving
from credentials.core import incident, jws
from credentials.core.errors import CoreError
from credentials.core.incident import Reply, Report
from credentials.errors import NoSigningKeyError
from credentials.models import PresentationRequest
from credentials.services import disclosing
from credentials.services.presenting import sign_statement
from tenants import outbound, scope
from tenants.models import Cooperative, Staff
from tenants.outbound import OutboundError

# From whom, to whom: whether one more is not too many.
MaySend = Callable[[str, str], bool]
PATH: Final = "/incidents"
MEDIA_TYPE: Final = "application/jwt"
SECONDS: Final = 5.0


def _always(_sender: str, _reader: str) -> bool:
    return True


@dataclass(frozen=True)
class About:
    """What a report is about. `question` is what the home was asked then, by which it knows whom it told of; it
    is empty where nobody can find out, and `is_old` says why: too long ago, or the home never was asked."""

    question: str
    is_old: bool
    home_did: str
    home_name: str
    what: str
    at: datetime
    use: UUID | None = None
    visit: UUID | None = None


def about_use(use: Redemption) -> About:
    """Given at a desk on a code, or for a web shop: the home was asked. On a card file it was not."""
    is_old = _is_old(use.at)
    asked = use.question or ""
    return About(
        "" if is_old else asked,
        is_old,
        use.issuer_did,
        use.issuer_name,
        use.title,
        use.at,
        use=use.code,
    )


def about_visit(grant: Grant) -> About:
    """By the card as it was shown last."""
    shown = Decision.objects.filter(grant=grant.code, request__isnull=False)
    asked = PresentationRequest.objects.filter(code__in=shown.values("request")[:1]).first()
    is_old = asked is None or _is_old(asked.created_at)
    return About(
        "" if is_old or asked is None else asked.nonce,
        is_old,
        grant.issuer_did,
        grant.issuer_name,
        gettext("Visiting membership"),
        grant.granted_at,
        visit=grant.code,
    )


def _is_old(moment: datetime) -> bool:
    return moment < timezone.now() - disclosing.KEPT_FOR


def report(
    here: Cooperative,
    about: About,
    *,
    shared: UUID,
    kind: str,
    text: str,
    by: Staff,
    may_send: MaySend = _always,
) -> Incident:
    """Delivered first, then kept. Raises IncidentUnknownError, NotDeliveredError, TooManyIncidentsError."""
    what, at = about.what, about.at
    reader, asked = about.home_did, about.question
    statement = Report(here.did, here.name, reader, shared, asked, kind, what, at, text)
    _deliver(statement, may_send)
    told = Told(shared, reader, about.home_name, kind, what, at, text)
    return incidents.keep_report(told, use=about.use, visit=about.visit, by=by)


def answer(
    here: Cooperative, row: Incident, *, text: str, by: Staff, may_send: MaySend = _always
) -> None:
    """Delivered first, then kept. Raises IncidentUnknownError, NotDeliveredError, TooManyIncidentsError.

    What a member of ours said goes to nobody else.
    """
    if row.side == Incident.Side.MEMBER:
        incidents.answer_member(row, text=text, by=by)
        return
    _deliver(Reply(here.did, row.other_did, row.shared, text), may_send)
    incidents.keep_answer(row, text=text, by=by)


def take(text: str, *, may_send: MaySend = _always) -> None:
    """Whatever was sent to a co-op of this portal. `may_send` is asked once it is sure who has signed it: others
    cannot use up what a co-op may send.

    Raises CoreError, IncidentUnknownError, TooManyIncidentsError.
    """
    sender, now = jws.signer_in(text), timezone.now()
    payload = jws.verify(
        text, typ=incident.TYPE, signer=sender, resolve=resolving.STRANGER.resolve, now=now
    )
    statement = incident.read(payload, sender=sender, now=now)
    if not may_send(statement.sender, statement.reader):
        raise TooManyIncidentsError
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


def _deliver(statement: Report | Reply, may_send: MaySend) -> None:
    """A portal counts what its own co-ops send, and what reaches them."""
    is_here = resolving.is_here(statement.reader)
    if not is_here and not may_send(statement.sender, statement.reader):
        raise TooManyIncidentsError
    try:
        payload = incident.write(statement, now=timezone.now())
        text = sign_statement(payload, typ=incident.TYPE)
        if is_here:
            take(text, may_send=may_send)
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
