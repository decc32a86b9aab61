"""A whole benefit on one page: its name, what is given, and every group of rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.eligibility import Benefit
from benefits.ruling.after import AfterForm
from benefits.ruling.base import GroupForm, WhatForm
from benefits.ruling.often import OftenForm
from benefits.ruling.proof import ProofForm
from benefits.ruling.what import WHAT_FORMS
from benefits.ruling.where import WhereForm
from benefits.ruling.who import WhoForm

GROUP_FORMS: tuple[type[GroupForm], ...] = (WhoForm, OftenForm, WhereForm, ProofForm, AfterForm)
KIND_NAMES: Mapping[str, Any] = {
    "discount": _("A discount"),
    "code": _("A code for a web shop"),
    "free_units": _("Some free, then a price"),
    "event_entry": _("Entry to an event"),
    "as_own_member": _("As own members"),
    "fee_waiver": _("A fee that need not be paid"),
    "reduced_fee": _("A second membership for less"),
    "visiting_membership": _("A visiting membership"),
}


class NameForm(forms.Form):
    title = forms.CharField(
        label=_("Name"),
        help_text=_("As the desk and the member read it."),
        max_length=120,
        error_messages={"required": _("Give the benefit a name.")},
    )
    staff_line = forms.CharField(
        label=_("A line for the desk"),
        help_text=_("What to do or to look at, in one sentence."),
        max_length=300,
        required=False,
    )


class WholeForm:
    """Several forms that are valid together. `benefit` is the one that stands, None for a new one."""

    def __init__(
        self, kind: str, data: Any = None, benefit: Benefit | None = None, *, currency: str = "EUR"
    ) -> None:
        self.before = benefit
        name = {"title": benefit.title, "staff_line": benefit.staff_line} if benefit else {}
        what = WHAT_FORMS[kind]
        shown = what.filled(benefit.parameters) if benefit else None
        self.name = NameForm(data, prefix="name", initial=name)
        self.what: WhatForm = what(data, prefix="what", initial=shown)
        self.groups: list[GroupForm] = [
            form(data, prefix=form.__name__, initial=form.filled(benefit) if benefit else None)
            for form in GROUP_FORMS
        ]
        units = set(benefit.currencies) if benefit else set()
        for each in self.forms:
            # Where amounts are of several, from before they had to be of one, each form shows its own.
            if "currency" in each.fields and len(units) <= 1:
                each.initial["currency"] = next(iter(units), currency)

    @property
    def forms(self) -> list[Any]:
        return [self.name, self.what, *self.groups]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # each says what is wrong with it
        if not all(valid):
            return False
        if len(set(self.benefit("written").currencies)) > 1:
            self.what.add_error(None, _("Write all amounts of a benefit in one currency."))
        return not self.what.errors

    @property
    def wrong(self) -> Any:
        """The first form in which something has to be mended."""
        return next((form for form in self.forms if form.is_bound and form.errors), None)

    @property
    def sections(self) -> list[dict[str, Any]]:
        """Each group, open where something is written in it or wrong."""
        return [
            {"form": group, "title": group.title, "open": bool(group.errors) or self._has(group)}
            for group in self.groups
        ]

    def benefit(self, code: str) -> Benefit:
        proof = next(group for group in self.groups if isinstance(group, ProofForm))
        return Benefit(
            id=code,
            title=self.name.cleaned_data["title"],
            parameters=self.what.what,
            rules=tuple(rule for group in self.groups for rule in group.rules),
            evidence=proof.least(),
            staff_line=self.name.cleaned_data["staff_line"],
        )

    def _has(self, group: GroupForm) -> bool:
        return self.before is not None and any(
            isinstance(rule, group.edits) for rule in self.before.rules
        )
