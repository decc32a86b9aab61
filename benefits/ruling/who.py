"""Who may have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.eligibility import Benefit, Rule, TermsError
from benefits.eligibility.partners import MutualOnly, NotNear, PartnerScope, Scope
from benefits.eligibility.party import Covers, Party
from benefits.eligibility.who import Classes, GoodStanding, Tenure, ValidInYear, Vouched
from benefits.ruling.base import GroupForm, joined, parts, pick, several, tick, whole, words
from tenants.models import MembershipClass

SCOPES = (
    ("", _("The co-ops that sign")),
    (Scope.NETWORK, _("Every co-op of a network")),
    (Scope.ACCREDITED, _("Any co-op that a body stands for")),
)
COVERS = (
    ("", _("Not part of this")),
    (Covers.NAMED, _("The named person alone")),
    (Covers.COUNTED, _("A number of adults and children")),
    (Covers.AS_OWN, _("Whom the card covers, up to a number")),
)


class WhoForm(GroupForm):
    title = _("Who may have it")
    edits = (
        PartnerScope,
        MutualOnly,
        Classes,
        Vouched,
        GoodStanding,
        Tenure,
        ValidInYear,
        Party,
        NotNear,
    )

    scope = pick(_("Members of"), SCOPES)
    scope_names = several(_("Networks, or identifiers of the bodies"))
    scope_called = words(_("How people call them"), most=120)
    mutual_only = tick(_("Only while they give something to our members as well"))
    classes = forms.MultipleChoiceField(
        label=_("Kinds of membership that count"),
        choices=MembershipClass.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    becomes = several(
        _("Which of your own kinds they count as"),
        _("For example: consumer = guest, worker = full."),
    )
    vouched = tick(_("Their co-op must say that the card counts at partners"))
    programme = words(_("In this programme"), most=60)
    fresh_minutes = whole(_("Their standing was checked at most so many minutes ago"), 44_640)
    tenure_days = whole(_("Members for at least so many days"), 36_600)
    valid_year = forms.IntegerField(
        label=_("Members in the year"), min_value=2000, max_value=2999, required=False
    )
    covers = pick(_("Who comes along"), COVERS)
    adults = whole(_("Adults"), 99)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=99, required=False)
    near_areas = several(
        _("Not for people who live in"),
        _("Country and region, such as GB-BST. Separate with commas."),
    )
    near_km = whole(_("Not for members of co-ops within so many km"), 20_000)
    lifted_for = several(_("Lifted for these co-ops"), _("Their identifiers, separated by commas."))

    def build(self) -> Iterator[Rule]:
        yield from self._partners()
        yield from self._membership()
        yield from self._people()

    def _partners(self) -> Iterator[Rule]:
        data = self.cleaned_data
        if data["scope"]:
            names = frozenset(parts(data["scope_names"]))
            yield PartnerScope(Scope(data["scope"]), names, data["scope_called"])
        if data["mutual_only"]:
            yield MutualOnly()
        if data["near_areas"] or data["near_km"]:
            yield NotNear(
                frozenset(parts(data["near_areas"])),
                data["near_km"] or 0,
                frozenset(parts(data["lifted_for"])),
            )

    def _membership(self) -> Iterator[Rule]:
        data = self.cleaned_data
        if data["classes"]:
            yield Classes(frozenset(data["classes"]), _pairs(data["becomes"]))
        if data["vouched"]:
            yield Vouched(data["programme"])
        if data["fresh_minutes"]:
            yield GoodStanding(data["fresh_minutes"])
        if data["tenure_days"]:
            yield Tenure(data["tenure_days"])
        if data["valid_year"]:
            yield ValidInYear(data["valid_year"])

    def _people(self) -> Iterator[Rule]:
        data = self.cleaned_data
        if data["covers"]:
            yield Party(Covers(data["covers"]), data["adults"] or 1, data["children"] or 0)

    @classmethod
    def filled(cls, benefit: Benefit) -> dict[str, Any]:
        scope, near = benefit.rule(PartnerScope), benefit.rule(NotNear)
        found: dict[str, Any] = {"mutual_only": benefit.rule(MutualOnly) is not None}
        if scope:
            found["scope"], found["scope_called"] = scope.scope, scope.called
            found["scope_names"] = joined(scope.names)
        if near:
            found["near_areas"], found["near_km"] = joined(near.areas), near.within_km or None
            found["lifted_for"] = joined(near.lifted_for)
        return found | _filled_membership(benefit) | _filled_people(benefit)


def _filled_membership(benefit: Benefit) -> dict[str, Any]:
    classes, vouched = benefit.rule(Classes), benefit.rule(Vouched)
    fresh, tenure, year = (
        benefit.rule(GoodStanding),
        benefit.rule(Tenure),
        benefit.rule(ValidInYear),
    )
    return {
        "classes": sorted(classes.accepted) if classes else [],
        "becomes": ", ".join(f"{one} = {own}" for one, own in classes.becomes) if classes else "",
        "vouched": vouched is not None,
        "programme": vouched.programme if vouched else "",
        "fresh_minutes": fresh.max_age_minutes if fresh else None,
        "tenure_days": tenure.days if tenure else None,
        "valid_year": year.year if year else None,
    }


def _filled_people(benefit: Benefit) -> dict[str, Any]:
    party = benefit.rule(Party)
    if party is None:
        return {}
    return {"covers": party.covers, "adults": party.adults, "children": party.children}


def _pairs(written: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for part in parts(written):
        foreign, sign, own = (each.strip() for each in part.partition("="))
        if not (foreign and sign and own):
            raise TermsError("Write which kind counts as which, such as: consumer = guest.")
        pairs.append((foreign, own))
    return tuple(pairs)
