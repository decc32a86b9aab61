"""A co-op asks a federation to confirm that it is one, and two others to vouch for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from credentials.core.accreditation import VOUCHERS
from credentials.errors import (
    AccreditationClosedError,
    AccreditationOpenError,
    AppealTooLateError,
    BodyRefusedError,
    VouchAnsweredError,
    VouchersRefusedError,
)
from credentials.facts import (
    AccreditationAppealed,
    AccreditationAsked,
    AccreditationWithdrawn,
    RenewalAsked,
    VouchAnswered,
    VouchAsked,
)
from credentials.models import Accreditation, Vouch
from tenants import outbox, scope
from tenants.facts import Fact
from tenants.models import Cooperative, Staff

APPEAL_WITHIN: Final = timedelta(days=30)
RENEWED_WITHIN: Final = timedelta(days=60)
State = Accreditation.State


@dataclass(frozen=True)
class Told:
    """What a co-op says of itself."""

    legal_name: str
    registration_number: str
    registration_authority: str
    jurisdiction: str
    category: str
    membership_base: tuple[str, ...]
    trading_name: str = ""
    register_url: str = ""
    domain: str = ""
    domain_proof: str = ""
    body_may_issue: bool = False


@transaction.atomic(durable=True)
def ask_for_accreditation(
    body: Cooperative, told: Told, vouchers: Sequence[Cooperative], *, by: Staff
) -> Accreditation:
    """Ask a federation, and two co-ops for their word.

    Raises BodyRefusedError, VouchersRefusedError, and AccreditationOpenError where one is open or in force.
    """
    here = Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)
    if body.pk == here.pk or body.level != Cooperative.Level.SECONDARY:
        raise BodyRefusedError
    asked = {each.pk for each in vouchers}
    if len(asked) != VOUCHERS or len(vouchers) != VOUCHERS or {here.pk, body.pk} & asked:
        raise VouchersRefusedError
    mine = Accreditation.objects.filter(applicant=here, body=body)
    if mine.filter(state__in=Accreditation.LIVE).exists():
        raise AccreditationOpenError
    made = Accreditation.objects.create(applicant=here, body=body, asked_by=str(by), **asdict(told))
    vouches = [Vouch.objects.create(accreditation=made, voucher=each) for each in vouchers]
    _tell(AccreditationAsked(str(made.code)), made, by=by)
    for vouch in vouches:
        outbox.owe(VouchAsked(str(vouch.code)), vouch.voucher_id)
    return made


@transaction.atomic(durable=True)
def withdraw_accreditation(accreditation: Accreditation, *, by: Staff) -> None:
    """Take the request back. Raises AccreditationClosedError if it is decided."""
    _move(
        accreditation,
        Accreditation.OPEN,
        state=State.WITHDRAWN,
        ended_at=timezone.now(),
    )
    _tell(AccreditationWithdrawn(str(accreditation.code)), accreditation, by=by)


@transaction.atomic(durable=True)
def appeal_refusal(accreditation: Accreditation, *, text: str, by: Staff) -> None:
    """Have a refusal looked at again, by others. Raises AppealTooLateError, AccreditationOpenError."""
    now = timezone.now()
    Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)
    if accreditation.decided_at is None or now > appeal_until(accreditation):
        raise AppealTooLateError
    others = Accreditation.objects.filter(
        applicant_id=accreditation.applicant_id, body_id=accreditation.body_id
    )
    if others.filter(state__in=Accreditation.LIVE).exists():
        raise AccreditationOpenError
    _move(accreditation, (State.REFUSED,), state=State.APPEALED, appeal=text, appealed_at=now)
    _tell(AccreditationAppealed(str(accreditation.code)), accreditation, by=by)


@transaction.atomic(durable=True)
def ask_for_renewal(accreditation: Accreditation, *, by: Staff) -> None:
    """Ask the body to renew what ends soon. Raises AccreditationClosedError, also where it was asked before."""
    if not may_ask_for_renewal(accreditation):
        raise AccreditationClosedError
    _move(accreditation, (State.IN_FORCE,), renewal_asked_at=timezone.now())
    fact = RenewalAsked(str(accreditation.code), str(accreditation.valid_until))
    _tell(fact, accreditation, by=by)


def may_ask_for_renewal(accreditation: Accreditation) -> bool:
    """In force, ending soon, and not asked yet."""
    in_force = accreditation.state == State.IN_FORCE and accreditation.renewal_asked_at is None
    return in_force and 0 <= accreditation.days_left() <= RENEWED_WITHIN.days


@transaction.atomic(durable=True)
def answer_vouch(vouch: Vouch, *, sentence: str, by: Staff) -> None:
    """Vouch with a sentence; without one, decline. Raises VouchAnsweredError where nobody asks any more."""
    here = scope.current().cooperative_id
    answered = Vouch.objects.filter(
        pk=vouch.pk,
        voucher_id=here,
        state=Vouch.State.ASKED,
        accreditation__in=Accreditation.objects.filter(state__in=Accreditation.OPEN),
    ).update(
        state=Vouch.State.GIVEN if sentence else Vouch.State.DECLINED,
        sentence=sentence[:300],
        by=str(by),
        answered_at=timezone.now(),
    )
    if not answered:
        raise VouchAnsweredError
    vouch.refresh_from_db()
    fact = VouchAnswered(str(vouch.code))
    outbox.record(fact, by=by)
    outbox.owe(fact, vouch.accreditation.applicant_id)


def appeal_until(accreditation: Accreditation) -> datetime:
    """Until when a refusal may be appealed."""
    decided_at = accreditation.decided_at or accreditation.asked_at
    return decided_at + APPEAL_WITHIN


def _move(accreditation: Accreditation, old: Sequence[str], **values: object) -> None:
    """Only by the co-op that asked; one conditional update decides who came first."""
    mine = Accreditation.objects.filter(
        pk=accreditation.pk, applicant_id=scope.current().cooperative_id, state__in=old
    )
    if not mine.update(**values):
        raise AccreditationClosedError
    accreditation.refresh_from_db()


def _tell(fact: Fact, accreditation: Accreditation, *, by: Staff) -> None:
    """Into our own history, and as a hint to the body."""
    outbox.record(fact, by=by)
    outbox.owe(fact, accreditation.body_id)
