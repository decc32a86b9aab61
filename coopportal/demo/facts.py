"""What the tour saw a visitor do that no real portal writes down: for the demonstration alone.

A real co-op does not learn where a card is shown or whether a mail was read; here the tour must know.
"""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class TourMailRead(Fact):
    letter: str


@dataclass(frozen=True)
class TourCardOpened(Fact):
    credential: str


@dataclass(frozen=True)
class TourCardChecked(Fact):
    credential: str


@dataclass(frozen=True)
class TourPageRead(Fact):
    """`walk` is what a browser keeps of its walk; it names nobody."""

    walk: str
    step: str
