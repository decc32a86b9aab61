"""Agreements between the invented co-ops, and the first visits that rest on them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from benefits.eligibility import Evidence, Standing
from benefits.models import Agreement, Grant
from benefits.services import agreements
from benefits.services.visits import Seen, Visitor, recognise_visitor
from benefits.terms import Draft, Gives, Terms
from benefits.views.visits import PURPOSE
from coopportal.demo import offers, pacts
from coopportal.demo.pacts import Pact
from coopportal.demo.staffing import seat
from credentials.models import Credential, PresentationRequest
from credentials.services import presenting
from credentials.services.presenting import Checked
from tenants import scope
from tenants.models import Cooperative, Staff, User

NOTICE_DAYS: Final = 14


def agree(slugs: Collection[str], *, now: datetime) -> None:
    """Propose each pact, and let the partner answer it. Repeated, it only adds what is missing."""
    for pact in pacts.PACTS:
        if {pact.proposer, pact.partner} <= set(slugs):
            found = {row.slug: row for row in Cooperative.objects.all()}
            _bring_on(_proposed(pact, found, now=now), pact, found)


def _proposed(pact: Pact, found: dict[str, Cooperative], *, now: datetime) -> Agreement:
    ours, theirs = found[pact.proposer], found[pact.partner]
    with scope.within(ours.pk):
        there = between(ours, theirs)
        if there is not None:
            return there
        visits = Gives.visiting(frozenset(pact.classes), pact.days).benefits
        year, (one, other) = now.year, (pact.proposer, pact.partner)
        ours_give = Gives(visits + offers.given(one, other, year=year))
        theirs_give = Gives(visits + offers.given(other, one, year=year))
        return agreements.propose_agreement(
            partners=[theirs],
            draft=Draft(
                terms=Terms({ours.did: ours_give, theirs.did: theirs_give}),
                starts_on=now.date() + timedelta(days=pact.starts),
                ends_on=now.date() + timedelta(days=pact.ends),
                notice_days=NOTICE_DAYS,
            ),
            by=seat(Staff.Role.PARTNERSHIPS),
        )


def _bring_on(agreement: Agreement, pact: Pact, found: dict[str, Cooperative]) -> None:
    proposed = agreement.state == Agreement.State.PROPOSED
    with scope.within(found[pact.partner].pk):
        if proposed and pact.state == pacts.DECLINED:
            agreements.decline_agreement(
                agreement, number=1, reason=pact.reason, by=seat(Staff.Role.PARTNERSHIPS)
            )
        if proposed and pact.state in {pacts.IN_FORCE, pacts.ENDED}:
            agreements.accept_agreement(agreement, number=1, by=seat(Staff.Role.PARTNERSHIPS))
    if pact.state == pacts.ENDED and agreement.state != Agreement.State.ENDED:
        with scope.within(found[pact.proposer].pk):
            agreement = Agreement.objects.get(pk=agreement.pk)
            agreements.end_agreement(
                agreement, reason=pact.reason, by=seat(Staff.Role.PARTNERSHIPS)
            )


def between(*sides: Cooperative) -> Agreement | None:
    """The agreement of exactly these, whatever became of it."""
    wanted = {each.did for each in sides}
    rows = Agreement.objects.filter(network=False).prefetch_related("parties")
    return next((row for row in rows if {each.did for each in row.parties.all()} == wanted), None)


def visit(slugs: Collection[str]) -> None:
    """As the consent page does it: a question by the host, the home's live answer, the host's decision."""
    for each in pacts.VISITS:
        if {each.home, each.host} <= set(slugs):
            home = Cooperative.objects.get(slug=each.home)
            host = Cooperative.objects.get(slug=each.host)
            _visit(User.objects.get(email=each.email), home, host)


def _visit(user: User, home: Cooperative, host: Cooperative) -> None:
    with scope.within(host.pk):
        if Grant.objects.filter(visitor__user=user.pk).exists():
            return
        if Grant.objects.filter(membership__member__user=user.pk).exists():
            return
        asked = presenting.request_presentation(audience=host.did, purpose=PURPOSE)
    with scope.within(home.pk):
        card = Credential.objects.select_related("membership__member").get(
            membership__member__user=user, superseded_at=None
        )
        answer = presenting.present_card(card, nonce=asked.nonce, audience=asked.audience)
        visitor = Visitor(user.pk, card.membership.member.name, user.email, "en")
    with scope.within(host.pk):
        checked = presenting.check_answer(asked, answer)
        recognise_visitor(lambda: _receive(asked, checked), visitor, request=asked.code)


def _receive(asked: PresentationRequest, checked: Checked) -> Seen:
    received = presenting.receive_presentation(asked, checked)
    return Seen(
        card=received.card,
        genuine=received.genuine,
        evidence=Evidence.LIVE,
        standing=Standing(received.standing),
        presentation=received.presentation,
    )
