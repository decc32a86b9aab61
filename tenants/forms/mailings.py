"""What a co-op writes to many: words in each of its languages, to whom, and whether it has to be sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tenants import finding
from tenants.letter_texts import PLACE
from tenants.models import Cooperative, Mailing, MembershipClass, SavedFilter

PLACES = ("name", "number", "coop")
ALL = "all"
MOST_TEXT = 10000


class MailingForm(forms.Form):
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        help_text=gettext_lazy("The name of the co-op goes before it."),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Write a subject.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "An empty line begins a new paragraph; addresses of pages become links. "
            "You can put in {name}, {number} and {coop}."
        ),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )
    to = forms.ChoiceField(
        label=pgettext_lazy("letter", "To"),
        error_messages={"required": gettext_lazy("Choose to whom.")},
    )
    required = forms.BooleanField(
        label=gettext_lazy("The co-op has to send this"),
        help_text=gettext_lazy(
            "An invitation to the general meeting, a change of the bylaws. It goes to those, too, who want no letters to all."
        ),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it has to be sent"),
        help_text=gettext_lazy("Stands in the letter, where others say how to get no more."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, here: Cooperative, query: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = finding.as_query(QueryDict(query[:500]))
        self.languages = _further(here)
        self.fields["to"].choices = self._audiences()  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
        for code, name in self.languages:
            self._add_language(code, name)

    def _add_language(self, code: str, name: str) -> None:
        subject = _("Subject in {language}").format(language=name)
        text = _("Text in {language}").format(language=name)
        one_line = forms.TextInput(attrs={"dir": "auto"})
        many = forms.Textarea(attrs={"rows": 12, "dir": "auto"})
        self.fields[f"subject_{code}"] = forms.CharField(
            label=subject, max_length=120, required=False, widget=one_line
        )
        self.fields[f"text_{code}"] = forms.CharField(
            label=text, max_length=MOST_TEXT, required=False, widget=many
        )

    def _audiences(self) -> list[tuple[str, str]]:
        found = [(ALL, _("All members"))]
        kinds = MembershipClass.objects.filter(visiting=False)
        found += [(f"kind:{row.code}", row.name) for row in kinds]
        saved = SavedFilter.objects.all()
        found += [
            (f"filter:{row.query}", _("Filter: {name}").format(name=row.name)) for row in saved
        ]
        known = {value for value, _label in found}
        if self.query and f"filter:{self.query}" not in known:
            found.insert(0, (f"filter:{self.query}", _("Those whom the list of members showed")))
        return found

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in [each for each in self.fields if each.startswith(("subject", "text"))]:
            strange = [
                place for place in PLACE.findall(found.get(name) or "") if place not in PLACES
            ]
            if strange:
                said = _("A mailing does not know {place}.").format(place=f"{{{strange[0]}}}")
                self.add_error(name, said)
        if found.get("required") and not (found.get("reason") or "").strip():
            self.add_error("reason", _("Say why the co-op has to send it."))
        for code, _name in self.languages:
            if bool(found.get(f"subject_{code}")) != bool(found.get(f"text_{code}")):
                self.add_error(f"text_{code}", _("Write subject and text, or neither."))
        return found

    def values(self, here: Cooperative) -> dict[str, Any]:
        """For the service; a reason only where one is needed."""
        said = self.cleaned_data
        kind, query = None, ""
        if said["to"].startswith("kind:"):
            kind = MembershipClass.objects.get(code=said["to"].removeprefix("kind:"))
        elif said["to"].startswith("filter:"):
            query = said["to"].removeprefix("filter:")
        variants = {
            code: {"subject": said[f"subject_{code}"], "text": said[f"text_{code}"]}
            for code, _name in self.languages
            if said[f"text_{code}"]
        }
        return {
            "subject": " ".join(said["subject"].split()),
            "text": said["text"],
            "language": here.language,
            "variants": variants,
            "required": said["required"],
            "reason": said["reason"].strip() if said["required"] else "",
            "membership_class": kind,
            "query": query,
        }


def initial_of(row: Mailing) -> dict[str, Any]:
    to = f"kind:{row.membership_class.code}" if row.membership_class else ALL
    found = {
        "subject": row.subject,
        "text": row.text,
        "required": row.required,
        "reason": row.reason,
        "to": f"filter:{row.query}" if row.query else to,
    }
    for code, said in row.variants.items():
        found |= {f"subject_{code}": said["subject"], f"text_{code}": said["text"]}
    return found


def _further(here: Cooperative) -> list[tuple[str, str]]:
    """Languages of the co-op besides its own, in which letters can be written at all."""
    return [
        (code, name)
        for code, name in settings.LANGUAGES
        if code in here.languages and code != here.language
    ]
