"""Which cards a co-op accepts, as its people write it down."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from credentials import accreditations
from credentials.acceptance import MOST, Policy
from credentials.core.definition import ASSURANCE_LEVELS
from credentials.models import Accreditation
from tenants.models import Cooperative

DID: Final = re.compile(r"did:[a-z0-9]+:[^\s#?/]{1,280}", re.ASCII)
LINES: Final = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"})


class NamesField(forms.CharField):
    """Co-ops, one per line: the address of a page here, or an identifier. Cleans to DIDs."""

    widget = LINES
    default_error_messages = {
        "unknown": _(
            "Line %(line)s is no co-op of this portal and no identifier. Write the address of its page here, "
            "or an identifier such as did:web:coops.example:c:oak-street."
        ),
        "many": _("Name at most %(most)s co-ops."),
    }

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for the first line that names nobody."""
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines()]
        if len(lines) > MOST:
            raise self._refused("many", most=MOST)
        found = set()
        for number, line in enumerate(lines, start=1):
            did = _did_of(line) if line else None
            if line and did is None:
                raise self._refused("unknown", line=number)
            found |= {did} if did else set()
        return frozenset(found)

    def _refused(self, code: str, **values: int) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code, params=values)


def _did_of(line: str) -> str | None:
    if DID.fullmatch(line):
        return line
    path = urlsplit(line).path if "/" in line else f"/c/{line}/"
    slug = path.partition("/c/")[2].partition("/")[0]
    return Cooperative.objects.filter(slug=slug).values_list("did", flat=True).first()


class AcceptanceForm(forms.Form):
    """Bodies, kinds and closeness; then partners; then single co-ops."""

    bodies = forms.MultipleChoiceField(
        label=_("Whose word counts here?"),
        help_text=_(
            "Cards of co-ops that one of these federations confirms are accepted. Choose none to accept "
            "only partners with whom you have an agreement."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    others = NamesField(
        label=_("Federations of other portals"),
        help_text=_("One identifier per line, such as did:web:federation.example:c:commons."),
        required=False,
    )
    categories = forms.MultipleChoiceField(
        label=_("Which kinds of organisation?"),
        widget=forms.CheckboxSelectMultiple,
        choices=Accreditation.Category.choices,
        error_messages={"required": _("Choose at least one kind of organisation.")},
    )
    assurance = forms.ChoiceField(
        label=_("How closely must it have been checked?"),
        widget=forms.RadioSelect,
        choices=Accreditation.Assurance.choices,
        error_messages={"required": _("Choose how closely it must have been checked.")},
    )
    partners_confirmed = forms.BooleanField(
        label=_("Partners must be confirmed too"),
        help_text=_(
            "If a federation suspends a partner, its members are no longer recognised, agreement or not."
        ),
        required=False,
    )
    allowed = NamesField(
        label=_("Always accept these co-ops"),
        help_text=_("One per line: the address of its page here, or its identifier."),
        required=False,
    )
    denied = NamesField(
        label=_("Never accept these co-ops"),
        help_text=_("One per line. This goes before everything else, agreements too."),
        required=False,
    )

    def __init__(self, *args: Any, here: Cooperative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].choices = bodies_here(here)  # type: ignore[attr-defined]  # -- a MultipleChoiceField, declared above

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("allowed", frozenset()) & cleaned.get("denied", frozenset()):
            self.add_error("denied", _("A co-op stands in both lists. Take it out of one."))
        chosen = cleaned.get("bodies") or cleaned.get("others")
        if cleaned.get("partners_confirmed") and not chosen:
            self.add_error("partners_confirmed", _("Choose by whom: name a federation above."))
        return cleaned

    def policy(self) -> Policy:
        """What was written down; only of a valid form."""
        told = self.cleaned_data
        return Policy(
            bodies=frozenset(told["bodies"]) | told["others"],
            categories=frozenset(told["categories"]),
            assurance=told["assurance"],
            partners_confirmed=told["partners_confirmed"],
            allowed=told["allowed"],
            denied=told["denied"],
        )


def initial(policy: Policy, here: Cooperative) -> dict[str, Any]:
    """A rule as the form shows it."""
    known = {did for did, _name in bodies_here(here)}
    return {
        "bodies": sorted(policy.bodies & known),
        "others": "\n".join(sorted(policy.bodies - known)),
        "categories": sorted(policy.categories),
        "assurance": policy.assurance if policy.assurance in ASSURANCE_LEVELS else "",
        "partners_confirmed": policy.partners_confirmed,
        "allowed": "\n".join(sorted(policy.allowed)),
        "denied": "\n".join(sorted(policy.denied)),
    }


def bodies_here(here: Cooperative) -> list[tuple[str, str]]:
    """The federations of this portal, this co-op itself among them where it is one."""
    found = Cooperative.objects.filter(level=Cooperative.Level.SECONDARY)
    open_ones = found.exclude(state=Cooperative.State.CLOSED).order_by("name")
    return [
        (each.did, each.name)
        for each in open_ones
        if each.pk == here.pk or accreditations.is_body(each)
    ]
