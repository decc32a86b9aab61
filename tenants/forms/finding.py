"""The filters of the list of members; they stand in its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from tenants import finding, member_list, queries
from tenants.models import Member, Membership, MembershipClass, Staff, Tag

ROWS = 50
NARROWING = ("since", "until", "no_email")
_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_wrong = {"invalid": _("Enter a day as a date.")}


class MemberFilterForm(forms.Form):
    kind: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("Membership"),
        required=False,
        to_field_name="code",
        empty_label=_("Any"),
    )
    since = forms.DateField(
        label=_("Joined from"), required=False, widget=_day, error_messages=_wrong
    )
    until = forms.DateField(
        label=_("Joined until"), required=False, widget=_day, error_messages=_wrong
    )
    tag: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("Tag"),
        required=False,
        to_field_name="code",
        empty_label=_("Any"),
    )
    no_email = forms.BooleanField(label=_("Without an email address"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[
            ("", _("By number")),
            ("name", _("By name")),
            ("newest", _("Newest first")),
            ("oldest", _("Oldest first")),
        ],
        required=False,
    )
    rows = forms.ChoiceField(
        label=_("Rows on a page"),
        choices=[("", str(ROWS)), ("25", "25"), ("100", "100")],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = MembershipClass.objects.all()  # type: ignore[attr-defined]  # -- a ModelChoiceField, declared above
        self.fields["tag"].queryset = Tag.objects.all()  # type: ignore[attr-defined]  # -- as above
        for each in member_list.filters():
            self.fields[each.name] = forms.ChoiceField(
                label=str(each.label), choices=[("", _("Any")), *each.choices], required=False
            )
        last = ("no_email", "sort", "rows")
        self.order_fields([*(name for name in self.fields if name not in last), *last])

    def clean_rows(self) -> int:
        return int(self.cleaned_data["rows"] or ROWS)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("That is before the day from which you look."))
        return found


class ColumnsForm(forms.Form):
    columns = forms.MultipleChoiceField(
        label=_("Columns"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.name, each.label) for each in member_list.columns()]
        self.fields["columns"].choices = choices  # type: ignore[attr-defined]  # -- a MultipleChoiceField, declared above


@dataclass(frozen=True)
class Asked:
    """What an address asks of the list. `query` is the same as an address again; empty where the form is wrong.

    `whole` is a list that nothing narrows but a standing, whose length the tabs say.
    """

    form: MemberFilterForm
    rows: QuerySet[Member]
    search: str
    standing: str
    kind: MembershipClass | None
    per_page: int
    query: str
    whole: bool


def asked_for(data: QueryDict) -> Asked:
    """Raises Http404 for a standing that there is none of. Where the form is wrong, nothing is narrowed by it."""
    standing, search = data.get("standing", ""), data.get("q", "").strip()
    if standing not in {"", *Membership.Standing.values}:
        raise Http404
    form = MemberFilterForm(data)
    valid = form.is_valid()
    said = dict(form.cleaned_data) if valid else {}
    per_page, kind, tag = said.pop("rows", ROWS), said.pop("kind", None), said.pop("tag", None)
    others = {each.name: said.pop(each.name, "") for each in member_list.filters()}
    rows = finding.filtered(
        queries.members(search, standing),
        kind=kind.code if kind else None,
        tag=tag.code if tag else None,
        others=others,
        **said,
    )
    query = finding.as_query(data) if valid else ""
    narrowing = (search, kind, tag, *others.values(), *(said.get(each) for each in NARROWING))
    return Asked(form, rows, search, standing, kind, per_page, query, not any(narrowing))


def columns_of(names: Iterable[str], staff: Staff) -> list[member_list.Column]:
    """As the address says, else as this person keeps them, else the usual ones."""
    known = {each.name for each in member_list.columns()}
    return member_list.chosen(known & set(names) or staff.member_columns)


class SaveFilterForm(forms.Form):
    name = forms.CharField(
        label=_("Keep this filter as"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Give the filter a name.")},
    )
