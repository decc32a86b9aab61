"""Networks: one co-op or federation publishes standard terms, others join and leave."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from benefits.agreed import here, need_possible_dates
from benefits.errors import (
    AgreementAnsweredError,
    AgreementExistsError,
    AgreementOverError,
    NotAPartyError,
    NoVisitingClassError,
)
from benefits.facts import NetworkJoined, NetworkTermsPublished
from benefits.models import Acceptance, Agreement, AgreementParty, AgreementVersion
from benefits.sides import State, Written, latest_agreed
from benefits.terms import Draft, Terms
from benefits.together import hold, our_side, tell_all, tell_one
from tenants.dates import today_in
from tenants.models import Cooperative, MembershipClass, Staff


@transaction.atomic(durable=True)
def publish_network(*, title: str, draft: Draft, member: bool, by: Staff) -> Agreement:
    """Open a network to every co-op. `member` is whether we are part of it, or only publish its terms."""
    need_possible_dates(draft.starts_on, draft.ends_on)
    if member:
        _need_visiting_class(draft.terms)
    agreement = Agreement.objects.create(network=True, title=title, state=State.IN_FORCE)
    publisher = _enter(agreement, here(), proposer=True, member=member)
    _publish(agreement, publisher, draft, number=1, by=by, effective_on=draft.starts_on)
    tell_all(NetworkTermsPublished(str(agreement.code), "1"), agreement, by=by)
    return agreement


@transaction.atomic(durable=True)
def publish_terms(agreement: Agreement, *, number: int, draft: Draft, by: Staff) -> None:
    """New terms for all, after the notice. Who does not want them leaves before.

    Raises AgreementAnsweredError if other terms stand by now, NotAPartyError for anybody else than
    the publisher.
    """
    need_possible_dates(draft.starts_on, draft.ends_on)
    held = hold(agreement)
    ours = our_side(held)
    if not (held.network and ours.proposer):
        raise NotAPartyError
    newest = _standing(held)
    if newest.number != number:
        raise AgreementAnsweredError
    noticed = today_in(here().time_zone) + timedelta(days=newest.notice_days)
    effective_on = max(draft.starts_on, min(noticed, newest.ends_on + timedelta(days=1)))
    _publish(held, ours, draft, number=number + 1, by=by, effective_on=effective_on)
    tell_all(NetworkTermsPublished(str(held.code), str(number + 1)), held, by=by)


@transaction.atomic(durable=True)
def join_network(network: Agreement, *, number: int, by: Staff) -> AgreementParty:
    """Sign the terms that were read, and recognise everybody in it from now on.

    Raises AgreementAnsweredError if other terms stand by now, AgreementExistsError if we are in it.
    """
    held = Agreement.networks.select_for_update().get(pk=network.pk)
    version = _standing(held)
    if version.number != number:
        raise AgreementAnsweredError
    _need_visiting_class(Terms.from_json(version.terms))
    own = here()
    ours = AgreementParty.everyone.filter(agreement=held, cooperative=own, left_at=None).first()
    if ours is not None and ours.member:
        raise AgreementExistsError
    if ours is None:
        ours = _enter(held, own, proposer=False, member=True)
    else:
        AgreementParty.everyone.filter(pk=ours.pk).update(member=True)
    Acceptance.objects.get_or_create(version=version, party=ours, defaults={"by": str(by)})
    publisher = AgreementParty.everyone.filter(agreement=held, proposer=True)[0]
    tell_one(NetworkJoined(str(held.code), ours.did), publisher, by=by)
    return ours


def _enter(
    agreement: Agreement, own: Cooperative, *, proposer: bool, member: bool
) -> AgreementParty:
    return AgreementParty.everyone.create(
        agreement=agreement,
        did=own.did,
        name=own.name,
        cooperative=own,
        proposer=proposer,
        member=member,
    )


def _publish(
    agreement: Agreement,
    publisher: AgreementParty,
    draft: Draft,
    *,
    number: int,
    by: Staff,
    effective_on: date,
) -> None:
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        terms=draft.terms.to_json(),
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        notice_days=draft.notice_days,
        note=draft.note[:300],
        proposed_by=publisher.did,
        state=Written.AGREED,
        agreed_at=timezone.now(),
        effective_on=effective_on,
    )
    Acceptance.objects.create(version=version, party=publisher, by=str(by))


def _standing(agreement: Agreement) -> AgreementVersion:
    version = latest_agreed(AgreementVersion.objects.filter(agreement=agreement))
    if version is None or agreement.state != State.IN_FORCE:
        raise AgreementOverError
    return version


def _need_visiting_class(terms: Terms) -> None:
    able = MembershipClass.objects.filter(visiting=True, has_vote=False)
    if terms.everyone and terms.everyone.stay and not able.exists():
        raise NoVisitingClassError
