"""Who joins the team, and with which roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import Staff

Role = Staff.Role
WHAT_FOR = {
    Role.OWNER: _("Everything, and who is on the team"),
    Role.MEMBERSHIP: _("Applications, members and their cards"),
    Role.PARTNERSHIPS: _("Agreements with other co-ops and who visits"),
    Role.DESK: _("Checking cards at the counter"),
    Role.REPORTS: _("Numbers, no names"),
    Role.DEVELOPER: _("Connecting other software"),
}


class HintedCheckboxes(forms.CheckboxSelectMultiple):
    """Check boxes with a line below each label."""

    hints: dict[str, str]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(str(value), "")}


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=HintedCheckboxes,
        error_messages={"required": _("Choose at least one role.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].widget.hints = {
            str(role): str(text) for role, text in WHAT_FOR.items()
        }


class AddForm(RolesForm):
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("The person signs in with it and gets a code by email."),
        error_messages={
            "required": _("Enter the email address of the person."),
            "invalid": _("Enter an email address like name@example.org."),
        },
    )
    field_order = ["email", "roles"]
