"""What happens in a portal after its backup was made, once Django is set up."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benefits.desk.devices import pairing_token
from benefits.models import Agreement, AgreementParty, Desk, PairException
from benefits.services import desk, exceptions
from coopportal.services import interest
from credentials.acceptance import Policy
from credentials.models import AcceptancePolicy, Credential, SigningKey, StatusList
from credentials.services import accepting, compromise
from tenants import outbox, scope
from tenants.facts import MembershipStarted
from tenants.models import (
    Cooperative,
    Event,
    Interest,
    Locator,
    Member,
    Membership,
    MembershipClass,
    Staff,
    User,
)
from tenants.services import forgetting, forgetting_members, members
from tests.restoring.fill import other_did

ENDED, SUSPENDED = "EL-000002", "EL-000003"


def after(path: str) -> None:
    """Writes the list down. Prints the places of cards that the backup does not know, and the lists' addresses."""
    here = Cooperative.objects.get()
    with scope.within(here.pk):
        steward = Staff.objects.order_by("pk").first()
        rows = {row.member.number: row for row in Membership.objects.select_related("member")}
        members.end_membership(rows["EL-000001"], reason=Membership.EndReason.RESIGNED, by=steward)
        members.end_membership(rows[ENDED], reason=Membership.EndReason.RESIGNED, by=steward)
        members.suspend_membership(rows[SUSPENDED], reason="Shares", by=steward)
        outbox.drain()
        for login in forgetting_members.forget_now(rows["EL-000001"].member.code):
            forgetting.delete_login(login)
        Staff.objects.filter(user__email="leaves@example.org").update(removed_at=timezone.now())
        interest.delete_interest(Interest.objects.get())
        _changed_hands(steward)
        _narrower(steward)
        _three_more(here)
        outbox.drain()
        unknown = Credential.objects.order_by("-pk")[:3].values_list("position", flat=True)
        urls = dict(StatusList.objects.values_list("purpose", "url"))
        key = SigningKey.objects.get(state=SigningKey.State.ACTIVE)
        compromise.declare_compromised(key.code, by=None)
        call_command("erasures", export=Path(path), stdout=StringIO())
        print(json.dumps({"unknown": list(unknown), "urls": urls, "key": key.kid}))  # noqa: T201 -- it speaks to whoever started it


def _changed_hands(steward: Staff) -> None:
    """A phone is taken off, a recovery code used, a mailbox given up, a desk's device replaced, an owner's role too."""
    Authenticator.objects.get(type="totp").delete()
    Authenticator.objects.filter(type="recovery_codes").update(data={"seed": "x", "used_mask": 1})
    for row in (EmailAddress, User):
        row.objects.filter(email="shown@example.org").update(email="new@example.org")
    door = Desk.objects.get(place="Door")
    desk.renew_pairing(door)
    desk.pair_desk(door, pairing_token(door))
    Member.objects.filter(number="EL-000004").update(mailings_off_at=timezone.now())
    Staff.objects.filter(pk=steward.pk).update(roles=["membership"])


def _narrower(steward: Staff) -> None:
    """Ash is left out of the network, and so is who came to it later; its cards are not accepted, those of another are."""
    made = Agreement.networks.get()
    new = AgreementParty.everyone.create(
        agreement=made, did=other_did("new"), name="New", cooperative=None
    )
    old = AgreementParty.everyone.get(agreement=made, did=other_did("ash"))
    for other in (old, new):
        exceptions.except_pair(
            made, other=other, kind=PairException.Kind.EXCLUDED, reason="Debts.", by=steward
        )
    ash, fir, new_did = map(other_did, ("ash", "fir", "new"))
    rule = Policy(denied=frozenset({ash}), allowed=frozenset({fir, new_did}))
    accepting.save_policy(rule, by=steward)


@transaction.atomic
def _three_more(here: Cooperative) -> None:
    kind = MembershipClass.objects.filter(visiting=False)[0]
    rows = Member.objects.bulk_create(
        Member(number=f"EL-90000{n}", name=f"New {n}", name_key=f"new {n}") for n in range(3)
    )
    Cooperative.objects.filter(pk=here.pk).update(next_number=900_003)
    today = timezone.localdate()
    made = Membership.objects.bulk_create(
        Membership(
            member=each,
            membership_class=kind,
            ends_on=today.replace(year=today.year + 1, day=1),
            announce=False,
        )
        for each in rows
    )
    outbox.record_many([MembershipStarted(str(each.code)) for each in made])


def told() -> None:
    """Of a portal that was put back: everything that a test wants to know. What was deleted is thrown away for good."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    here = Cooperative.objects.get()
    with scope.within(here.pk):
        standings = Membership.objects.values_list("member__number", "standing")
        removed = Staff.objects.filter(user__email="leaves@example.org", removed_at=None)
        found = {
            "standings": dict(standings),
            "colleague": removed.exists(),
            "next": Cooperative.objects.get().next_number,
            "interests": Interest.objects.count(),
            "keys": dict(SigningKey.objects.values_list("kid", "state")),
            "proofs": list(Authenticator.objects.values_list("type", flat=True)),
            "addresses": EmailAddress.objects.filter(email="shown@example.org").count(),
            "logins": User.objects.filter(email="shown@example.org").count(),
            "paired": [row.place for row in Desk.objects.exclude(paired_at=None)],
            "devices": Locator.objects.filter(kind=Locator.Kind.DESK).count(),
            "no mailings": Member.objects.exclude(mailings_off_at=None).get().number,
            "owners": [
                row.user.email for row in Staff.objects.filter(roles=["owner"], removed_at=None)
            ],
            "left out": list(PairException.objects.values_list("kind", "other__did", "ended_at")),
            "accepts": AcceptancePolicy.objects.values_list("rule", flat=True)[0],
            "narrowed": Event.objects.filter(name="AcceptanceChanged").latest("pk").data,
            "open": StatusList.objects.filter(series__closed_at=None).count(),
        }
    print(json.dumps(found))  # noqa: T201 -- as above
