"""What an owner settles for a kind of membership."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.forms.naming import name_fields
from tenants.languages import name_of
from tenants.models import Cooperative, MembershipClass

Term, Renewal, Whom = MembershipClass.Term, MembershipClass.Renewal, MembershipClass.Whom
TRANSLATED: Final = ("name", "price", "description", "eligibility")
WORDS: Final = ("name", "kind", "description", "price")
GROUPS: Final = (
    (_("Who may join"), ("eligibility", "whom", "minimum_age", "open_to_applicants")),
    (_("Shares"), ("minimum_shares", "share_price", "instalments")),
    (_("Fee"), ("fee", "runs_as_paid")),
    (_("Votes"), ("votes",)),
    (_("Household"), ("holders_most", "holders_age", "holders_approval")),
    (_("How long it lasts"), ("term", "term_months", "renewal", "reminder_days")),
    (
        _("On the card, and at partners"),
        ("card_number", "card_since", "card_vote", "reciprocity_eligible"),
    ),
)
# Agreements with partners settle these for visitors.
NOT_FOR_VISITS: Final = frozenset(
    {
        "eligibility",
        "whom",
        "minimum_age",
        "open_to_applicants",
        "minimum_shares",
        "share_price",
        "instalments",
        "fee",
        "runs_as_paid",
        "votes",
        "holders_most",
        "holders_age",
        "holders_approval",
        "term",
        "term_months",
        "renewal",
        "reminder_days",
        "reciprocity_eligible",
    }
)
A_LINE: Final = forms.TextInput(attrs={"dir": "auto"})


def number(label: Any, least: int, most: int, help_text: Any = "", **kwargs: Any) -> Any:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, help_text=help_text, **kwargs
    )


class ClassSettingsForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("As your members say it. It stands on the card."),
        max_length=100,
        widget=A_LINE,
        error_messages={"required": _("Enter a name.")},
    )
    kind = forms.ChoiceField(
        label=_("What it is everywhere"),
        help_text=_("Partners and their software know these words."),
        choices=MembershipClass.Kind.choices,
    )
    description = forms.CharField(
        label=_("What it means"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    price = forms.CharField(
        label=_("Price"),
        help_text=_("As people read it, such as £10 once."),
        max_length=100,
        required=False,
        widget=A_LINE,
    )
    eligibility = forms.CharField(
        label=_("Who may have it"),
        help_text=_("One sentence, such as: who lives or works in the valley."),
        max_length=300,
        required=False,
        widget=A_LINE,
    )
    whom = forms.ChoiceField(
        label=_("People or organisations"), choices=Whom.choices, widget=forms.RadioSelect
    )
    minimum_age = number(_("Youngest age"), 1, 120, _("Empty if there is none."), required=False)
    open_to_applicants = forms.BooleanField(
        label=_("People may apply for it"),
        help_text=_("Without this only your team gives it."),
        required=False,
    )
    minimum_shares = number(_("Fewest shares"), 0, 9999, _("0 if it has no shares."))
    share_price = forms.DecimalField(
        label=_("Price of one share"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )
    instalments = number(_("Most instalments"), 1, 120, _("1 if shares are paid at once."))
    fee = forms.DecimalField(
        label=_("Fee for each term"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
    )
    runs_as_paid = forms.BooleanField(
        label=_("It runs as far as it is paid"),
        help_text=_(
            "The membership goes on with a new card once the fee of the next term is paid."
        ),
        required=False,
    )
    votes = number(_("Votes"), 0, 999, _("0 for none."))
    holders_most = number(
        _("Further cards for the household"),
        0,
        20,
        _("0 for none. Who has one is no member: a household has one membership and its votes."),
        required=False,
    )
    holders_age = number(
        _("Further cards from which age"), 1, 120, _("Empty if from any age."), required=False
    )
    holders_approval = forms.BooleanField(
        label=_("Your team decides on each further card that a member asks for"), required=False
    )
    term = forms.ChoiceField(label=_("It lasts"), choices=Term.choices, widget=forms.RadioSelect)
    term_months = number(
        _("Months"),
        1,
        600,
        _("Without an end: for how long each card is good. The next one follows by itself."),
    )
    renewal = forms.ChoiceField(
        label=_("When the time is over"), choices=Renewal.choices, widget=forms.RadioSelect
    )
    reminder_days = number(
        _("Remind the member so many days before"), 0, 365, _("0 for no reminder.")
    )
    card_number = forms.BooleanField(label=_("The card shows the member number"), required=False)
    card_since = forms.BooleanField(
        label=_("The signed card says since when somebody is a member"), required=False
    )
    card_vote = forms.BooleanField(
        label=_("The signed card says whether the member has a vote"), required=False
    )
    reciprocity_eligible = forms.BooleanField(
        label=_("Counts at partner co-ops"),
        help_text=_("Agreements that you sign are about members of such kinds only."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        here: Cooperative,
        row: MembershipClass | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_known(row), **kwargs)  # type: ignore[misc]  # -- never given in args
        self.row = row
        self.visiting = row is not None and row.visiting
        self.others = [each for each in here.languages if each != here.language]
        said = _("In {currency}.").format(currency=here.currency)
        self.fields["share_price"].help_text = said
        self.fields["fee"].help_text = said
        for name in NOT_FOR_VISITS if self.visiting else ():
            del self.fields[name]
        for language in self.others:
            self._translate(language)
        name_fields(self)

    def _translate(self, language: str) -> None:
        known = self.row.translations.get(language, {}) if self.row is not None else {}
        for name in TRANSLATED:
            if name not in self.fields:
                continue
            own = self.fields[name]
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=_("{label}, in {language}").format(
                    label=own.label, language=name_of(language)
                ),
                max_length=own.max_length,  # type: ignore[attr-defined]  # -- texts, declared above
                required=False,
                initial=known.get(name, ""),
                widget=forms.TextInput(attrs={"dir": "auto", "lang": language}),
            )

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The fields as they stand on the page, under their headings."""
        words = [*WORDS, *(name for name in self.fields if "_" in name and name not in _DECLARED)]
        found: list[tuple[Any, list[Any]]] = [("", [self[name] for name in words])]
        for title, names in GROUPS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                found.append((title, fields))
        return found

    def clean_holders_most(self) -> int:
        wanted: int = self.cleaned_data["holders_most"] or 0
        return wanted

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        others = MembershipClass.objects.filter(name=name)
        if self.row is not None:
            others = others.exclude(pk=self.row.pk)
        if others.exists():
            raise forms.ValidationError(_("There is a kind of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("minimum_shares") and not found.get("share_price"):
            self.add_error("share_price", _("Enter the price of one share."))
        if "fee" in found:
            found["fee"] = found["fee"] or None
        if found.get("runs_as_paid") and not found.get("fee"):
            self.add_error("fee", _("Enter the fee, or do not let it run as far as it is paid."))
        if found.get("runs_as_paid") and found.get("term") == Term.OPEN:
            self.add_error("runs_as_paid", _("What runs as far as it is paid has an end."))
        if found.get("minimum_age") and found.get("whom") == Whom.ORGANISATIONS:
            self.add_error("minimum_age", _("Organisations have no age. Leave this empty."))
        return found

    def settled(self) -> dict[str, Any]:
        """The values as the service takes them."""
        values = {name: self.cleaned_data[name] for name in _DECLARED if name in self.fields}
        if "votes" in values:
            values["has_vote"] = values["votes"] > 0
            values["votes"] = max(1, values["votes"])
        values["translations"] = self._translations()
        return values

    def _translations(self) -> dict[str, dict[str, str]]:
        """Of the languages asked for; a language that was given up keeps its texts."""
        kept = dict(self.row.translations) if self.row is not None else {}
        for language in self.others:
            said = {name: self.cleaned_data.get(f"{name}_{language}", "") for name in TRANSLATED}
            kept[language] = {name: text for name, text in said.items() if text}
        return {language: said for language, said in kept.items() if said}


_DECLARED: Final = tuple(ClassSettingsForm.base_fields)
NEW: Final = {
    "whom": Whom.ANYBODY,
    "minimum_shares": 0,
    "instalments": 1,
    "votes": 1,
    "holders_most": 0,
    "holders_approval": True,
    "term": Term.MONTHS,
    "term_months": 12,
    "renewal": Renewal.STAFF,
    "reminder_days": 30,
    "card_number": True,
    "card_since": True,
    "open_to_applicants": True,
    "reciprocity_eligible": True,
}


def _known(row: MembershipClass | None) -> dict[str, Any]:
    if row is None:
        return dict(NEW)
    return {**{name: getattr(row, name) for name in _DECLARED}, "votes": row.votes * row.has_vote}
