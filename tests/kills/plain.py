"""Issuing as it must not be done: a plain `delay()` after commit. The control that has to lose.

It writes the portal's own tables under their own constraints, and signs nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from credentials.models import Credential, SigningKey, StatusSeries
from tenants import scope
from tenants.killpoints import reach
from tenants.models import Application, Cooperative, Letter, Member, Membership, MembershipClass


def open_cooperative() -> None:
    here = Cooperative.objects.create(
        slug="oak", name="Oak", did="did:web:localhost:c:oak", number_prefix="K"
    )
    with scope.within(here.pk):
        MembershipClass.objects.create(kind="consumer", name="Consumer member")
        StatusSeries.objects.create(permutation_key=b"0")
        SigningKey.objects.create(kid=f"{here.did}#1", public_multikey="z", uri="db:1")


def act(ident: str) -> None:
    """Somebody applies and is accepted; every third click comes twice."""
    application = Application.objects.create(
        state=Application.State.SUBMITTED, name=ident, email=f"{ident}@canary.example.org"
    )
    assert approve(application)
    if int(ident.rpartition("-")[2]) % 3 == 0:
        assert not approve(application)


def approve(application: Application) -> bool:
    """One conditional update decides which of several clicks was first; the rest is left to the broker."""
    with transaction.atomic(durable=True):
        if not _decide(application):
            return False
    issue_plainly.delay(str(application.cooperative_id), str(application.code))
    return True


def _decide(application: Application) -> bool:
    waiting = Application.objects.filter(pk=application.pk, state=Application.State.SUBMITTED)
    return waiting.update(state=Application.State.APPROVED, decided_at=timezone.now()) == 1


@shared_task(name="tests.kills.issue_plainly", acks_late=False)
def issue_plainly(cooperative: str, application: str) -> None:
    with scope.nowhere(), scope.within(UUID(cooperative)):
        with transaction.atomic():
            letter = _issue(Application.objects.get(code=application))
            reach("plain:before-commit")
        reach("plain:committed")
        _send(letter)
        reach("plain:sent")


def _issue(application: Application) -> Letter:
    number = str(application.pk)
    member = Member.objects.create(number=number, name=application.name, email=application.email)
    membership = Membership.objects.create(
        member=member,
        membership_class=MembershipClass.objects.get(),
        ends_on=timezone.localdate() + timedelta(365),
    )
    Application.objects.filter(pk=application.pk).update(membership=membership)
    StatusSeries.objects.update(next_counter=F("next_counter") + 1)
    series = StatusSeries.objects.get()
    card = Credential.objects.create(
        membership=membership,
        cause=str(application.code),
        signing_key=SigningKey.objects.get(),
        series=series,
        position=series.next_counter,
        urn=f"urn:uuid:{application.code}",
        document=number,
        digest=hashlib.sha256(number.encode()).hexdigest(),
        compact=b"",
        card_code=secrets.token_hex(4),
        valid_from=timezone.now(),
        valid_until=timezone.now() + timedelta(365),
    )
    return Letter.objects.create(
        kind="card", key=str(application.code), to=application.email, about=card.code
    )


def _send(letter: Letter) -> None:
    EmailMessage(
        "Your card",
        "Here it is.",
        settings.DEFAULT_FROM_EMAIL,
        [letter.to],
        headers={"Message-ID": f"<{letter.code}@localhost>"},
    ).send()
