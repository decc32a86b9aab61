"""A federation reviews co-ops: one person proposes, another one decides. Stopping takes one, all else two."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials.core.accreditation import VOUCHERS
from credentials.errors import (
    AccreditationClosedError,
    NotShownError,
    OthersFirstError,
    PeriodRefusedError,
    RulingSettledError,
    RulingWaitsError,
    SamePersonError,
)
from credentials.facts import (
    AccreditationDecided,
    AccreditationLapsed,
    AccreditationLapsing,
    AccreditationSuspended,
    RulingProposed,
    RulingSentBack,
)
from credentials.models import Accreditation, Finding, Ruling, Vouch
from tenants import outbox, scope
from tenants.dates import add_months, today_in
from tenants.facts import Fact
from tenants.models import Cooperative, Staff

LONGEST: Final = 12  # months
WARNED_BEFORE: Final = timedelta(days=30)
State, Kind, Assurance = Accreditation.State, Ruling.Kind, Accreditation.Assurance
# From which states each ruling leads on.
FROM: Final[dict[str, tuple[str, ...]]] = {
    Kind.ACCREDIT: Accreditation.OPEN,
    Kind.REFUSE: Accreditation.OPEN,
    Kind.RENEW: (State.IN_FORCE,),
    Kind.RESTORE: (State.SUSPENDED,),
    Kind.REVOKE: Accreditation.LISTED,
}
GIVES: Final = (Kind.ACCREDIT, Kind.RENEW)


@dataclass(frozen=True)
class Proposal:
    """What the first person proposes. A word that is given has an assurance and an end; the others a reason."""

    kind: str
    assurance: str = ""
    conditions: str = ""
    valid_until: date | None = None
    reason: str = ""


@transaction.atomic(durable=True)
def record_finding(
    accreditation: Accreditation, *, kind: str, seen_on: date, note: str, by: Staff
) -> Finding:
    """Write down what was looked at, and when. What was written stays."""
    held = _held(accreditation)
    if kind == Finding.Kind.DOMAIN:
        Accreditation.objects.filter(pk=held.pk).update(domain_seen_on=seen_on)
    return Finding.objects.create(
        accreditation=accreditation, kind=kind, seen_on=seen_on, note=note, by=by
    )


@transaction.atomic(durable=True)
def propose_ruling(accreditation: Accreditation, proposal: Proposal, *, by: Staff) -> Ruling:
    """The first of two persons makes up their mind.

    Raises AccreditationClosedError, RulingWaitsError, OthersFirstError, NotShownError, PeriodRefusedError.
    """
    held = _held(accreditation)
    if held.state not in FROM[proposal.kind]:
        raise AccreditationClosedError
    if Ruling.objects.filter(accreditation=held, state=Ruling.State.PROPOSED).exists():
        raise RulingWaitsError
    _leave_appeal_to_others(held, by, Staff.Role.MEMBERSHIP)
    if proposal.kind in GIVES:
        _check_shown(held, proposal.assurance)
        _check_period(proposal.valid_until)
    ruling = Ruling.objects.create(accreditation=held, proposed_by=by, **asdict(proposal))
    outbox.record(RulingProposed(str(ruling.code)), by=by)
    return ruling


@transaction.atomic(durable=True)
def confirm_ruling(ruling: Ruling, *, by: Staff) -> None:
    """The second person agrees, and it holds.

    Raises SamePersonError, RulingSettledError, OthersFirstError, PeriodRefusedError, AccreditationClosedError.
    """
    held = _held(ruling.accreditation)
    if ruling.proposed_by_id == by.pk:
        raise SamePersonError
    _leave_appeal_to_others(held, by, Staff.Role.OWNER, besides={ruling.proposed_by_id})
    if ruling.kind in GIVES:
        _check_period(ruling.valid_until)
    _settle(ruling, Ruling.State.CONFIRMED, by=by)
    changed = Accreditation.objects.filter(pk=held.pk, state__in=FROM[ruling.kind])
    if not changed.update(**_outcome(ruling, held)):
        raise AccreditationClosedError
    fact = AccreditationDecided(str(held.code), ruling.kind, str(ruling.code))
    _tell(fact, held, by=by)


@transaction.atomic(durable=True)
def send_back(ruling: Ruling, *, note: str, by: Staff) -> None:
    """The second person does not agree, or the first one thinks again. Raises RulingSettledError."""
    _held(ruling.accreditation)
    _settle(ruling, Ruling.State.SENT_BACK, by=by, note=note)
    outbox.record(RulingSentBack(str(ruling.code)), by=by)


@transaction.atomic(durable=True)
def suspend_accreditation(accreditation: Accreditation, *, reason: str, by: Staff) -> None:
    """Stop at once what may do harm; one person is enough. Raises AccreditationClosedError."""
    held = _held(accreditation)
    changed = Accreditation.objects.filter(pk=held.pk, state=State.IN_FORCE)
    if not changed.update(state=State.SUSPENDED, reason=reason):
        raise AccreditationClosedError
    _overtake([held], kinds=[Kind.RENEW])
    _tell(AccreditationSuspended(str(held.code)), held, by=by)


@transaction.atomic
def overtake_proposals(codes: Collection[str]) -> None:
    """What was proposed about a request that was withdrawn is void."""
    _overtake(Accreditation.objects.filter(code__in=codes, state=State.WITHDRAWN))


@transaction.atomic(durable=True)
def turn_clocks() -> int:
    """Warn 30 days before an accreditation lapses, and let it lapse after its last day. Returns how many."""
    today, count = _today(), 0
    for row in _ending(today).select_for_update(of=("self",)):
        count += 1
        if row.valid_until is not None and row.valid_until < today:
            lapsed = {"state": State.LAPSED, "ended_at": timezone.now()}
            Accreditation.objects.filter(pk=row.pk).update(**lapsed)
            _overtake([row])
            _tell(AccreditationLapsed(str(row.code)), row)
        else:
            Accreditation.objects.filter(pk=row.pk).update(warned_at=timezone.now())
            _tell(AccreditationLapsing(str(row.code), str(row.valid_until)), row)
    return count


def is_clock_due() -> bool:
    """Whether one of our accreditations is to be warned of, or has had its last day."""
    return _ending(_today()).exists()


def _ending(today: date) -> QuerySet[Accreditation]:
    mine = Accreditation.objects.filter(
        body_id=scope.current().cooperative_id, state__in=Accreditation.LISTED
    )
    lapsing = mine.filter(warned_at=None, valid_until__lte=today + WARNED_BEFORE)
    return lapsing | mine.filter(valid_until__lt=today)


def _held(accreditation: Accreditation) -> Accreditation:
    """Ours, and locked: whoever reviews the same one waits."""
    rows = Accreditation.objects.select_for_update(of=("self",))
    found = rows.filter(pk=accreditation.pk, body_id=scope.current().cooperative_id).first()
    if found is None:
        raise AccreditationClosedError
    return found


def _settle(ruling: Ruling, state: Ruling.State, *, by: Staff, note: str = "") -> None:
    waiting = Ruling.objects.filter(pk=ruling.pk, state=Ruling.State.PROPOSED)
    if not waiting.update(state=state, settled_by=by, settled_at=timezone.now(), note=note):
        raise RulingSettledError
    ruling.refresh_from_db()


def _outcome(ruling: Ruling, held: Accreditation) -> dict[str, Any]:
    """What becomes of an accreditation by a ruling."""
    now = timezone.now()
    given = {
        "assurance": ruling.assurance,
        "conditions": ruling.conditions,
        "valid_until": ruling.valid_until,
        "decided_at": now,
        "warned_at": None,
        "renewal_asked_at": None,
        "reason": "",
    }
    outcomes: dict[str, dict[str, Any]] = {
        Kind.ACCREDIT: {**given, "state": State.IN_FORCE, "since": held.since or _today()},
        Kind.RENEW: given,
        Kind.REFUSE: {"state": State.REFUSED, "reason": ruling.reason, "decided_at": now},
        Kind.RESTORE: {"state": State.IN_FORCE, "reason": ""},
        Kind.REVOKE: {"state": State.REVOKED, "reason": ruling.reason, "ended_at": now},
    }
    return outcomes[ruling.kind]


def _leave_appeal_to_others(
    held: Accreditation, by: Staff, role: str, besides: Collection[int] = ()
) -> None:
    """Who refused does not decide the appeal, as long as others can."""
    if held.state != State.APPEALED:
        return
    refusals = Ruling.objects.filter(
        accreditation=held, kind=Kind.REFUSE, state=Ruling.State.CONFIRMED
    )
    took_part = {pk for pair in refusals.values_list("proposed_by", "settled_by") for pk in pair}
    others = [
        each
        for each in Staff.objects.filter(removed_at=None)
        if each.may(role) and each.pk not in took_part and each.pk not in besides
    ]
    if by.pk in took_part and others:
        raise OthersFirstError


def _check_shown(held: Accreditation, assurance: str) -> None:
    """No one claims to have seen what nobody has written down as seen."""
    findings = Finding.objects.filter(accreditation=held)
    vouches = Vouch.objects.filter(accreditation=held, state=Vouch.State.GIVEN)
    shown = {
        Assurance.SELF_DECLARED.value: True,
        Assurance.VOUCHED.value: vouches.count() >= VOUCHERS,
        Assurance.DOCUMENT_CHECKED.value: findings.filter(kind=Finding.Kind.DOCUMENTS).exists(),
        Assurance.REGISTRY_VERIFIED.value: findings.filter(kind=Finding.Kind.REGISTER).exists(),
    }
    if not shown[assurance]:
        raise NotShownError


def _check_period(until: date | None) -> None:
    today = _today()
    if until is None or not today < until <= add_months(today, LONGEST):
        raise PeriodRefusedError


def _overtake(
    rows: Collection[Accreditation] | QuerySet[Accreditation],
    *,
    kinds: Collection[str] = tuple(Kind.values),
) -> None:
    """Proposals that can no longer be meant: nobody is to confirm them later."""
    waiting = Ruling.objects.filter(accreditation__in=rows, state=Ruling.State.PROPOSED)
    waiting.filter(kind__in=kinds).update(state=Ruling.State.OVERTAKEN, settled_at=timezone.now())


def _today() -> date:
    return today_in(Cooperative.objects.get(pk=scope.current().cooperative_id).time_zone)


def _tell(fact: Fact, held: Accreditation, *, by: Staff | None = None) -> None:
    """Into the body's history, and as a hint to the co-op."""
    outbox.record(fact, by=by)
    outbox.owe(fact, held.applicant_id)
