"""How the reader's language says a template, a day, a time and money."""

from __future__ import annotations

from datetime import date, time
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext

from benefits.eligibility import Money, Sentence

SIGNS: Final = {"EUR": "€", "GBP": "£", "USD": "$"}
CENTS: Final = 100


class Reader:
    """The active language of the request or the letter."""

    def say(self, template: str, plural: str, count: int) -> str:
        return ngettext(template, plural, count) if plural else gettext(template)

    def day(self, moment: date) -> str:
        return date_format(moment, "DATE_FORMAT")

    def clock(self, moment: time) -> str:
        return f"{moment:%H:%M}"

    def money(self, amount: Money) -> str:
        whole = amount.cents % CENTS == 0
        figure = number_format(amount.cents / CENTS, 0 if whole else 2, force_grouping=True)
        sign = SIGNS.get(amount.currency)
        return f"{sign}{figure}" if sign else f"{figure} {amount.currency}"


READER: Final = Reader()


def money(amount: Money) -> str:
    """An amount as every page writes it; a sheet for programs writes `str(amount)`."""
    return READER.money(amount)


def spoken(sentence: Sentence, **known: str) -> str:
    return sentence.spoken(READER, **known)
