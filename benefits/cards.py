"""A verified membership card, read into the few values that a decision and a grant need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from benefits.eligibility import Claims
from tenants.dates import last_day_before, today_in


class CardError(ValueError):
    """The document is not a membership card as we know it."""


@dataclass(frozen=True)
class Card:
    """`issuer` signed it and publishes its status; `home` is whose member it is about, and most often both.

    `membership_id` is used to make the pseudonym and then forgotten.
    """

    urn: str
    issuer: str
    home: str
    home_name: str
    membership_id: str
    membership_class: str
    eligible: bool
    valid_from: datetime
    valid_until: datetime
    status: tuple[tuple[str, str, int], ...]
    name: str = ""
    member_since: date | None = None
    adults: int = 1
    children: int = 0
    home_area: str = ""
    programmes: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """Under which a hint finds what rests on this card; says nothing about the person."""
        return sha256(self.urn.encode()).hexdigest()

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [
            {"purpose": purpose, "url": url, "index": index} for purpose, url, index in self.status
        ]

    def claims(self, *, home: str, genuine: bool, time_zone: str = "UTC") -> Claims:
        """`home` is the name we agreed with, else the one on the card. Days are those of `time_zone`."""
        first, last = days_of(self.valid_from, self.valid_until, time_zone)
        return Claims(
            home=home or self.home_name,
            membership_class=self.membership_class,
            eligible=self.eligible,
            valid_from=first,
            valid_until=last,
            genuine=genuine,
            name=self.name,
            member_since=self.member_since,
            adults=self.adults,
            children=self.children,
            home_area=self.home_area,
            programmes=self.programmes,
        )

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Card:
        """Raises CardError where anything that is required is missing or of the wrong kind."""
        try:
            return cls._read(document)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CardError("This is not a membership card.") from error

    @classmethod
    def _read(cls, document: Mapping[str, Any]) -> Card:
        subject = document["credentialSubject"]
        entries = document["credentialStatus"]
        return cls(
            urn=_text(document["id"]),
            issuer=_text(document["issuer"]["id"]),
            home=_text(subject["memberOf"]["id"]),
            home_name=_text(subject["memberOf"]["name"]),
            membership_id=_text(subject["membershipId"]),
            membership_class=_text(subject["membershipClass"]).rpartition("#")[2],
            eligible=subject["reciprocity"]["eligible"] is True,
            valid_from=_moment(document["validFrom"]),
            valid_until=_moment(document["validUntil"]),
            status=tuple(
                (
                    _text(entry["statusPurpose"]),
                    _text(entry["statusListCredential"]),
                    int(entry["statusListIndex"]),
                )
                for entry in (entries if isinstance(entries, list) else [entries])
            ),
            **_optional(subject),
        )


def days_of(valid_from: datetime, valid_until: datetime, time_zone: str) -> tuple[date, date]:
    """The first and the last day of a card where it is looked at."""
    return today_in(time_zone, valid_from), last_day_before(valid_until, time_zone)


def _optional(subject: Mapping[str, Any]) -> dict[str, Any]:
    """What a card may say and need not."""
    since, covers, area = (subject.get(key) for key in ("memberSince", "covers", "homeArea"))
    found: dict[str, Any] = {
        "name": str(subject.get("name", "")),
        "programmes": frozenset(map(str, subject["reciprocity"].get("programmes", ()))),
    }
    if since:
        found["member_since"] = date.fromisoformat(since)
    if covers:
        found |= {"adults": int(covers["adults"]), "children": int(covers["children"])}
    if area:
        parts = (area["country"], area.get("region", ""))
        found["home_area"] = "-".join(str(part) for part in parts if part)
    return found


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise CardError("A text is missing.")
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise CardError("A time without a zone says nothing.")
    return moment
