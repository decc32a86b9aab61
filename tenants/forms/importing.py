"""A list of members from elsewhere: the file, and what its columns are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.importing.columns import Column
from tenants.importing.reading import MOST_BYTES, read, read_text
from tenants.importing.table import Table, UnreadableFileError
from tenants.models import Import, MembershipClass
from tenants.secrets import name_key

MOST_PASTED: Final = 500_000
MOST_WORDS: Final = 40
IGNORED: Final = ""
DATES: Final = (
    ("", _("Day first: 31.12.2026 or 31/12/2026")),
    ("month", _("Month first: 12/31/2026")),
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX or ODS, up to 5 MB and 20,000 rows."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
    )
    text = forms.CharField(
        label=_("Or paste a table"),
        help_text=_("Copied from a spreadsheet, with its headings."),
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "spellcheck": "false"}),
        error_messages={
            "max_length": _("That is too much to paste. Save it as a file and choose that.")
        },
    )

    table: Table

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        file, text = found.get("file"), found.get("text", "")
        try:
            if file:
                self.table = read(file.read(MOST_BYTES + 1))
            elif text.strip():
                self.table = read_text(text)
            elif not self.errors:
                self.add_error("file", _("Choose a file, or paste a table."))
        except UnreadableFileError as error:
            self.add_error("file" if file else "text", str(error.message))
        return found

    @property
    def name(self) -> str:
        file = self.cleaned_data.get("file")
        return str(file.name) if file else str(_("Pasted table"))


class ColumnsForm(forms.Form):
    """One choice per column; one per word of the kinds of membership; how dates are written."""

    def __init__(
        self,
        *args: Any,
        brought: Import,
        columns: list[Column],
        rows: Iterable[list[str]],
        fields: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.said = fields
        self.rows = list(rows)
        self.kinds = list(MembershipClass.objects.filter(visiting=False))
        self.brought = brought
        named = {place: field for field, place in brought.columns.items()}
        choices = [
            (IGNORED, _("Leave out")),
            *fields.items(),
        ]
        for column in columns:
            self.fields[f"column_{column.place}"] = forms.ChoiceField(
                label=column.head or _("Column {n}").format(n=column.place + 1),
                choices=choices,
                required=False,
                initial=named.get(column.place, IGNORED),
            )
        self.words = self._words(self._class_column())
        kinds = [(str(kind.code), kind.name) for kind in self.kinds]
        for place, word in enumerate(self.words):
            self.fields[f"word_{place}"] = forms.ChoiceField(
                label=_("“{word}” is").format(word=word),
                choices=[(IGNORED, _("No kind of membership here")), *kinds],
                required=False,
                initial=self._kind_of(word),
            )
        only = kinds[0][0] if len(kinds) == 1 else ""
        self.fields["fallback"] = forms.ChoiceField(
            label=_("Where the file names no kind of membership"),
            choices=[("", _("Say so at the line")), *kinds],
            required=False,
            initial=brought.fallback or only,
        )
        self.fields["dates"] = forms.ChoiceField(
            label=_("Dates with slashes are written"),
            choices=DATES,
            required=False,
            initial="month" if brought.month_first else "",
        )

    def _class_column(self) -> int | None:
        """As posted, for the words that are asked about are those of the chosen column."""
        if not self.is_bound:
            place: int | None = self.brought.columns.get("class")
            return place
        places = (each.place for each in self.columns)
        return next(
            (place for place in places if self.data.get(f"column_{place}") == "class"), None
        )

    def _words(self, place: int | None) -> list[str]:
        if place is None:
            return []
        words = {name_key(row[place]): row[place] for row in self.rows if row[place]}
        return list(words.values())[:MOST_WORDS]

    def _kind_of(self, word: str) -> str:
        kept = {name_key(key): code for key, code in self.brought.classes.items()}
        if name_key(word) in kept:
            return str(kept[name_key(word)])
        for kind in self.kinds:
            if name_key(word) in {
                name_key(kind.name),
                kind.kind,
                name_key(kind.get_kind_display()),
            }:
                return str(kind.code)
        return IGNORED

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        chosen: dict[str, int] = {}
        for column in self.columns:
            field = found.get(f"column_{column.place}", IGNORED)
            if field and field in chosen:
                said = _("“{field}” is chosen for two columns. Leave one of them out.")
                self.add_error(f"column_{column.place}", said.format(field=self.said[field]))
            elif field:
                chosen[field] = column.place
        if not chosen.keys() & {"name", "first_name", "last_name"}:
            self.add_error(None, _("Say which column holds the name."))
        if any(f"word_{place}" not in self.data for place in range(len(self.words))):
            self.add_error(None, _("Say what each kind of membership in the file is here."))
        found["columns"] = chosen
        found["classes"] = {
            word: code
            for place, word in enumerate(self.words)
            if (code := found.get(f"word_{place}") or IGNORED)
        }
        return found

    def drawn(self) -> list[dict[str, Any]]:
        """Each column with its choice, for a table."""
        return [
            {"column": column, "field": self[f"column_{column.place}"]} for column in self.columns
        ]

    def others(self) -> list[Any]:
        names = [f"word_{place}" for place in range(len(self.words))]
        return [self[name] for name in (*names, "fallback", "dates")]
