"""Reads about accreditations: as the co-op that asks, the body that reviews, the co-op that vouches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from credentials import publishing
from credentials.core.did.web import web_address
from credentials.models import (
    Accreditation,
    AccreditationCredential,
    OutsideWord,
    Ruling,
    TrustListPart,
    TrustListVersion,
    Vouch,
)
from tenants import scope
from tenants.models import Cooperative

State = Accreditation.State


def is_body(cooperative: Cooperative) -> bool:
    """Whether a co-op of this portal may accredit others."""
    return cooperative.level == Cooperative.Level.SECONDARY


def bodies() -> QuerySet[Cooperative]:
    """The federations of this portal that the current co-op could ask."""
    return Cooperative.objects.filter(
        level=Cooperative.Level.SECONDARY, state=Cooperative.State.OPEN
    ).exclude(pk=_here())


def possible_vouchers() -> QuerySet[Cooperative]:
    """Co-ops of this portal that could give their word for the current one."""
    return Cooperative.objects.filter(state=Cooperative.State.OPEN).exclude(pk=_here())


def asked_by_us() -> QuerySet[Accreditation]:
    """What the current co-op has asked for, newest first."""
    return Accreditation.objects.filter(applicant_id=_here()).select_related("body")


def asked_of_us(states: Iterable[str] = ()) -> QuerySet[Accreditation]:
    """What the current body was asked for, what waits longest first."""
    rows = Accreditation.objects.filter(body_id=_here()).select_related("applicant")
    return (rows.filter(state__in=list(states)) if states else rows).order_by("asked_at", "pk")


def counts_by_state() -> dict[str, int]:
    """How many of them are in each state."""
    rows = Accreditation.objects.filter(body_id=_here()).order_by()
    return dict(rows.values_list("state").annotate(rows=Count("pk")))


def reviews_waiting() -> int:
    """How many requests, renewals and proposals wait for the current body, each co-op once."""
    proposed = Ruling.objects.filter(state=Ruling.State.PROPOSED).values("accreditation")
    waiting = Q(state__in=Accreditation.OPEN) | Q(pk__in=proposed)
    renewals = Q(state=State.IN_FORCE, renewal_asked_at__isnull=False)
    return asked_of_us().filter(waiting | renewals).count()


def vouches_for_others() -> QuerySet[Vouch]:
    """What the current co-op was asked to vouch for, open ones first."""
    mine = Vouch.objects.filter(voucher_id=_here())
    return mine.select_related("accreditation__applicant", "accreditation__body").order_by("-pk")


def vouches_waiting() -> int:
    """How many co-ops wait for our word."""
    waiting = vouches_for_others().filter(state=Vouch.State.ASKED)
    return waiting.filter(accreditation__state__in=Accreditation.OPEN).count()


def open_rulings(rows: Iterable[Accreditation]) -> dict[int, Ruling]:
    """The proposal that waits for a second person, by accreditation."""
    waiting = Ruling.objects.filter(accreditation__in=list(rows), state=Ruling.State.PROPOSED)
    return {each.accreditation_id: each for each in waiting.select_related("proposed_by__user")}


def rulings_to_sign(codes: Iterable[str]) -> list[Ruling]:
    """The newest word on each of these accreditations of ours, where it is not signed yet."""
    given = Ruling.objects.filter(
        state=Ruling.State.CONFIRMED,
        kind__in=[Ruling.Kind.ACCREDIT, Ruling.Kind.RENEW],
        accreditation__code__in=list(codes),
        accreditation__body_id=_here(),
        accreditation__state__in=Accreditation.LISTED,
    )
    newest: dict[int, Ruling] = {}
    for each in given.select_related("accreditation__applicant").order_by("settled_at", "pk"):
        newest[each.accreditation_id] = each
    signed = AccreditationCredential.objects.filter(ruling__in=newest.values())
    done = set(signed.values_list("ruling_id", flat=True))
    return [each for each in newest.values() if each.pk not in done]


def newest_rulings(code: str) -> list[Ruling]:
    """The word on this accreditation of ours that was signed last, to be signed once more."""
    signed = AccreditationCredential.objects.filter(
        accreditation__code=code, accreditation__state__in=Accreditation.LISTED
    )
    newest = signed.select_related("ruling__accreditation__applicant").order_by("-generation")
    return [each.ruling for each in newest[:1]]


def brought() -> QuerySet[OutsideWord]:
    """What bodies of other portals say of the current co-op, as its owners brought it."""
    return OutsideWord.objects.filter(taken_down_at=None).select_related("cooperative")


def _marks_from_elsewhere() -> list[dict[str, Any]]:
    """Each body with the host that answers for it: nobody here knows whether it is one."""
    return [
        {
            "name": f"{row.issuer_name} ({urlsplit(web_address(row.issuer)).netloc})",
            "did": row.issuer,
            "since": row.first_day,
            "until": row.last_day,
        }
        for row in brought().filter(fault="", valid_until__gt=timezone.now())
    ]


def public_marks() -> dict[str, Any] | None:
    """What stands on the current co-op's public page; nothing where nobody could have confirmed it."""
    rows = Accreditation.objects.filter(applicant_id=_here(), state__in=Accreditation.LISTED)
    marks = [
        {
            "body": row.body,
            "name": row.body.name,
            "did": row.body.did,
            "since": row.since,
            "until": row.valid_until,
            "suspended": row.state == State.SUSPENDED,
        }
        for row in rows.exclude(document="").select_related("body").order_by("pk")
    ]
    marks += _marks_from_elsewhere()
    here = Cooperative.objects.get(pk=_here())
    lists = is_body(here) and TrustListVersion.objects.exists()
    waits = here.state == Cooperative.State.AWAITING_ACCREDITATION  # the page says so at its top
    missing = not marks and not waits and bodies().exists()
    if not (marks or missing or lists):
        return None
    return {"marks": marks, "missing": missing, "lists": lists}


def described() -> dict[str, Any]:
    """The same in the words of schema.org, for the co-op's profile."""
    found = public_marks() or {"marks": []}
    certificates = [
        {
            "@type": "Certification",
            "name": "Accredited co-op",
            "issuedBy": {
                "@type": "Organization",
                "@id": mark["did"],
                "name": mark["name"],
            },
            "validFrom": str(mark["since"]),
            "expires": str(mark["until"]),
            "certificationStatus": "https://schema.org/Certification"
            + ("Inactive" if mark.get("suspended") else "Active"),
            "url": publishing.trust_list_address(mark["body"])
            if "body" in mark
            else web_address(mark["did"]),
        }
        for mark in found["marks"]
    ]
    return {"hasCertification": certificates} if certificates else {}


def entries_of(version: TrustListVersion, besides: Collection[str] = ()) -> list[dict[str, str]]:
    """What a version of the current body's list says, in whichever parts; but for those that are named."""
    codes = set(version.parts) - set(besides)
    parts = TrustListPart.objects.filter(code__in=codes) if codes else ()
    return [*version.entries, *(entry for part in parts for entry in part.entries)]


def differing_entries(
    old: TrustListVersion | None, new: TrustListVersion | None
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """What two versions say, where they may differ: parts that both share are not read."""
    shared = set(old.parts) & set(new.parts) if old and new else set()
    before, after = (entries_of(each, shared) if each else [] for each in (old, new))
    return before, after


def _here() -> UUID:
    return scope.current().cooperative_id
