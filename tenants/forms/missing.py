"""What a form says where something was left empty."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext as _

PLAIN: Final = forms.Field.default_error_messages["required"]


def name_what_is_missing(form: forms.BaseForm) -> None:
    """Fields without words of their own say which one is meant: the list above a form shows the sentence alone."""
    for field in form.fields.values():
        if field.error_messages.get("required") is PLAIN:
            field.error_messages["required"] = _("“{label}” is missing.").format(label=field.label)
