"""From the filled pages to what is signed, and from what stands to the filled pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from benefits.drafting import presets
from benefits.drafting.gifts import GET, GIVE, GiftsForm
from benefits.drafting.presets import Limits, Who
from benefits.drafting.steps import dates
from benefits.eligibility import Evidence, Period
from benefits.models import AgreementVersion
from benefits.queries import own_kinds, visiting_classes
from benefits.terms import Draft, Gives, Terms
from tenants.countries import currency_of
from tenants.models import MembershipClass

Typed = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Writer:
    """A party as the writing needs it. `country` is empty where we do not know it."""

    did: str
    name: str
    country: str = ""

    @property
    def currency(self) -> str:
        return currency_of(self.country)


def draft(
    filled: Mapping[str, forms.Form],
    here: Writer,
    others: Sequence[Writer],
    base: Terms | None = None,
) -> Draft:
    """What the pages say. What they cannot say of `base` stays as it is."""
    who, limits, term = filled["who"], filled["limits"], filled["term"].cleaned_data
    gifts = filled["gifts"]
    if not isinstance(gifts, GiftsForm):
        raise TypeError("The page of gifts is not the page of gifts.")
    theirs = Who(frozenset(who.cleaned_data["their_classes"]), who.cleaned_data["tenure"])
    ours = Who(frozenset(who.cleaned_data["our_classes"]), who.cleaned_data["tenure"])
    given = {
        here.did: presets.gives(
            gifts.answers(GIVE),
            theirs,
            _limits(limits, closed=tuple(dates(limits))),
            currency=here.currency,
            base=_given(base, here.did),
        )
    }
    for other in others:
        stands = _given(base, other.did)
        given[other.did] = (
            presets.gives(
                gifts.answers(GET),
                ours,
                _limits(limits, closed=presets.limits(stands).closed),
                currency=other.currency,
                base=stands,
            )
            if GET in gifts.sides
            else stands
        )
    return Draft(
        Terms({did: gift for did, gift in given.items() if gift is not None}),
        term["starts_on"],
        term["ends_on"],
        term["notice_days"],
        term["note"],
    )


def network_draft(
    filled: Mapping[str, forms.Form], here: Writer, base: Terms | None = None
) -> Draft:
    """Terms that are the same for every co-op in a network."""
    who, limits, term = filled["who"], filled["limits"], filled["term"].cleaned_data
    gifts = filled["gifts"]
    if not isinstance(gifts, GiftsForm):
        raise TypeError("The page of gifts is not the page of gifts.")
    given = presets.gives(
        gifts.answers(GIVE),
        Who(frozenset(who.cleaned_data["their_classes"]), who.cleaned_data["tenure"]),
        _limits(limits, closed=()),
        currency=here.currency,
        base=base.everyone if base else None,
    )
    return Draft(
        Terms({}, given), term["starts_on"], term["ends_on"], term["notice_days"], term["note"]
    )


def typed(version: AgreementVersion, here: Writer, others: Sequence[Writer], today: date) -> Typed:
    """The pages, filled in with what a version says. Where it names no kinds of membership, all count."""
    every = frozenset(MembershipClass.Kind.values)
    own = frozenset(own_kinds())
    terms = Terms.from_json(version.terms)
    ours = terms.given_by(here.did)
    theirs = terms.given_by(others[0].did) if others else None
    sides = {GIVE: ours, GET: theirs}
    gifts = {
        f"{side}_{name}": value
        for side, given in sides.items()
        for name, value in presets.answers(given).items()
    }
    kept = visiting_classes()
    if kept and not gifts.get("give_visiting_class"):
        gifts["give_visiting_class"] = kept[0][0]
    limits = presets.limits(ours or theirs)
    closed = presets.limits(ours).closed
    pages: dict[str, dict[str, Any]] = {
        "who": {
            "their_classes": sorted(presets.who(ours or theirs).classes or every),
            "our_classes": sorted((presets.who(theirs or ours).classes & own) or own),
            "tenure": presets.who(ours or theirs).tenure,
        },
        "gifts": gifts,
        "limits": {
            "times": limits.times,
            "per": limits.per,
            "together": limits.together,
            "adults": limits.adults,
            "children": limits.children or None,
            "km": limits.km,
            "closed_from": closed[0][0] if closed else None,
            "closed_to": closed[0][1] if closed else None,
            "evidence": limits.evidence.name,
            "mutual": "on" if limits.mutual else None,
        },
        "term": {
            "starts_on": max(version.starts_on, today),
            "ends_on": version.ends_on,
            "notice_days": version.notice_days,
        },
    }
    return {step: _as_typed(page) for step, page in pages.items()}


def alike(terms: Terms, others: Sequence[Writer]) -> bool:
    """Whether all the others give the same, so that one page can speak for them."""
    return len({terms.given_by(other.did) for other in others}) <= 1


def _limits(form: forms.Form, *, closed: tuple[tuple[date, date], ...]) -> Limits:
    said = form.cleaned_data
    return Limits(
        times=said["times"],
        per=Period(said["per"]),
        together=said["together"],
        adults=said["adults"],
        children=said["children"] or 0,
        km=said["km"],
        mutual=said["mutual"],
        evidence=Evidence[said["evidence"]],
        closed=closed,
    )


def _given(base: Terms | None, did: str) -> Gives | None:
    return base.given_by(did) if base else None


def _as_typed(page: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        name: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for name, value in page.items()
        if value not in (None, "")
    }
