"""How it stands with the cards of many members: a filter and a column of their list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models import Credential, Invitation, Offer
from tenants.member_list import Cells, Column, Filter, Part, list_column, list_filter
from tenants.models import Letter, Member, Membership

SOON: Final = timedelta(days=30)
NONE, MADE, SENT, OPENED, EXPIRING, REPLACED = (
    "none",
    "made",
    "sent",
    "opened",
    "expiring",
    "replaced",
)
WORDS: Final = {
    NONE: _("No card yet"),
    MADE: _("Made, not sent"),
    SENT: _("Sent"),
    OPENED: _("Opened"),
    EXPIRING: _("Runs out soon"),
    REPLACED: _("Replaced an older one"),
}
BADGES: Final = {NONE: "waiting", MADE: "unconfirmed", SENT: "sent", OPENED: "delivered"}


def narrow(rows: QuerySet[Member], state: str) -> QuerySet[Member]:
    """By the card in force of a running membership."""
    mine = _in_force().filter(membership__member=OuterRef("pk"))
    if state == NONE:
        running = Membership.objects.filter(member=OuterRef("pk"))
        return rows.filter(
            Exists(running.exclude(standing=Membership.Standing.ENDED)), ~Exists(mine)
        )
    if state == EXPIRING:
        return rows.filter(Exists(mine.filter(valid_until__lte=timezone.now() + SOON)))
    if state == REPLACED:
        return rows.filter(Exists(mine.filter(generation__gt=1)))
    opened, sent = _opened(), _sent()
    if state == OPENED:
        return rows.filter(Exists(mine.filter(opened)))
    if state == SENT:
        return rows.filter(Exists(mine.filter(sent, ~opened)))
    return rows.filter(Exists(mine.filter(~sent, ~opened)))


def cells(members: Sequence[Member]) -> Cells:
    """In one query for all of them."""
    now = timezone.now()
    rows = _in_force().filter(membership__member__in=[each.pk for each in members])
    told = rows.annotate(was_opened=Exists(_openings()), was_sent=Exists(_letters()))
    found: dict[int, list[Part]] = {}
    for card in told.select_related("membership__member").order_by("pk"):
        member = card.membership.member
        found.setdefault(member.pk, []).append(_part(card, member, now))
    return found


def _part(card: Credential, member: Member, now: datetime) -> Part:
    opened = getattr(card, "was_opened", False) or member.user_id is not None
    state = OPENED if opened else SENT if getattr(card, "was_sent", False) else MADE
    notes = [str(WORDS[EXPIRING])] if card.valid_until <= now + SOON else []
    notes += [str(WORDS[REPLACED])] if card.generation > 1 else []
    return Part(str(WORDS[state]), BADGES[state], " · ".join(notes))


def _in_force() -> QuerySet[Credential]:
    ended = Membership.Standing.ENDED
    return Credential.objects.filter(superseded_at=None, further=None).exclude(
        membership__standing=ended
    )


def _openings() -> QuerySet[Offer]:
    return Offer.objects.filter(credential=OuterRef("pk"), first_opened_at__isnull=False)


def _letters() -> QuerySet[Letter]:
    kinds = ("card", *Invitation.LETTERS)
    return Letter.objects.filter(about=OuterRef("code"), kind__in=kinds, state=Letter.State.SENT)


def _opened() -> Q:
    """By its link, or it stands among the cards of whoever signs in."""
    return Q(Exists(_openings())) | Q(membership__member__user__isnull=False)


def _sent() -> Q:
    return Q(Exists(_letters()))


def register() -> None:
    list_filter(Filter("card", _("Card"), list(WORDS.items()), narrow))
    list_column(Column("card", _("Card"), cells))
