"""Agreements: proposed by one side, in force once every side has said yes, ended by either."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from benefits.errors import (
    AgreementAnsweredError,
    AgreementExistsError,
    AgreementOverError,
    NotAPartyError,
    NoVisitingClassError,
    TermsRefusedError,
)
from benefits.facts import (
    AgreementAccepted,
    AgreementDeclined,
    AgreementEnded,
    AgreementProposed,
)
from benefits.models import Acceptance, Agreement, AgreementParty, AgreementVersion
from benefits.queries import OPEN
from benefits.terms import Terms
from tenants import outbox, scope
from tenants.facts import Fact
from tenants.models import Cooperative, MembershipClass, Staff


@transaction.atomic(durable=True)
def propose_agreement(
    *,
    partner: Cooperative,
    terms: Terms,
    starts_on: date,
    ends_on: date,
    notice_days: int,
    by: Staff,
) -> Agreement:
    """Write down what we offer and ask for, and sign it for our side.

    Raises AgreementExistsError where the two have one already, TermsRefusedError for impossible dates.
    """
    if not starts_on <= ends_on or ends_on < timezone.localdate():
        raise TermsRefusedError
    here = scope.current().cooperative_id
    # Both rows are locked in one order, so that two proposals at once become one and a refusal.
    both = Cooperative.objects.select_for_update().filter(pk__in=[here, partner.pk]).order_by("pk")
    own = next((each for each in both if each.pk == here), None)
    if own is None or partner.pk == here:
        raise NotAPartyError
    if Agreement.objects.filter(state__in=OPEN, parties__did=partner.did).exists():
        raise AgreementExistsError
    agreement = Agreement.objects.create()
    ours, _theirs = (
        AgreementParty.everyone.create(
            agreement=agreement, did=each.did, name=each.name, cooperative=each, proposer=proposer
        )
        for each, proposer in ((own, True), (partner, False))
    )
    version = AgreementVersion.objects.create(
        agreement=agreement,
        terms=terms.to_json(),
        starts_on=starts_on,
        ends_on=ends_on,
        notice_days=notice_days,
        proposed_by=own.did,
    )
    Acceptance.objects.create(version=version, party=ours, by=str(by))
    _tell_all(AgreementProposed(str(agreement.code)), agreement, by=by)
    return agreement


@transaction.atomic(durable=True)
def accept_agreement(agreement: Agreement, *, number: int, by: Staff) -> None:
    """Say yes to the version that was read. In force as soon as every party has.

    Raises AgreementAnsweredError if it was answered meanwhile or another version stands by now,
    NoVisitingClassError where visitors could not be received.
    """
    ours = _our_side(agreement)
    # Asked anew: what a page prefetched may be older than this transaction.
    version = AgreementVersion.objects.filter(agreement=agreement).first()
    if version is None or version.number != number:
        raise AgreementAnsweredError
    _move(agreement, Agreement.State.PROPOSED, Agreement.State.PROPOSED, AgreementAnsweredError)
    _need_visiting_class()
    _row, created = Acceptance.objects.get_or_create(
        version=version, party=ours, defaults={"by": str(by)}
    )
    if not created:
        raise AgreementAnsweredError
    parties = AgreementParty.everyone.filter(agreement=agreement)
    if Acceptance.objects.filter(version=version).count() == parties.count():
        _move(agreement, Agreement.State.PROPOSED, Agreement.State.IN_FORCE, AgreementAnsweredError)
    _tell_all(AgreementAccepted(str(agreement.code)), agreement, by=by)


@transaction.atomic(durable=True)
def decline_agreement(agreement: Agreement, *, reason: str, by: Staff) -> None:
    """Say no to a proposal, or take back our own. Raises AgreementAnsweredError if it is answered."""
    _our_side(agreement)
    _move(
        agreement,
        Agreement.State.PROPOSED,
        Agreement.State.DECLINED,
        AgreementAnsweredError,
        reason,
    )
    _tell_all(AgreementDeclined(str(agreement.code)), agreement, by=by)


@transaction.atomic(durable=True)
def end_agreement(agreement: Agreement, *, reason: str, by: Staff) -> None:
    """End it: nobody new is recognised from now on, and visits end after the agreed notice.

    Raises AgreementOverError if it has ended already.
    """
    _our_side(agreement)
    _move(agreement, Agreement.State.IN_FORCE, Agreement.State.ENDED, AgreementOverError, reason)
    _tell_all(AgreementEnded(str(agreement.code)), agreement, by=by)


def _our_side(agreement: Agreement) -> AgreementParty:
    here = scope.current().cooperative_id
    ours = AgreementParty.everyone.filter(agreement=agreement, cooperative_id=here).first()
    if ours is None:
        raise NotAPartyError
    return ours


def _need_visiting_class() -> None:
    """Nobody signs what they cannot give."""
    if not MembershipClass.objects.filter(visiting=True, has_vote=False).exists():
        raise NoVisitingClassError


def _move(
    agreement: Agreement,
    old: Agreement.State,
    new: Agreement.State,
    otherwise: type[AgreementAnsweredError | AgreementOverError],
    reason: str = "",
) -> None:
    """One conditional update decides who came first; the other one gets a sentence."""
    over = new in {Agreement.State.DECLINED, Agreement.State.ENDED}
    values = {"ended_at": timezone.now(), "end_reason": reason[:300]} if over else {}
    if not Agreement.objects.filter(pk=agreement.pk, state=old).update(state=new, **values):
        raise otherwise
    agreement.refresh_from_db()


def _tell_all(fact: Fact, agreement: Agreement, *, by: Staff) -> None:
    """Into our own history, and as a hint to every other party that lives in this portal."""
    outbox.record(fact, by=by)
    here = scope.current().cooperative_id
    for party in agreement.parties.exclude(cooperative=None).exclude(cooperative_id=here):
        if party.cooperative_id is not None:
            outbox.owe(fact, party.cooperative_id)
