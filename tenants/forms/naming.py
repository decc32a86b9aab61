"""What a form says of a field that is empty, too small or too large."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

PLAIN: Final = forms.Field.default_error_messages["required"]
LIMITS: Final = {
    "min_value": _("“{label}” is at least %(limit_value)s."),
    "max_value": _("“{label}” is at most %(limit_value)s."),
}


def name_fields(form: forms.BaseForm) -> None:
    """Sentences say which field is meant, where it has none of its own: above a form they stand alone."""
    for field in form.fields.values():
        label = str(field.label)
        if field.error_messages.get("required") is PLAIN:
            field.error_messages["required"] = _("“{label}” is missing.").format(label=label)
        for code, sentence in LIMITS.items():
            field.error_messages.setdefault(code, sentence.format(label=label.replace("%", "%%")))
