"""Within a network, what is different between two of its co-ops."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from benefits.errors import AgreementExistsError, ExceptionOverError, NotAPartyError
from benefits.facts import ExceptionChanged
from benefits.models import Agreement, AgreementParty, PairException
from benefits.together import hold, our_side, tell_one
from tenants.models import Staff

Kind = PairException.Kind
ASKED, AGREED, ENDED = "asked", "agreed", "ended"


@transaction.atomic(durable=True)
def except_pair(
    agreement: Agreement, *, other: AgreementParty, kind: str, reason: str, by: Staff
) -> PairException:
    """Say what is different between us and one other. Less takes us alone; more takes both.

    Raises AgreementExistsError where that is so, or asked for, already.
    """
    held = hold(agreement)
    ours = our_side(held)
    if not held.network or other.agreement_id != held.pk or other.pk == ours.pk or other.left_at:
        raise NotAPartyError
    alone = kind == Kind.EXCLUDED
    try:
        with transaction.atomic():
            made = PairException.objects.create(
                agreement=held,
                kind=kind,
                asked_by=ours,
                other=other,
                reason=reason[:300],
                by=str(by),
                agreed_at=timezone.now() if alone else None,
            )
    except IntegrityError as error:
        raise AgreementExistsError from error
    tell_one(_said(made, AGREED if alone else ASKED), other, by=by)
    return made


@transaction.atomic(durable=True)
def agree_exception(exception: PairException, *, by: Staff) -> None:
    """Say yes to what the other asked for. Raises ExceptionOverError if it is answered or taken back."""
    held = hold(exception.agreement)
    if our_side(held).pk != exception.other_id:
        raise NotAPartyError
    waiting = PairException.objects.filter(pk=exception.pk, agreed_at=None, ended_at=None)
    if not waiting.update(agreed_at=timezone.now(), agreed_by=str(by)):
        raise ExceptionOverError
    tell_one(_said(exception, AGREED), exception.asked_by, by=by)


@transaction.atomic(durable=True)
def end_exception(exception: PairException, *, by: Staff) -> None:
    """Take it back, or say no. Who was left out cannot lift that alone."""
    held = hold(exception.agreement)
    ours = our_side(held)
    may = {exception.asked_by_id}
    if exception.kind != Kind.EXCLUDED:
        may.add(exception.other_id)
    if ours.pk not in may:
        raise NotAPartyError
    standing = PairException.objects.filter(pk=exception.pk, ended_at=None)
    if not standing.update(ended_at=timezone.now(), ended_by=str(by)):
        raise ExceptionOverError
    told = exception.other if ours.pk == exception.asked_by_id else exception.asked_by
    tell_one(_said(exception, ENDED), told, by=by)


def _said(exception: PairException, state: str) -> ExceptionChanged:
    """With what, between whom: whoever reads the log alone knows it."""
    return ExceptionChanged(
        str(exception.agreement.code),
        str(exception.code),
        kind=exception.kind,
        state=state,
        asked_by=exception.asked_by.did,
        other=exception.other.did,
    )
