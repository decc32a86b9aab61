"""Recognise members of a co-op of another portal: our own word, in force at once, binding us alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from benefits.agreed import here, need_possible_dates
from benefits.errors import AgreementExistsError, NoVisitingClassError
from benefits.facts import MembersRecognised
from benefits.models import Acceptance, Agreement, AgreementParty, AgreementVersion
from benefits.sides import OPEN, State, Written
from benefits.terms import Gives, Terms
from tenants import outbox
from tenants.models import MembershipClass, Staff
from tenants.queries import hold_here


@dataclass(frozen=True)
class Recognition:
    """Whose members, what they get from us, and for how long."""

    did: str
    name: str
    gives: Gives
    starts_on: date
    ends_on: date
    notice_days: int


@transaction.atomic(durable=True)
def recognise_members(what: Recognition, *, by: Staff) -> Agreement:
    """Write it down, signed by us and by nobody else, since nobody else promises anything.

    Raises AgreementExistsError where we have something with this co-op already, TermsRefusedError for
    impossible dates, NoVisitingClassError where visitors could not be received.
    """
    need_possible_dates(what.starts_on, what.ends_on)
    if not MembershipClass.objects.filter(visiting=True, has_vote=False).exists():
        raise NoVisitingClassError
    # Two at once come one after the other.
    ours = hold_here()
    if Agreement.objects.filter(state__in=OPEN, network=False, parties__did=what.did).exists():
        raise AgreementExistsError
    agreement = Agreement.objects.create(state=State.IN_FORCE)
    party = AgreementParty.everyone.create(
        agreement=agreement, did=ours.did, name=ours.name, cooperative=ours, proposer=True
    )
    AgreementParty.everyone.create(agreement=agreement, did=what.did, name=what.name)
    version = AgreementVersion.objects.create(
        agreement=agreement,
        terms=Terms({ours.did: what.gives}).to_json(),
        starts_on=what.starts_on,
        ends_on=what.ends_on,
        notice_days=what.notice_days,
        proposed_by=here().did,
        state=Written.AGREED,
        agreed_at=timezone.now(),
        effective_on=what.starts_on,
    )
    Acceptance.objects.create(version=version, party=party, by=str(by))
    outbox.record(MembersRecognised(str(agreement.code)), by=by)
    return agreement
