"""One line's cells as values of the register: text as ISO and codes, or a sentence that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tenants.countries import countries
from tenants.importing.table import FORMULA, MOST_CELL
from tenants.secrets import name_key

MOST: Final = {
    "number": 24,
    "name": 200,
    "email": 254,
    "phone": 40,
    "postcode": 16,
    "address": 300,
    "town": 120,
    "region": 120,
}
USUAL: Final = 200
MUCH: Final = frozenset({"tags"})
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janner",
            "february feb februar",
            "march mar marz maerz mrz",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        1,
    )
    for name in names.split()
}
STANDINGS: Final = {
    "good": "good active aktiv current new grace ok ordentlich bestehend mitglied member yes ja paid live valid "
    "approved complimentary",
    "suspended": "suspended ruhend gesperrt paused on hold frozen ausgesetzt overdue",
    "ended": "ended expired cancelled canceled deceased resigned lapsed archived former inactive ausgetreten gekundigt "
    "beendet verstorben ehemalig inaktiv no nein terminated",
}
STANDING_OF: Final = {
    word: standing for standing, words in STANDINGS.items() for word in words.split()
} | {
    "in good standing": "good",
    "on hold": "suspended",
    "pending cancellation": "good",
    "in ordnung": "good",
}
LANGUAGES: Final = {
    "english": "en",
    "englisch": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "franzosisch": "fr",
    "francais": "fr",
    "spanish": "es",
    "spanisch": "es",
    "italian": "it",
    "italienisch": "it",
}
EXCEL_DAY_ONE: Final = date(1899, 12, 30)
EXCEL_DAYS: Final = range(10_000, 80_000)
CENTURY: Final = 100
PIVOT: Final = 70  # a year of two digits from here on was in the last century
NUMBERS: Final = re.compile(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})")
WORDS: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+([^\W\d]+)\.?,?\s+(\d{2,4})")
AMERICAN: Final = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{2,4})")
HOURS: Final = re.compile(r"[T ]\d{1,2}:\d{2}.*$")


@dataclass(frozen=True)
class Ways:
    """How this file is to be read: fields by column, words of the kinds of membership, order of dates."""

    columns: Mapping[str, int]
    classes: Mapping[str, str] = field(default_factory=dict)
    fallback: str = ""
    month_first: bool = False
    surname_first: bool = False


@dataclass(frozen=True)
class Parsed:
    values: dict[str, str]
    problems: tuple[str, ...]
    refused: Mapping[str, str] = field(
        default_factory=dict
    )  # consents answered with no: key and question


def parse(cells: Sequence[str], ways: Ways) -> Parsed:
    raw = {name: cells[place] for name, place in ways.columns.items() if place < len(cells)}
    problems: list[str] = []
    for name, text in raw.items():
        if text == FORMULA:
            problems.append(_("A cell holds a formula. Put the value there instead."))
            raw[name] = ""
        elif len(text) > MOST.get(name, MOST_CELL if name in MUCH or ":" in name else USUAL):
            problems.append(_("“{text}…” is too long.").format(text=text[:20]))
            raw[name] = ""
    values = {name: text for name, text in raw.items() if name in MOST and text}
    _name(raw, ways, values, problems)
    _email(raw, values, problems)
    for name in ("joined_on", "ends_on"):
        _day(name, raw.get(name, ""), ways, values, problems)
    _class(raw.get("class", ""), ways, values, problems)
    _standing(raw.get("standing", ""), values, problems)
    _codes(raw, values)
    if values.get("ends_on", "9") < values.get("joined_on", "0"):
        problems.append(_("The last day is before the first one."))
    return Parsed(values, tuple(dict.fromkeys(problems)))


def _name(raw: Mapping[str, str], ways: Ways, values: dict[str, str], problems: list[str]) -> None:
    parts = [raw.get("first_name", ""), raw.get("last_name", "")]
    name = values.get("name", "") or " ".join(part for part in parts if part)
    if ways.surname_first and name.count(", ") == 1:
        name = " ".join(reversed(name.split(", ")))
    if name:
        values["name"] = name[: MOST["name"]]
    elif not problems:
        problems.append(_("There is no name."))


def surnames_come_first(names: Sequence[str]) -> bool:
    """Whether most of them are written as Lindqvist, Amara."""
    return sum(name.count(", ") == 1 for name in names) * 2 > len(names)


def _email(raw: Mapping[str, str], values: dict[str, str], problems: list[str]) -> None:
    text = raw.get("email", "").removeprefix("mailto:").strip(" <>;,")
    values.pop("email", None)
    if not text:
        return
    try:
        validate_email(text)
    except ValidationError:
        problems.append(_("“{text}” is not an email address.").format(text=text[:60]))
    else:
        values["email"] = text


def _day(name: str, text: str, ways: Ways, values: dict[str, str], problems: list[str]) -> None:
    if not text:
        return
    found = day(text, month_first=ways.month_first)
    if found is None:
        problems.append(_("“{text}” is not a date.").format(text=text[:40]))
    else:
        values[name] = found.isoformat()


def _class(text: str, ways: Ways, values: dict[str, str], problems: list[str]) -> None:
    chosen = ways.classes.get(name_key(text), "") if text else ways.fallback
    if chosen:
        values["class"] = chosen
    elif text:
        problems.append(_("“{text}” is no kind of membership here.").format(text=text[:60]))


def _standing(text: str, values: dict[str, str], problems: list[str]) -> None:
    if not text:
        return
    if found := STANDING_OF.get(name_key(text)):
        values["standing"] = found
    else:
        problems.append(_("“{text}” is no standing that is known here.").format(text=text[:60]))


def _codes(raw: Mapping[str, str], values: dict[str, str]) -> None:
    """Two letters, or a word we know; anything else is nothing, for neither is worth losing a line."""
    language = name_key(raw.get("language", ""))
    code = LANGUAGES.get(language, language.replace("_", "-").partition("-")[0])
    if len(code) == len("en") and code.isalpha():
        values["language"] = code
    country, known = raw.get("country", "").strip(), _countries()
    code = known.get(name_key(country), country.upper())
    if code in known.values():
        values["country"] = code


@cache
def _countries() -> dict[str, str]:
    """By name in English, and what German lists say most."""
    named = {name_key(name): code for code, name in countries()}
    return (
        named
        | {"deutschland": "DE", "osterreich": "AT", "schweiz": "CH", "uk": "GB"}
        | {
            "united kingdom": "GB",
            "usa": "US",
        }
    )


def day(text: str, *, month_first: bool) -> date | None:
    """ISO, 12.3.2021, 12/03/2021 or 03/12/2021, 12 March 2021 or March 12, 2021, the day count of Excel."""
    plain = HOURS.sub("", text.strip())
    if plain.isdecimal() and int(plain) in EXCEL_DAYS:
        return EXCEL_DAY_ONE + timedelta(days=int(plain))
    if found := NUMBERS.fullmatch(plain):
        return _of_numbers(*found.groups(), month_first=month_first and "." not in plain)
    folded = name_key(plain)
    if found := WORDS.fullmatch(folded):
        return _made(found[3], str(MONTHS.get(found[2], 0)), found[1])
    if found := AMERICAN.fullmatch(folded):
        return _made(found[3], str(MONTHS.get(found[1], 0)), found[2])
    return None


def _of_numbers(one: str, two: str, three: str, *, month_first: bool) -> date | None:
    if len(one) > len("31"):
        return _made(one, two, three)
    if month_first:
        one, two = two, one
    return _made(three, two, one)


def _made(year: str, month: str, number: str) -> date | None:
    full = int(year)
    if full < CENTURY:
        full += 1900 if full >= PIVOT else 2000
    try:
        return date(full, int(month), int(number)) if full > 1800 else None  # noqa: PLR2004 -- no co-op is older
    except ValueError:
        return None


def month_comes_first(texts: Sequence[str]) -> bool | None:
    """What the days of a column say about their order; None where each could be either."""
    for text in texts:
        found = NUMBERS.fullmatch(HOURS.sub("", text.strip()))
        if not found or len(found[1]) > len("31") or "." in text:
            continue
        if int(found[1]) > 12:  # noqa: PLR2004 -- months
            return False
        if int(found[2]) > 12:  # noqa: PLR2004 -- months
            return True
    return None
