"""Which column is what: guessed from the headings of common tools, in English and German."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.importing.table import Row, Table
from tenants.secrets import name_key

FIELDS: Final[dict[str, str | Promise]] = {
    "number": _("Member number"),
    "name": _("Full name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("Email address"),
    "phone": _("Phone number"),
    "address": _("Street and house number"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "region": _("State or region"),
    "country": _("Country"),
    "language": _("Language"),
    "class": _("Kind of membership"),
    "joined_on": _("Member since"),
    "ends_on": _("Last day"),
    "standing": _("Standing"),
    "shares": _("Shares"),
    "shares_paid": _("Paid up on shares"),
    "share_price": _("Price of one share"),
    "shares_on": _("Shares as of"),
    "tags": _("Tags"),
}
# CiviCRM, Wild Apricot, WooCommerce Memberships, hitobito, our own export, and spreadsheets made by hand.
# What only one row knows, and what stands for the whole person, comes first where a tool has both.
HEADS: Final = {
    "number": "member number|member no|member no.|member id|membership number|membership id|external id|"
    "external identifier|number|no|no.|nr|nr.|mitgliedsnummer|mitglied nr|mitglied nr.|mitglieds nr|"
    "mitgliedernummer|user id|member_number|contact id|customer id",
    "name": "full name|name|display name|member name|member|contact name|vor und nachname|"
    "vollstandiger name|mitglied|anzeigename|billing name|name des mitglieds|firma|company|organization name",
    "first_name": "first name|given name|forename|vorname|first|billing first name|member first name",
    "last_name": "last name|surname|family name|nachname|familienname|last|billing last name|member last name",
    "email": "email|e mail|email address|e mail address|mail|haupt e mail|e mail adresse|email 1|"
    "primary email|individual email|member email|billing email|email home|emailadresse|mailadresse",
    "phone": "phone|telephone|mobile|phone number|mobile phone|telefon|telefonnummer|handy|mobil|"
    "phone home|home phone|cell phone|billing phone|phone 1|phone main|festnetz",
    "address": "address|street|street address|address line 1|address 1|strasse|straße|straße und hausnummer|"
    "adresse|anschrift|billing address 1|street and house number|postal address|strasse und hausnummer|strasse nr",
    "postcode": "postcode|postal code|zip|zip code|plz|postleitzahl|billing postcode|postal",
    "town": "town|city|ort|stadt|wohnort|billing city|place",
    "region": "state or region|staat oder region|state|state province|region|county|province|bundesland|kanton",
    "country": "country|land|billing country|staat",
    "language": "language|preferred language|sprache|korrespondenzsprache|communication language",
    "class": "kind of membership|membership type|membership level|membership plan|member type|class|type|"
    "membership class|mitgliedsart|art der mitgliedschaft|mitgliedschaft|membership|rolle|rollen|kategorie|category|plan",
    "joined_on": "member since|joined|join date|joined on|date joined|start date|membership start|"
    "membership start date|eintritt|eintrittsdatum|beitritt|beitrittsdatum|mitglied seit|date of entry|since|"
    "creation date|membership since|member since date",
    "ends_on": "last day|end date|expires|expiry date|expiration date|membership end|membership end date|"
    "renewal due|renewal date|letzter tag|austritt|austrittsdatum|gultig bis|ende|enddatum|valid until|ends on|ablaufdatum",
    "standing": "standing|status|membership status|mitgliedsstatus|state of membership|mitgliedschaftsstatus",
    "shares": "shares|number of shares|shares held|share count|anteile|anzahl anteile|anzahl der anteile|"
    "geschaftsanteile|genossenschaftsanteile|anzahl geschaftsanteile",
    "shares_paid": "paid up on shares|paid up|shares paid|share capital paid|auf anteile eingezahlt|eingezahlt|"
    "eingezahltes kapital",
    "share_price": "price of one share|share price|price per share|preis eines anteils|anteilspreis|wert je anteil",
    "shares_on": "shares as of|shares since|date of shares|anteile seit|anteile zum|zeichnungsdatum|gezeichnet am",
    "tags": "tags|labels|schlagworter|schlagworte|stichworte|groups enabled|group participation",
}
KNOWN: Final = {
    head: (field, place)
    for field, heads in HEADS.items()
    for place, head in enumerate(heads.split("|"))
}
MAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOSTLY: Final = 0.6
SAMPLES: Final = 3


@dataclass(frozen=True)
class Column:
    """One column as the page shows it: how full it is, and what stands in it."""

    place: int
    head: str
    filled: int
    samples: tuple[str, ...]


def head_key(head: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", name_key(head)).split())


_KEYS: Final = {head_key(head): found for head, found in KNOWN.items()}


def describe(table: Table) -> list[Column]:
    columns = []
    for place, head in enumerate(table.heads):
        values = [row.cells[place] for row in table.rows if row.cells[place]]
        columns.append(
            Column(
                place,
                head,
                round(100 * len(values) / len(table.rows)),
                tuple(dict.fromkeys(values[:50]))[:SAMPLES],
            )
        )
    return columns


def guess(
    heads: Sequence[str], rows: Iterable[Row] = (), own: Mapping[str, Iterable[str]] = {}
) -> dict[str, int]:
    """Which field stands in which column; each field once, the heading that says it best.

    `own` are headings by the co-op's own questions, which may be the same for two of them.
    """
    found: dict[str, tuple[int, int]] = {}
    for place, head in enumerate(heads):
        field, rank = _KEYS.get(head_key(head), ("", 0))
        if field and (field not in found or rank < found[field][0]):
            found[field] = (rank, place)
    columns = {field: place for field, (_rank, place) in found.items()}
    columns |= _own_columns(heads, own, set(columns.values()))
    if "first_name" in columns and "last_name" in columns:
        columns.pop("name", None)
    elif "last_name" in columns and "name" not in columns:
        columns["name"] = columns.pop("last_name")
    found_mail = _mail_column(list(rows)[:100], columns) if "email" not in columns else None
    if found_mail is not None:
        columns["email"] = found_mail
    return columns


def _own_columns(
    heads: Sequence[str], own: Mapping[str, Iterable[str]], taken: set[int]
) -> dict[str, int]:
    keys = [head_key(head) for head in heads]
    found: dict[str, int] = {}
    for name, said in own.items():
        asked = {head_key(each) for each in said}
        free = (place for place, key in enumerate(keys) if key in asked and place not in taken)
        if (place := next(free, None)) is not None:
            found[name] = place
            taken.add(place)
    return found


def _mail_column(rows: list[Row], taken: dict[str, int]) -> int | None:
    for place in range(len(rows[0].cells) if rows else 0):
        values = [row.cells[place] for row in rows if row.cells[place]]
        hits = sum(bool(MAIL.fullmatch(value)) for value in values)
        if place not in taken.values() and values and hits >= MOSTLY * len(values):
            return place
    return None
