"""The kinds of membership of the demonstration as German readers find them. What people call themselves stays."""

from __future__ import annotations

from typing import Final

NAMES: Final = {
    "Consumer member": "Verbrauchermitglied",
    "Worker member": "Mitglied aus der Belegschaft",
    "Supporter": "Fördermitglied",
    "Borrower": "Ausleihmitglied",
    "Resident member": "Wohnmitglied",
    "Worker-owner": "Mitarbeitendes Mitglied",
    "Film-goer": "Kinopublikum",
    "Film-maker": "Filmschaffende",
    "Crew": "Mitarbeit im Kino",
    "Driver": "Fahrmitglied",
    "Investor member": "Investierendes Mitglied",
    "Musician": "Musikerin oder Musiker",
    "Listener": "Publikum",
    "Guest member": "Feriengast",
    "Member co-op": "Mitgliedsgenossenschaft",
}
PRICES: Final = {
    "£200 in shares": "200 £ in Anteilen",
    "By turnover": "Nach Umsatz",
}
DESCRIPTIONS: Final = {
    "You shop here, and you vote.": "Sie kaufen hier ein, und Sie stimmen ab.",
    "You help us along without a vote.": "Sie unterstützen uns, ohne Stimme.",
    "Borrow any tool for a week.": "Sie leihen jedes Werkzeug für eine Woche aus.",
}
WHENS: Final = {"once": "einmalig", "a year": "im Jahr"}


def in_german(name: str, price: str, description: str) -> dict[str, dict[str, str]]:
    """As a kind of membership keeps it; nothing where the name has no German."""
    if name not in NAMES:
        return {}
    said = {"name": NAMES[name], "price": _price(price)}
    if description:
        said["description"] = DESCRIPTIONS[description]
    return {"de": said}


def _price(price: str) -> str:
    """£25 a year: 25 £ im Jahr."""
    amount, _space, when = price.partition(" ")
    if price in PRICES:
        return PRICES[price]
    return f"{amount[1:]} {amount[0]} {WHENS[when]}" if when in WHENS else price
