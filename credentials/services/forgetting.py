"""What cards keep of a person is emptied when the co-op forgets them: documents, links, what was told of them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from credentials.models import Credential, Disclosure, Offer
from tenants.models import Letter, Locator, Membership

EMPTY = "{}"


@transaction.atomic
def forget_cards(members: Collection[str]) -> None:
    """Number, dates, digest and place in the lists stay, so that what was published still counts.

    A code of such a card is as unknown as one that never was.
    """
    memberships = Membership.objects.filter(member__code__in=members)
    _empty(Credential.objects.filter(membership__in=memberships))
    Disclosure.objects.filter(membership__in=memberships).delete()


@transaction.atomic
def forget_further_cards(holders: Collection[str]) -> None:
    """The same of those who had a further card of somebody else's membership."""
    _empty(Credential.objects.filter(further__code__in=holders))


def _empty(cards: QuerySet[Credential]) -> None:
    codes = [str(code) for code in cards.values_list("code", flat=True)]
    offers = Offer.objects.filter(credential__in=cards)
    links = [str(code) for code in offers.values_list("code", flat=True)]
    Locator.objects.filter(target__in=[*codes, *links]).delete()
    offers.delete()
    Letter.objects.filter(about__in=codes).update(to="", error="")
    cards.update(document=EMPTY, compact=b"")
