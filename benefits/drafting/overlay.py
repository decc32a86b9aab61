"""Benefits that were written rule by rule, on top of what the pages of a proposal say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benefits.drafting.presets import KINDS
from benefits.eligibility import Benefit
from benefits.terms import Gives, Terms


def overlaid(terms: Terms, more: Mapping[str, Mapping[str, Any]]) -> Terms:
    """A preset that was not chosen after all stays away; everything else that was written is there."""
    gives = dict(terms.gives)
    for did, written in more.items():
        gifts = _gifts(gives[did].benefits if did in gives else (), written)
        gives.pop(did, None)
        if gifts:
            gives[did] = Gives(gifts)
    return Terms(gives, terms.everyone)


def _gifts(drawn: tuple[Benefit, ...], written: Mapping[str, Any]) -> tuple[Benefit, ...]:
    there = {each.id: each for each in drawn}
    for code, data in written.items():
        if data is None:
            there.pop(code, None)
        elif code in there or code not in KINDS:
            there[code] = Benefit.from_json(data)
    return tuple(there.values())
