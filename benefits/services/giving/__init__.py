"""Give a benefit, take it back within a minute, or make a use void later. Counted under locks.

The holder's counter is locked first, then the budgets' in one order: a replay finds the first use, and
no number of desks gives more than was agreed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from benefits import counting, shop_codes, wording
from benefits.clearances import OUR_YES
from benefits.counting import Place
from benefits.eligibility import (
    Across,
    Outcome,
    Period,
    Tally,
    Verdict,
    Why,
    decide_benefit,
)
from benefits.eligibility.after import Stacking
from benefits.eligibility.often import Budget
from benefits.eligibility.proof import Prerequisite
from benefits.eligibility.sentences import say
from benefits.eligibility.what import ShopCode as CodeForShop
from benefits.errors import KeyReusedError, NotCountingError, UndoOverError
from benefits.facts import BenefitUsed, UseUndone, UseVoided
from benefits.handing import Given, Giving
from benefits.models import Clearance, Decision, Redemption, ShopCode
from benefits.services.giving.counters import count_use, lock_counter, locked_use
from tenants import outbox

UNDO: Final = timedelta(seconds=60)
__all__ = ["Given", "Giving", "give_back_unused", "give_benefit", "undo_giving", "void_use"]


@transaction.atomic(durable=True)
def give_benefit(giving: Giving) -> Given:
    """Decide once more under locks, and write the use down. Refused, or with conditions open: nothing.

    Raises KeyReusedError where the key was used for another holder or benefit, NotCountingError where it was used
    for this and counts no more: nobody is told of a use that is void as if it were one.
    """
    lock_counter(_place_of_holder(giving), giving.benefit.id)
    before = Redemption.objects.filter(key=giving.key).first()
    if before is not None:
        return _replay(before, giving)
    budgets = _locked_budgets(giving)
    verdict = decide_benefit(
        giving.benefit,
        giving.claims,
        giving.situation,
        counting.history_of(
            giving.holder,
            giving.benefit,
            agreement=giving.agreement,
            now=giving.situation.now,
            visit=giving.situation.visit,
            budgets=budgets,
        ),
    )
    _log(giving, verdict)
    held_back = verdict.outcome is Outcome.ALLOW_IF and not giving.confirmed
    if not verdict.allowed or held_back:
        return Given(verdict)
    try:
        with transaction.atomic():
            redemption = _write(giving, verdict)
            _make_code(redemption, giving)
            _note_done(giving)
    except IntegrityError as error:  # the same key, for somebody else, a moment ago
        raise KeyReusedError from error
    count_use(redemption, 1)
    outbox.record(BenefitUsed(str(redemption.code)))
    return Given(verdict, redemption)


@transaction.atomic(durable=True)
def undo_giving(code: UUID, *, now: datetime | None = None) -> Redemption:
    """Take a use back within a minute; twice is once.

    Raises UndoOverError after that, NotCountingError where it was made void.
    """
    redemption = locked_use(code)
    if redemption.undone_at:
        return redemption
    moment = now or timezone.now()
    if redemption.voided_at:
        raise NotCountingError
    if moment - redemption.at > UNDO:
        raise UndoOverError
    redemption.undone_at = moment
    redemption.save(update_fields=["undone_at"])
    _note_not_done(redemption)
    count_use(redemption, -1)
    outbox.record(UseUndone(str(redemption.code)))
    return redemption


@transaction.atomic(durable=True)
def void_use(code: UUID, *, reason: str, by: str) -> Redemption:
    """Make a use void, at any time and with a reason: it stays in the log and counts no more.

    Raises NotCountingError where it was taken back or made void before.
    """
    redemption = locked_use(code)
    if not redemption.counts:
        raise NotCountingError
    redemption.voided_at = timezone.now()
    redemption.void_reason, redemption.voided_by = reason[:300], by[:200]
    redemption.save(update_fields=["voided_at", "void_reason", "voided_by"])
    count_use(redemption, -1)
    outbox.record(UseVoided(str(redemption.code)))
    return redemption


@transaction.atomic(durable=True)
def give_back_unused(today: date, *, most: int = 200) -> int:
    """Codes that nobody used in time count no more; returns how many there were."""
    late = ShopCode.objects.filter(
        redeemed_at=None, expires_on__lt=today, redemption__voided_at=None
    )
    rows = late.filter(redemption__undone_at=None).order_by("pk")
    codes = list(rows.values_list("redemption__code", flat=True)[:most])
    # Somebody may have made one void, given it back, or used it in the last moment, until it was locked.
    locked = [use for use in map(locked_use, codes) if use.counts]
    uses = [use for use in locked if late.filter(redemption=use).exists()]
    for use in uses:
        use.voided_at, use.void_reason = timezone.now(), "The code was not used in time."
        use.save(update_fields=["voided_at", "void_reason"])
        count_use(use, -1)
        outbox.record(UseVoided(str(use.code)))
    return len(uses)


def _replay(before: Redemption, giving: Giving) -> Given:
    asked = (giving.holder, giving.agreement, giving.benefit.id)
    if (before.pseudonym, before.agreement, before.benefit) != asked:
        raise KeyReusedError
    if not before.counts:
        raise NotCountingError
    said = say("{sentence}", sentence=before.sentence)
    return Given(Verdict(Outcome.ALLOW, Why.GIVEN, said), before, replayed=True)


def _place_of_holder(giving: Giving) -> Place:
    since = counting.first_day(Period.LIFETIME, giving.situation.now.date())
    return giving.agreement, giving.holder, Period.LIFETIME, since


def _locked_budgets(giving: Giving) -> dict[tuple[Across, Period], Tally]:
    benefit, today = giving.benefit, giving.situation.now.date()
    budgets = {}
    for across, period in sorted({(rule.across, rule.per) for rule in benefit.rules_of(Budget)}):
        where = counting.place(
            across,
            period,
            agreement=giving.agreement,
            partner=giving.situation.partner,
            today=today,
        )
        spent = counting.budget_uses(where, benefit.id, today)
        row = lock_counter(where, benefit.id, partial(counting.added_up, spent))
        budgets[across, period] = Tally(row.times, row.units, row.value)
    return budgets


def _write(giving: Giving, verdict: Verdict) -> Redemption:
    here, benefit = giving.situation, giving.benefit
    return Redemption.objects.create(
        key=giving.key,
        pseudonym=giving.holder,
        issuer_did=here.partner,
        issuer_name=giving.claims.home[:200],
        agreement=giving.agreement,
        agreement_version=giving.version,
        benefit=benefit.id,
        kind=benefit.kind,
        title=benefit.title,
        sentence=wording.verdict(verdict),
        conditions=wording.conditions(verdict),
        units=here.units,
        value=verdict.value,
        currency=here.currency,
        evidence_level=here.evidence.name.lower(),
        visit=here.visit,
        site=here.site,
        given_by=giving.given_by,
        again=giving.again[:200],
        question=giving.question or None,
        at=here.now,
        day=here.now.date(),
    )


def _make_code(use: Redemption, giving: Giving) -> None:
    """A benefit for a web shop is a code, from the moment it counts."""
    what = giving.benefit.parameters
    if not isinstance(what, CodeForShop):
        return
    stacking = giving.benefit.rule(Stacking)
    ShopCode.objects.create(
        redemption=use,
        digest=shop_codes.digest_of(shop_codes.code_of(use.code)),
        percent_off=what.percent_off,
        amount_off=what.fixed.cents if what.fixed else 0,
        needs_bill=giving.benefit.needs_bill,
        beside_others=stacking.mode if stacking else "",
        expires_on=use.day + timedelta(what.valid_days),
    )


def _note_done(giving: Giving) -> None:
    """What the desk saw to, and is needed once, is not asked for again. Nobody sees to it for a code, or for
    what is given instead."""
    here, benefit = giving.situation, giving.benefit
    if isinstance(benefit.parameters, CodeForShop) or here.lacking:
        return
    for rule in benefit.rules_of(Prerequisite):
        if rule.what in here.fulfilled:
            continue
        Clearance.objects.update_or_create(
            pseudonym=giving.holder,
            agreement=giving.agreement,
            benefit=benefit.id,
            needs=rule.what,
            state__in=(Clearance.State.ASKED, Clearance.State.GIVEN),
            defaults={
                "state": Clearance.State.GIVEN,
                "issuer_did": here.partner,
                "issuer_name": giving.claims.home[:200],
                "title": benefit.title,
                "decided_at": here.now,
                "decided_by": giving.given_by,
                "ends_on": None,
            },
        )


def _note_not_done(use: Redemption) -> None:
    """What was noted with a use goes with it."""
    noted = Clearance.objects.filter(
        pseudonym=use.pseudonym,
        agreement=use.agreement,
        benefit=use.benefit,
        decided_at=use.at,
        state=Clearance.State.GIVEN,
    )
    noted.exclude(needs=OUR_YES).update(state=Clearance.State.ENDED, who="", note="")


def _log(giving: Giving, verdict: Verdict) -> None:
    """Allowed or refused, every decision leaves its reason and what was said."""
    Decision.objects.create(
        outcome=verdict.outcome,
        reason=verdict.reason,
        sentence=wording.verdict(verdict),
        evidence_level=giving.situation.evidence.name.lower(),
        issuer_did=giving.situation.partner,
        agreement=giving.agreement,
        agreement_version=giving.version,
        benefit=giving.benefit.id,
    )
