"""Fields of a co-op's own: how an owner settles one, and how it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.answers import YES
from tenants.files import MOST_BYTES, FileRefusedError, Kept, kept
from tenants.forms.naming import name_fields
from tenants.languages import name_of
from tenants.models import Cooperative, FieldAnswer, FormField, MembershipClass

Kind = FormField.Kind
MOST_CHOICES: Final = 50
A_LINE: Final = forms.TextInput(attrs={"dir": "auto"})


class FieldSettingsForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Question"),
        help_text=gettext_lazy("For a consent: the sentence that people agree to."),
        max_length=200,
        widget=A_LINE,
        error_messages={"required": gettext_lazy("Enter the question.")},
    )
    help = forms.CharField(
        label=gettext_lazy("Help"),
        help_text=gettext_lazy("A line below the question."),
        max_length=300,
        required=False,
        widget=A_LINE,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of answer"), choices=Kind.choices, widget=forms.RadioSelect
    )
    choices = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        help_text=gettext_lazy("For a choice: one in each line."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    asked = forms.ChoiceField(
        label=gettext_lazy("Who answers it"),
        choices=FormField.Asked.choices,
        widget=forms.RadioSelect,
    )
    membership_class: forms.ModelChoiceField[MembershipClass] = forms.ModelChoiceField(
        label=gettext_lazy("Kind of membership"),
        queryset=None,
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("Every kind"),
    )
    required = forms.BooleanField(
        label=gettext_lazy("An answer is needed"),
        help_text=gettext_lazy("Nobody can go on without it."),
        required=False,
    )

    def __init__(
        self, *args: Any, here: Cooperative, row: FormField | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_known(row), **kwargs)  # type: ignore[misc]  # -- never given in args
        self.row = row
        self.others = [each for each in here.languages if each != here.language]
        classes = MembershipClass.objects.filter(visiting=False)
        self.fields["membership_class"].queryset = classes  # type: ignore[attr-defined]  # -- a ModelChoiceField, declared above
        if row is not None:
            del self.fields["kind"]
        for language in self.others:
            self._translate(language)
        name_fields(self)

    def _translate(self, language: str) -> None:
        known = self.row.translations.get(language, {}) if self.row is not None else {}
        for name in ("label", "help", "choices"):
            own = self.fields[name]
            said = known.get(name, "")
            if name == "choices" and self.row is not None:
                said = "\n".join(known.get(name, {}).get(each, "") for each in self.row.choices)
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=_("{label}, in {language}").format(
                    label=own.label, language=name_of(language)
                ),
                max_length=own.max_length,  # type: ignore[attr-defined]  # -- texts, declared above
                required=False,
                initial=said,
                widget=type(own.widget)(attrs={**own.widget.attrs, "lang": language}),
            )

    def clean_choices(self) -> list[str]:
        return _lines(self.cleaned_data["choices"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        kind = self.row.kind if self.row is not None else found.get("kind")
        if kind == Kind.CHOICE and not 1 < len(set(found.get("choices", []))) <= MOST_CHOICES:
            self.add_error("choices", _("Enter at least two answers, each in a line of its own."))
        return found

    def settled(self) -> dict[str, Any]:
        """The values as the service takes them."""
        said = self.cleaned_data
        values = {name: said[name] for name in type(self).base_fields if name in self.fields}
        translations = dict(self.row.translations) if self.row is not None else {}
        for language in self.others:
            theirs = _lines(said[f"choices_{language}"])
            told = {
                "label": said[f"label_{language}"],
                "help": said[f"help_{language}"],
                "choices": dict(zip(values["choices"], theirs, strict=False)),
            }
            translations[language] = {name: text for name, text in told.items() if text}
        return {**values, "translations": {key: each for key, each in translations.items() if each}}


class AnswersForm(forms.Form):
    """These fields, with what was answered to them before."""

    def __init__(
        self,
        *args: Any,
        fields: Iterable[FormField],
        known: Iterable[FieldAnswer] = (),
        by_staff: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {f"field_{each.code.hex}": each for each in fields}
        before = {each.field_id: each for each in known}
        for name, each in self.asked.items():
            made = _drawn(each, before.get(each.pk))
            made.required = made.required and not by_staff
            self.fields[name] = made

    def given(self) -> dict[FormField, str | Kept]:
        """What was answered. A file that was not chosen anew stays."""
        found: dict[FormField, str | Kept] = {}
        for name, field in self.asked.items():
            value = self.cleaned_data[name]
            if field.kind == Kind.FILE and not value:
                continue
            found[field] = value if isinstance(value, Kept) else _text(value)
        return found


class KeptFileField(forms.FileField):
    """A picture or a paper; what is kept of it, and nothing else, leaves this field."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        handed = super().clean(data, initial)
        if not handed:
            return None
        refused = _("Choose a picture (JPEG, PNG, WebP) or a PDF of at most 5 MB.")
        if handed.size > MOST_BYTES:
            raise forms.ValidationError(refused)
        try:
            return kept(handed.read())
        except FileRefusedError as error:
            raise forms.ValidationError(refused) from error


def _drawn(field: FormField, before: FieldAnswer | None) -> forms.Field:
    label = field.said("label")
    said: dict[str, Any] = {
        "label": label,
        "help_text": field.said("help"),
        "required": field.required,
        "error_messages": {"required": _("Answer “{label}”.").format(label=label)},
    }
    value = before.value if before is not None else ""
    if field.kind == Kind.FILE:
        if before is not None:
            said |= {
                "required": False,
                "help_text": _("You have handed in a file. Choose another one to replace it."),
            }
        accept = {"accept": "image/jpeg,image/png,image/webp,application/pdf"}
        return KeptFileField(**said, widget=forms.FileInput(attrs=accept))
    if field.kind == Kind.CONSENT:
        said["error_messages"] = {"required": _("Agree to “{label}” to go on.").format(label=label)}
        still = before is not None and before.version == field.version
        return forms.BooleanField(**said, initial=bool(value) and still)
    return _plain(field, value, said)


def _plain(field: FormField, value: str, said: dict[str, Any]) -> forms.Field:
    if field.kind == Kind.CHOICE:
        choices = [(each, field.said_choice(each)) for each in field.choices]
        none = [] if field.required else [("", _("No answer"))]
        said["error_messages"]["invalid_choice"] = _("Choose one of the answers.")
        return forms.ChoiceField(
            **said, choices=[*none, *choices], initial=value, widget=forms.RadioSelect
        )
    if field.kind == Kind.NUMBER:
        said["error_messages"]["invalid"] = _("Enter a number.")
        return forms.DecimalField(
            **said,
            max_digits=12,
            decimal_places=4,
            initial=value or None,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        )
    if field.kind == Kind.DATE:
        said["error_messages"]["invalid"] = _("Enter a date.")
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        day = date.fromisoformat(value) if value else None
        return forms.DateField(**said, initial=day, widget=widget)
    return forms.CharField(**said, max_length=2000, initial=value, widget=A_LINE)


def _text(value: Any) -> str:
    if value is True:
        return YES
    if value is None or value is False:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _lines(text: str) -> list[str]:
    return [line.strip()[:200] for line in text.splitlines() if line.strip()]


def _known(row: FormField | None) -> dict[str, Any]:
    if row is None:
        return {"kind": Kind.TEXT, "asked": FormField.Asked.APPLICATION}
    names = ("label", "help", "asked", "required")
    chosen = row.membership_class.code if row.membership_class else None
    known = {name: getattr(row, name) for name in names}
    return {**known, "choices": "\n".join(row.choices), "membership_class": chosen}
