"""Members with cards, as issuing leaves them."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count

from django.test import Client
from django.utils import timezone

from credentials.core.credential import MembershipClaims, build_membership_credential
from credentials.core.status import StatusEntry
from credentials.models import Credential, SigningKey, StatusSeries
from tenants.models import Cooperative, Member, Membership, User
from tenants.services import seats
from tests.tenants.office import office

_numbers = count(1)


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def person(email="amara@example.org", name="Amara Okonkwo-Lindqvist"):
    user, _created = User.objects.get_or_create(email=email, defaults={"name": name})
    user.emailaddress_set.get_or_create(email=email, verified=True, primary=True)
    return user


def opened(slug="green-valley", name="Green Valley Food Co-op", **values):
    made = office(slug, name)
    values = {"colour": "#0b5d4b", "phone": "01234 567890", **values}
    Cooperative.objects.filter(pk=made.coop.pk).update(**values)
    made.coop.refresh_from_db()
    return made


def member(at, user, *, kind=None, **values):
    """On the register of this co-op and able to find it; no card yet."""
    with at.within:
        values = {"number": f"GV-{next(_numbers):06d}", "email": user.email, **values}
        entered = Member.objects.create(name=user.name, user=user, **values)
        seats.seat_member(entered)
        return Membership.objects.create(
            member=entered,
            membership_class=kind or at.consumer,
            ends_on=timezone.localdate() + timedelta(200),
        )


def card(at, user, *, membership=None, generation=1, **values):
    """A card of this person at this co-op."""
    membership = membership or member(at, user)
    now = timezone.now().replace(microsecond=0)
    values = {"valid_from": now, "valid_until": now + timedelta(200), **values}
    number = next(_numbers)
    with at.within:
        document = _document(at.coop, membership, number, values)
        return Credential.objects.create(
            membership=membership,
            cause=f"cause-{number}",
            generation=generation,
            signing_key=_key(at.coop),
            series=StatusSeries.objects.create(permutation_key=b"k"),
            position=number,
            urn=document["id"],
            document=json.dumps(document, ensure_ascii=False),
            digest="0" * 64,
            compact=bytes([0xD2]) + bytes(range(1, 150)),
            card_code=f"K7Q2M{number:03d}",
            **values,
        )


def _document(coop, membership, number, values):
    claims = MembershipClaims(
        urn=f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        issuer=coop.did,
        issuer_name=coop.name,
        cooperative=coop.did,
        cooperative_name=coop.name,
        membership_id=membership.identifier,
        membership_class=membership.membership_class.kind,
        class_name=membership.membership_class.name,
        language="en",
        eligible=membership.membership_class.reciprocity_eligible,
        member_since=membership.starts_on,
        number=membership.member.number,
        name=membership.member.name if membership.member.share_name else "",
        evidence=(("emailVerified", membership.starts_on),),
    )
    status = [
        StatusEntry(purpose, f"https://home.example/status/{purpose}", number)
        for purpose in ("revocation", "suspension")
    ]
    return build_membership_credential(
        claims, valid_from=values["valid_from"], valid_until=values["valid_until"], status=status
    )


def _key(coop):
    key, _created = SigningKey.objects.get_or_create(
        kid=f"{coop.did}#key", defaults={"public_multikey": "z", "uri": "db:x"}
    )
    return key
