"""Agreements: proposed, answered with other terms, signed by every side, changed, and ended.

Whoever writes holds the agreement's row, so that two who act at once come one after the other, and
the second one reads what the first one did.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from benefits.agreed import effective_from, need_possible_dates, not_alone
from benefits.errors import (
    AgreementAnsweredError,
    AgreementExistsError,
    AgreementOverError,
    NotAPartyError,
    NoVisitingClassError,
)
from benefits.facts import (
    AgreementAccepted,
    AgreementChangeDeclined,
    AgreementChangeProposed,
    AgreementDeclined,
    AgreementEnded,
    AgreementLeft,
    AgreementProposed,
)
from benefits.models import Acceptance, Agreement, AgreementParty, AgreementVersion
from benefits.sides import OPEN, State, Written, latest_agreed
from benefits.terms import Draft, Terms
from benefits.together import hold, our_side, tell_all
from tenants import scope
from tenants.models import Cooperative, MembershipClass, Staff


class Party(Protocol):
    """Whoever can be asked to sign: a co-op of this portal, or one by its own word."""

    @property
    def did(self) -> str: ...
    @property
    def name(self) -> str: ...


@transaction.atomic(durable=True)
def propose_agreement(
    *, partners: Sequence[Cooperative], draft: Draft, by: Staff, abroad: Party | None = None
) -> Agreement:
    """Write down what we offer and ask for, and sign it for our side: to co-ops of this portal, or to one
    of another, `abroad`.

    Raises AgreementExistsError where the same co-ops have one already, TermsRefusedError for
    impossible dates.
    """
    need_possible_dates(draft.starts_on, draft.ends_on)
    at = scope.current().cooperative_id
    wanted = {at, *(each.pk for each in partners)}
    # All rows are locked in one order, so that two proposals at once become one and a refusal.
    found = Cooperative.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    sides = {each.pk: each for each in found}
    if at not in sides or len(sides) < len(partners) + 1 or bool(partners) == bool(abroad):
        raise NotAPartyError
    others: list[Party] = [abroad] if abroad else [sides[partner.pk] for partner in partners]
    if _is_agreed_between({sides[at].did, *(each.did for each in others)}):
        raise AgreementExistsError
    agreement = Agreement.objects.create(across=abroad is not None)
    for each in (sides[at], *others):
        AgreementParty.everyone.create(
            agreement=agreement,
            did=each.did,
            name=each.name,
            cooperative=each if isinstance(each, Cooperative) else None,
            proposer=each is sides[at],
        )
    _write(agreement, draft, number=1, by=by)
    tell_all(AgreementProposed(str(agreement.code)), agreement, by=by)
    return agreement


@transaction.atomic(durable=True)
def suggest_change(
    agreement: Agreement, *, number: int, draft: Draft, by: Staff
) -> AgreementVersion:
    """Answer a proposal with other terms, or ask to change what is in force; `number` is what was read.

    Ours is a new version that we have signed and nobody else: no signature carries over. Until all
    have signed, what rules now goes on. Raises AgreementAnsweredError if another version stands by
    now, AgreementOverError if the agreement is over.
    """
    need_possible_dates(draft.starts_on, draft.ends_on)
    held = hold(agreement)
    our_side(held)
    if held.state not in OPEN:
        raise AgreementOverError
    if held.network:
        raise NotAPartyError  # its terms are the publisher's, and nobody answers them with others
    newest = _newest(held)
    standing = _standing(held)
    if standing.number != number or _is_signed_across(held, standing):
        raise AgreementAnsweredError
    if standing.state == Written.PROPOSED:
        _close(standing, Written.REPLACED, by=by)
    version = _write(held, draft, number=newest.number + 1, by=by)
    tell_all(AgreementChangeProposed(str(held.code), str(version.number)), held, by=by)
    return version


@transaction.atomic(durable=True)
def accept_agreement(agreement: Agreement, *, number: int, by: Staff) -> AgreementVersion:
    """Say yes to the version that was read. It is agreed as soon as every party has; across portals, as soon
    as the portal of who wrote it has read our signature.

    Raises AgreementAnsweredError if it was answered meanwhile or another version stands by now,
    NoVisitingClassError where visitors could not be received.
    """
    held = hold(agreement)
    ours = our_side(held)
    version = _newest(held)
    if version.number != number or version.state != Written.PROPOSED or held.state not in OPEN:
        raise AgreementAnsweredError
    _need_visiting_class(ours, version)
    _row, created = Acceptance.objects.get_or_create(
        version=version, party=ours, defaults={"by": str(by)}
    )
    if not created:
        raise AgreementAnsweredError
    parties = AgreementParty.everyone.filter(agreement=held, left_at=None)
    if not held.across and not parties.exclude(acceptances__version=version).exists():
        _settle(held, version)
    tell_all(AgreementAccepted(str(held.code), str(version.number)), held, by=by)
    return version


@transaction.atomic(durable=True)
def decline_agreement(agreement: Agreement, *, number: int, reason: str, by: Staff) -> None:
    """Say no to a proposal or a change, or take back our own. What is in force stays as it is.

    Raises AgreementAnsweredError if it was answered meanwhile or another version stands by now.
    """
    held = hold(agreement)
    ours = our_side(held)
    version = _newest(held)
    if version.number != number or version.state != Written.PROPOSED or held.state not in OPEN:
        raise AgreementAnsweredError
    if _is_signed_across(held, version):
        raise AgreementAnsweredError
    _close(version, Written.DECLINED, by=by, reason=reason)
    if held.state == State.IN_FORCE:
        fact = AgreementChangeDeclined(str(held.code), str(version.number))
        tell_all(fact, held, by=by)
        return
    _finish(held, State.DECLINED, reason, _signature(ours, by))
    tell_all(AgreementDeclined(str(held.code)), held, by=by)


@transaction.atomic(durable=True)
def end_agreement(agreement: Agreement, *, reason: str, by: Staff) -> None:
    """End our part: nobody new is recognised from now on, and visits end after the agreed notice.

    Where three or more stand together, the others go on without us; a network ends with who
    published it. Raises AgreementOverError if it has ended already.
    """
    held = hold(agreement)
    ours = our_side(held)
    if held.state != State.IN_FORCE:
        raise AgreementOverError
    others = AgreementParty.everyone.filter(agreement=held, left_at=None).exclude(pk=ours.pk)
    for version in AgreementVersion.objects.filter(agreement=held, state=Written.PROPOSED):
        _close(version, Written.DECLINED, by=by, reason=reason)
    closes = ours.proposer if held.network else others.count() == 1
    if not closes:
        AgreementParty.everyone.filter(pk=ours.pk).update(
            left_at=timezone.now(), leave_reason=reason[:300], left_by=str(by)
        )
        tell_all(AgreementLeft(str(held.code), ours.did), held, by=by)
        return
    _finish(held, State.ENDED, reason, _signature(ours, by))
    tell_all(AgreementEnded(str(held.code)), held, by=by)


def _is_agreed_between(dids: set[str]) -> bool:
    """Whether exactly these stand together already. What some of them share with others does not count."""
    rows = Agreement.objects.filter(
        not_alone(), state__in=OPEN, network=False, parties__did__in=dids
    ).distinct()
    parties = AgreementParty.everyone.filter(agreement__in=rows, left_at=None)
    together: dict[int, set[str]] = {}
    for agreement, did in parties.values_list("agreement", "did"):
        together.setdefault(agreement, set()).add(did)
    return dids in together.values()


def _newest(agreement: Agreement) -> AgreementVersion:
    return AgreementVersion.objects.filter(agreement=agreement)[0]


def _standing(agreement: Agreement) -> AgreementVersion:
    """What a change is held against: what waits for an answer, else what was agreed last."""
    versions = list(AgreementVersion.objects.filter(agreement=agreement))
    waiting = (each for each in versions if each.state == Written.PROPOSED)
    return next(waiting, None) or latest_agreed(versions) or versions[0]


def _write(agreement: Agreement, draft: Draft, *, number: int, by: Staff) -> AgreementVersion:
    """A new version, signed for our side."""
    ours = our_side(agreement)
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        terms=draft.terms.to_json(),
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        notice_days=draft.notice_days,
        note=draft.note[:300],
        proposed_by=ours.did,
    )
    Acceptance.objects.create(version=version, party=ours, by=str(by))
    return version


def _settle(agreement: Agreement, version: AgreementVersion) -> None:
    """Every party has signed: from its day on it rules, and it begins the agreement if none did."""
    AgreementVersion.objects.filter(pk=version.pk).update(
        state=Written.AGREED,
        agreed_at=timezone.now(),
        effective_on=effective_from(version),
    )
    Agreement.objects.filter(pk=agreement.pk).update(state=State.IN_FORCE)


def _is_signed_across(agreement: Agreement, version: AgreementVersion) -> bool:
    """Whether we signed what the other portal is to confirm: whatever it reads by then, we stand by it."""
    if not agreement.across or version.state != Written.PROPOSED:
        return False
    ours = our_side(agreement)
    return version.proposed_by != ours.did and version.acceptances.filter(party=ours).exists()


def _close(
    version: AgreementVersion, state: AgreementVersion.State, *, by: Staff, reason: str = ""
) -> None:
    AgreementVersion.objects.filter(pk=version.pk).update(
        state=state, closed_at=timezone.now(), closed_by=str(by), close_reason=reason[:300]
    )


def _finish(agreement: Agreement, state: Agreement.State, reason: str, by: str) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(
        state=state, ended_at=timezone.now(), end_reason=reason[:300], ended_by=by
    )


def _signature(party: AgreementParty, by: Staff) -> str:
    return f"{by}, {party.name}"[:200]


def _need_visiting_class(ours: AgreementParty, version: AgreementVersion) -> None:
    """Nobody signs what they cannot give."""
    gives = Terms.from_json(version.terms).given_by(ours.did)
    able = MembershipClass.objects.filter(visiting=True, has_vote=False)
    if gives is not None and gives.stay and not able.exists():
        raise NoVisitingClassError
