"""All that the co-ops of one person keep of them, read one co-op after another: to be shown, and to be taken along."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q

from credentials.models import CardPrint, Credential, Disclosure, Invitation
from tenants import leaving, retention, scope
from tenants.admission.export import of_application
from tenants.models import (
    AddressMark,
    Application,
    ChangeRequest,
    Cooperative,
    Due,
    Holder,
    Letter,
    Member,
    MemberPhoto,
    Membership,
    MoneyEntry,
    Notice,
    Seat,
    ShareEntry,
    User,
)

# For finding rows and for secrets of ours: nothing of these says anything of the person.
NOT_TOLD: Final = frozenset(
    {"id", "name_key", "email_key", "confirm_code_digest", "decision_event", "message_id"}
)
MOST_LETTERS: Final = 500


@dataclass(frozen=True)
class Kept:
    """What one co-op keeps."""

    cooperative: Cooperative
    member: dict[str, Any]
    memberships: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    shares: list[dict[str, Any]]
    money: list[dict[str, Any]]
    applications: list[dict[str, Any]]
    letters: list[dict[str, Any]]
    tags: list[str]
    household: list[dict[str, Any]]
    photo: bytes
    came_back: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    told: list[Disclosure]
    cards: list[Credential]
    printed: list[dict[str, Any]]
    invited: list[dict[str, Any]]
    keep_until: date | None
    years: int


def kept_of(user: User) -> Iterator[Kept]:
    """Of each co-op on whose register this person stands."""
    seats = Seat.objects.filter(user=user, kind=Seat.Kind.MEMBER).values("cooperative")
    for home in list(Cooperative.objects.filter(pk__in=seats)):
        with scope.within(home.pk):
            for member in Member.objects.filter(user=user):
                yield _kept(home, member)


def _kept(home: Cooperative, member: Member) -> Kept:
    memberships = list(
        Membership.objects.filter(member=member).select_related("membership_class").order_by("pk")
    )
    holders = Holder.objects.filter(membership__in=memberships)
    mine = Q(further=None) | Q(further__user=None)
    cards = list(Credential.objects.filter(mine, membership__in=memberships).order_by("pk"))
    notices = list(Notice.objects.filter(membership__in=memberships))
    applications = list(Application.objects.filter(membership__in=memberships))
    about = [row.code for row in memberships] + [row.code for row in cards]
    about += [row.code for row in notices] + [row.code for row in applications]
    letters = Letter.objects.filter(
        Q(about__in=about) | Q(member=member) | Q(to=member.email, to__gt="")
    )
    left = retention.left().filter(pk=member.pk).first()
    years = leaving.rules().retention_years
    return Kept(
        cooperative=home,
        member=_plain(member),
        memberships=[{**_plain(row), "class": row.membership_class.name} for row in memberships],
        notices=[_plain(row) for row in notices],
        money=_money(member),
        shares=[_plain(row) for row in ShareEntry.objects.filter(member=member)],
        applications=[_plain(row) | of_application(row) for row in applications],
        letters=[_plain(row) for row in letters[:MOST_LETTERS]],
        tags=[each.tag.name for each in member.tags.select_related("tag")],
        household=[_plain(row) for row in holders],
        photo=b"".join(bytes(row.content) for row in MemberPhoto.objects.filter(member=member)),
        came_back=[_plain(row) for row in AddressMark.objects.filter(**_address_of(member))],
        changes=[_plain(row) for row in ChangeRequest.objects.filter(member=member)],
        told=list(Disclosure.objects.filter(membership__in=memberships)),
        cards=cards,
        printed=_printed(cards),
        invited=[_plain(row) for row in Invitation.objects.filter(membership__in=memberships)],
        keep_until=retention.kept_until(left.left_on, years) if left else None,
        years=years,
    )


def _printed(cards: list[Credential]) -> list[dict[str, Any]]:
    """When the office printed which card."""
    rows = CardPrint.objects.filter(credential__in=cards, run__printed_at__isnull=False)
    rows = rows.select_related("run", "credential").order_by("pk")
    return [
        {"card": row.credential.code, "at": row.run.printed_at, "shape": row.run.shape}
        for row in rows
    ]


def _address_of(member: Member) -> dict[str, str]:
    """Which marks of addresses are this person's; none without an address."""
    return {"address_key": member.email_key, "address_key__gt": ""}


def _money(member: Member) -> list[dict[str, Any]]:
    """What was due, with what was booked on it; two queries."""
    dues = list(Due.objects.filter(Q(member=member) | Q(application__membership__member=member)))
    booked: dict[int, list[dict[str, Any]]] = {}
    for entry in MoneyEntry.objects.filter(due__in=dues):
        booked.setdefault(entry.due_id, []).append(_plain(entry))
    return [_plain(row) | {"booked": booked.get(row.pk, [])} for row in dues]


def _plain(row: Model) -> dict[str, Any]:
    """Every column that says something, whatever columns are added one day."""
    return {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields  # noqa: SLF001 -- Django's own way to ask for columns
        if not field.is_relation and field.name not in NOT_TOLD
    }


def as_zip(user: User) -> bytes:
    """Cards byte for byte as signed, data and the list of letters as JSON, a folder for each co-op."""
    filled = io.BytesIO()
    with zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as archive:
        for kept in kept_of(user):
            folder = f"{kept.cooperative.slug}/{kept.member['number']}"
            for card in kept.cards:
                archive.writestr(f"{folder}/card-{card.generation}-{card.code}.json", card.document)
            data = {
                "cooperative": kept.cooperative.name,
                "member": kept.member,
                "memberships": kept.memberships,
                "notices": kept.notices,
                "shares": kept.shares,
                "money": kept.money,
                "applications": kept.applications,
                "tags": kept.tags,
                "printed": kept.printed,
                "household": kept.household,
                "invited": kept.invited,
                "cameBack": kept.came_back,
                "changesAskedFor": kept.changes,
                "told": [_plain(row) for row in kept.told],
                "keepUntil": kept.keep_until,
            }
            archive.writestr(f"{folder}/data.json", _json(data))
            if kept.photo:
                archive.writestr(f"{folder}/photo.jpg", kept.photo)
            archive.writestr(f"{folder}/letters.json", _json(kept.letters))
        for one in further_cards_of(user):
            folder = f"{one.cooperative.slug}/household-{one.holder.pk}"
            for card in one.cards:
                archive.writestr(f"{folder}/card-{card.generation}-{card.code}.json", card.document)
            archive.writestr(f"{folder}/data.json", _json(one.data))
    return filled.getvalue()


@dataclass(frozen=True)
class FurtherCard:
    """What a co-op keeps of somebody who has a card in a member's household."""

    cooperative: Cooperative
    holder: Holder
    data: dict[str, Any]
    cards: list[Credential]


def further_cards_of(user: User) -> Iterator[FurtherCard]:
    seats = Seat.objects.filter(user=user, kind=Seat.Kind.MEMBER).values("cooperative")
    for home in list(Cooperative.objects.filter(pk__in=seats)):
        with scope.within(home.pk):
            for row in Holder.objects.filter(user=user):
                cards = list(Credential.objects.filter(further=row).order_by("pk"))
                yield FurtherCard(home, row, _plain(row), cards)


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
