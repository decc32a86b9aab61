"""A bank's file, and what its columns are."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.importing.bank import FIELDS, Statement, is_enough, statement
from tenants.importing.columns import Column
from tenants.importing.reading import MOST_BYTES, rows_of
from tenants.importing.table import MOST_COLUMNS, MOST_ROWS, UnreadableFileError


class BankUploadForm(forms.Form):
    file = forms.FileField(
        label=_("File of your bank"),
        help_text=_("CSV as your bank offers it, or XLSX or ODS; up to 5 MB."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
        error_messages={"required": _("Choose a file.")},
    )

    told: Statement
    digest: str

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        content = file.read(MOST_BYTES + 1)
        self.digest = hashlib.sha256(content).hexdigest()
        try:
            self.told = statement(rows_of(content))
        except UnreadableFileError as error:
            raise forms.ValidationError(str(error.message)) from error
        if len(self.told.rows) > MOST_ROWS or len(self.told.heads) > MOST_COLUMNS:
            raise forms.ValidationError(_("This file is too large. Split it into parts."))
        return file


class BankColumnsForm(forms.Form):
    """One choice per column."""

    def __init__(
        self, *args: Any, columns: list[Column], known: dict[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        of_place = {place: name for name, place in known.items()}
        choices = [("", _("Leave it out")), *FIELDS.items()]
        for column in columns:
            label = column.head or str(_("Column {n}")).format(n=column.place + 1)
            self.fields[f"column_{column.place}"] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                initial=of_place.get(column.place, ""),
            )

    @property
    def drawn(self) -> list[dict[str, Any]]:
        return [
            {"column": column, "field": self[f"column_{column.place}"]} for column in self.columns
        ]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        columns: dict[str, int] = {}
        for column in self.columns:
            name = found.get(f"column_{column.place}")
            if name and name in columns:
                self.add_error(
                    f"column_{column.place}",
                    _("“{field}” is another column already.").format(field=FIELDS[name]),
                )
            elif name:
                columns[name] = column.place
        if not self.errors and not is_enough(columns):
            raise forms.ValidationError(
                _("Say which column holds the day, and which one the amount or the money in.")
            )
        found["columns"] = columns
        return found
