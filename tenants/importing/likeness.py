"""When two rows are about the same person, and when two values say the same. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Final

from tenants.importing.besides import TAGS, tag_keys
from tenants.secrets import email_key, name_key

NEAR: Final = 0.86
PHONE_DIGITS: Final = 7


def differing(values: Mapping[str, str], before: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        name
        for name, value in values.items()
        if name in before and value and not _alike(name, value, before[name])
    )


def _alike(name: str, one: str, other: str) -> bool:
    if name == "email":
        return email_key(one) == email_key(other)
    if name == TAGS:  # a file gives tags and takes none away
        return tag_keys(one) <= tag_keys(other)
    if name == "number":
        return _folded(one) == _folded(other)
    return one == " ".join(other.split())


def same_person(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    if one.get("number") and other.get("number"):
        return folded_number(one) == folded_number(other) and near(one["name"], other["name"])
    mails = email_key(one.get("email", "")), email_key(other.get("email", ""))
    if all(mails):
        return mails[0] == mails[1] and near(one["name"], other["name"])
    if name_key(one["name"]) != name_key(other["name"]):
        return False
    return not any(
        one.get(name) and other.get(name) and one[name] != other[name]
        for name in ("postcode", "joined_on")
    ) and not _other_phone(one, other)


def _other_phone(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    digits = [
        "".join(ch for ch in each.get("phone", "") if ch.isdecimal())[-PHONE_DIGITS:]
        for each in (one, other)
    ]
    return all(digits) and digits[0] != digits[1]


def near(one: str, other: str) -> bool:
    left, right = name_key(one), name_key(other)
    if left == right or sorted(left.split()) == sorted(right.split()):
        return True
    return SequenceMatcher(None, left, right).ratio() >= NEAR


def folded_number(values: Mapping[str, str]) -> str:
    return _folded(values.get("number", ""))


def folded(text: str) -> str:
    """Without accents, case and spaces: what is in a cell is in this, however it was written there."""
    return "".join(name_key(text).split())


def _folded(number: str) -> str:
    return "".join(number.split()).casefold()
